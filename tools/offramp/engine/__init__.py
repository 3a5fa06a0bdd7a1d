"""Order, run, record: the engine knows steps, stages and evidence, and nothing of what they judge.

A step is data (what it is, what it needs, what it writes, what it shows) and one function. The
engine puts steps in the order of their needs, refuses a stage whose predecessor's evidence does
not hold for this tree, times and records each step, and undoes a stage that failed.
"""

from __future__ import annotations

from offramp.engine.model import Event, Job, Outcome, Plan, RunResult, Stage, State, Step
from offramp.engine.order import order
from offramp.engine.run import run, verdict_of
from offramp.engine.standing import Standing, require

__all__ = [
    "Event",
    "Job",
    "Outcome",
    "Plan",
    "RunResult",
    "Stage",
    "Standing",
    "State",
    "Step",
    "order",
    "require",
    "run",
    "verdict_of",
]
