"""The staged plan: show it, run it, say how it stands, and take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from offramp import git
from offramp.doors.guard import Reply
from offramp.doors.options import Options
from offramp.doors.target import open_job
from offramp.engine import RunResult, Stage, Standing, State, order, require, run
from offramp.errors import EvidenceError
from offramp.findings import Verdict
from offramp.plan import PLAN
from offramp.report import text
from offramp.report.terminal import Terminal
from offramp.steps.job import Job


def plan(terminal: Terminal, options: Options) -> Reply:
    """Show the plan, the same for every repository: each step, its reason, and what it writes."""
    if options.repo:  # said as at any door, and as wrong where it is in none
        git.toplevel(Path(options.repo).resolve())
    stages = [
        {
            "id": stage.id,
            "name": stage.name,
            "purpose": stage.purpose,
            "exit": stage.exit,
            "command": stage.command,
            "after": stage.after,
            "steps": [
                {
                    "id": step.id,
                    "title": step.title,
                    "reason": step.reason,
                    "shows": step.shows,
                    "needs": list(step.needs),
                    "writes": list(step.writes),
                }
                for step in order(stage.steps)
            ],
        }
        for stage in PLAN.stages
    ]
    return Reply({"schema": "offramp.plan/1", "stages": stages}, text.plan)


def status(terminal: Terminal, options: Options) -> Reply:
    """Say how each exit criterion stands for the tree as it is now."""
    job = open_job(options, terminal)
    standing = Standing(PLAN, job)
    stages = [_stage_status(job, standing, stage) for stage in PLAN.stages]
    open_stages = [stage for stage in stages if stage["state"] != State.MET.value]
    data = {
        "schema": "offramp.status/1",
        "repository": str(job.root),
        "tree": standing.tree,
        "stages": stages,
        "next": open_stages[0]["command"] if open_stages else None,
    }
    return Reply(data, text.status)


def _stage_status(job: Job, standing: Standing, stage: Stage) -> dict[str, Any]:
    steps = []
    for step in stage.steps:
        how, evidence = standing.of(stage, step)
        steps.append(
            {
                "id": step.id,
                "shows": step.shows,
                "state": how.value,
                "evidence": job.ledger.where(step.id) if evidence else None,
                "summary": evidence.summary if evidence else None,
            }
        )
    states = [step["state"] for step in steps]
    worst = next(
        (s for s in (State.NOT_MET, State.STALE, State.MISSING) if s.value in states), None
    )
    return {
        "id": stage.id,
        "name": stage.name,
        "exit": stage.exit,
        "command": stage.command,
        "state": (worst or State.MET).value,
        "steps": steps,
    }


def stage(terminal: Terminal, options: Options, id: str) -> Reply:  # noqa: A002 - the plan's word
    """Run a stage, or say what it would do."""
    job = open_job(options, terminal, recover=True)
    wanted = PLAN.stage(id)
    if options.dry_run:
        return would(job, wanted)
    require(PLAN, job.of_settings(), wanted)
    terminal.heading(f"Stage {wanted.id.upper()}: {wanted.name} ({wanted.exit})")
    return run_reply(wanted, run(job, wanted), job)


def would(job: Job, stage: Stage, only: Sequence[str] | None = None) -> Reply:
    """Say what steps would do, and whether they would be refused; nothing is changed."""
    try:
        require(PLAN, job.of_settings(), stage)
        refused = None
    except EvidenceError as error:
        refused = error.to_dict()
    steps = [
        {
            "id": step.id,
            "title": step.title,
            "writes": list(step.writes),
            "would": list(step.preview(job)) if step.preview else [],
        }
        for step in order(stage.steps, only)
    ]
    data = {
        "schema": "offramp.dry-run/1",
        "stage": stage.id,
        "refused": refused,
        "steps": steps,
    }
    return Reply(data, text.dry_run)


def run_reply(stage: Stage, result: RunResult, job: Job, asked: str = "") -> Reply:
    """Return how a run ended, as every door that runs steps says it.

    Args:
        stage: the stage that the steps are of.
        result: how they ended.
        job: the run.
        asked: what people are told that it was, where it was not the whole stage.
    """
    data = {
        "schema": "offramp.run/1",
        "stage": stage.id,
        "verdict": result.verdict.value,
        "tree": job.tree(),
        "steps": [
            {
                "id": step.id,
                "verdict": outcome.verdict.value,
                "summary": outcome.summary,
                "seconds": round(seconds, 3),
                "evidence": job.ledger.where(step.id),
                "findings": [finding.to_dict() for finding in outcome.findings],
            }
            for step, outcome, seconds in result.steps
        ],
        "notes": list(result.notes),
        "times": dict(result.times),
    }
    hits = [r for r in _references(result) if r["counts"]]
    show = partial(text.run, what=asked or f"stage {stage.id.upper()}")
    return Reply({**data, "hits": hits}, show, result.verdict.exit_code)


def _references(result: RunResult) -> Sequence[Mapping[str, Any]]:
    """The references of the last step that has a compat report, where the run failed on them."""
    if result.verdict is Verdict.PASS:
        return []
    references: Sequence[Mapping[str, Any]] = result.steps[-1][1].data.get("references", [])
    return references


def rollback(terminal: Terminal, options: Options) -> Reply:
    """Bring back the tree of before the last removal, and say how."""
    from offramp.checkout import journal, restore

    job = open_job(options, terminal)
    if options.dry_run:
        points = journal.read(job.root)
        how = f"would take back {points[-1].label}, {points[-1].id}" if points else "nothing"
        return _rollback_reply(how, (), None, dry_run=True)
    done = restore.rollback(job.root)
    return _rollback_reply(done.how, done.restored, done.commit, dry_run=False)


def _rollback_reply(how: str, paths: Sequence[str], commit: str | None, *, dry_run: bool) -> Reply:
    data = {
        "schema": "offramp.rollback/1",
        "dry_run": dry_run,
        "how": how,
        "paths": list(paths),
        "commit": commit,
    }
    return Reply(data, text.rollback)
