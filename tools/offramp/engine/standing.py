"""How exit criteria stand now, and the refusal of a stage whose predecessor does not hold."""

from __future__ import annotations

from offramp import __version__
from offramp.engine.model import Job, Plan, Stage, State, Step
from offramp.errors import EvidenceError
from offramp.evidence import Evidence
from offramp.findings import Verdict


class Standing:
    """How each step's exit criterion stands, for the tree and the settings as they are now.

    Evidence holds for the tree, the settings and the offramp that it was made with. Two rules
    follow it through a stage that changed the tree (a removal). Where the last step of a run holds
    now, the earlier steps of that same run hold with it. Where such a run, of a later stage,
    began on a tree, evidence for that tree and those settings holds as well.
    """

    def __init__(self, plan: Plan, job: Job) -> None:
        self.job = job
        self.tree = job.tree()
        self._settings = job.settings_digest()
        self._stages = [stage.id for stage in plan.stages]
        self._ended: dict[str, Evidence] = {}
        for stage in plan.stages:
            last = job.ledger.read(stage.steps[-1].id)
            if last and last.verdict is Verdict.PASS and self._is_of_now(last):
                self._ended[stage.id] = last

    def of(self, stage: Stage, step: Step) -> tuple[State, Evidence | None]:
        """Return how a step of a stage stands, and its evidence."""
        evidence = self.job.ledger.read(step.id)
        if evidence is None:
            return State.MISSING, None
        holds = (
            self._is_of_now(evidence)
            or self._is_of_run(stage, evidence)
            or self._is_of_beginning(stage, evidence)
        )
        if not holds or self.job.ledger.changed_files(evidence):
            return State.STALE, evidence
        met = evidence.verdict is Verdict.PASS
        return (State.MET if met else State.NOT_MET), evidence

    def _is_of_now(self, evidence: Evidence) -> bool:
        found = (evidence.tree, evidence.settings, evidence.version)
        return found == (self.tree, self._settings, __version__)

    def _is_of_run(self, stage: Stage, evidence: Evidence) -> bool:
        """Whether the run that made it is the one whose last step holds now."""
        last = self._ended.get(stage.id)
        return last is not None and last.run == evidence.run

    def _is_of_beginning(self, stage: Stage, evidence: Evidence) -> bool:
        """Whether a later stage, whose last step holds now, began where it was made."""
        later = self._stages[self._stages.index(stage.id) + 1 :]
        found = (evidence.tree, evidence.settings, evidence.version)
        return any(
            found == (last.base_tree, last.base_settings, last.version)
            for name in later
            if (last := self._ended.get(name))
        )


def require(plan: Plan, job: Job, stage: Stage) -> None:
    """Refuse a stage whose predecessor has not been shown for this tree.

    Raises:
        EvidenceError: names the step, what is wrong with its evidence, and what renews it.
    """
    if stage.after is None or (stage.excused and stage.excused(job)):
        return
    before = plan.stage(stage.after)
    standing = Standing(plan, job)
    for step in before.steps:
        how, evidence = standing.of(before, step)
        if how is State.MET:
            continue
        found = {
            State.MISSING: "no evidence",
            State.NOT_MET: f"evidence that it does not: {evidence and evidence.summary}",
            State.STALE: "evidence for another tree, other settings, other files or another "
            f"offramp (tree {evidence and evidence.tree})",
        }[how]
        raise EvidenceError(
            f"stage {stage.id.upper()} rests on stage {before.id.upper()}, "
            f"whose step {step.id} is {how.value}",
            expected=f"{step.shows}, for the tree {standing.tree}",
            found=found,
            where=job.ledger.where(step.id),
            next=before.command,
        )
