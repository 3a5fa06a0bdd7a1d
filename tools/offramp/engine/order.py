"""The order of steps: each after what it needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from offramp.engine.model import Step


def order(steps: Sequence[Step], wanted: Iterable[str] | None = None) -> list[Step]:
    """Put steps in an order in which each comes after what it needs.

    Args:
        steps: all steps of a stage; where needs leave a choice, their own order holds.
        wanted: ids of the steps to end with, whose needs are taken along; all by default.

    Raises:
        ValueError: a need is not among the steps, or needs go round in a circle.
    """
    known = {step.id: step for step in steps}
    done: dict[str, Step] = {}
    open_: list[str] = []

    def visit(step: str) -> None:
        if step in done:
            return
        if step not in known or step in open_:
            raise ValueError(f"{' needs '.join([*open_, step])}: unknown or circular")
        open_.append(step)
        for need in known[step].needs:
            visit(need)
        done[step] = known[open_.pop()]

    for step in known if wanted is None else wanted:
        visit(step)
    return list(done.values())
