"""Which repository a door is about, and what an interrupted run left there."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from offramp import git
from offramp.config import load
from offramp.doors.options import Options
from offramp.engine import Event
from offramp.evidence import Ledger
from offramp.report.terminal import Terminal
from offramp.steps.job import Job

SANDBOX = ".offramp/sandbox"


def folder(options: Options, terminal: Terminal) -> Path:
    """Return the target's folder.

    In offramp's own checkout that is the reference service under ``.offramp/sandbox``: the
    checkout itself is never the target of a removal. A dry run lays out none there: it looks at
    the one that is there, else at one that goes with the process.
    """
    root = git.toplevel(Path(options.repo or ".").resolve())
    example = load(root).sandbox
    if example is None:
        return root
    from offramp.sandbox import build, ensure

    sandbox = root / SANDBOX
    terminal.line(f"Target: the reference service in {SANDBOX}")
    if not options.dry_run:
        Ledger(root).prepare()
        return ensure(root / example, sandbox)
    if sandbox.exists():
        return sandbox
    scratch = tempfile.mkdtemp(prefix="offramp-sandbox-")
    atexit.register(shutil.rmtree, scratch, ignore_errors=True)
    return build(root / example, Path(scratch, "sandbox"))


def open_job(options: Options, terminal: Terminal, *, recover: bool = False) -> Job:
    """Open the target, and see to what an interrupted run left there.

    Args:
        options: what was said.
        terminal: who is told.
        recover: whether a removal that was interrupted is undone; otherwise it is only said.
    """
    job = Job.open(folder(options, terminal), options.request(), _watch(terminal))
    _recover(job, terminal, act=recover and not options.dry_run)
    return job


def _recover(job: Job, terminal: Terminal, *, act: bool) -> None:
    if not (git.git_dir(job.root) / "offramp").is_dir():
        return  # nothing was ever begun here: no need of what reads and restores, slow to import
    from offramp.checkout import restore

    point = restore.pending(job.root)
    if point is None:
        return
    terminal.line(f"Found a removal that was interrupted: {point.label}, {point.id}.")
    if not act:
        terminal.line("The next stage, or `invoke rollback`, brings back the tree of before.")
        return
    terminal.line(restore.restore(point).how)


def _watch(terminal: Terminal) -> Callable[[Event], None]:
    """Return who tells people what goes on while steps run."""
    marks = {"pass": ("ok", "good"), "fail": ("FAIL", "bad")}

    def watch(event: Event) -> None:
        if event.kind == "begin" and event.step:
            terminal.line(terminal.paint(f"  .... {event.step.id}: {event.step.title}", "dim"))
        elif event.kind == "end" and event.step and event.outcome:
            word, how = marks.get(event.outcome.verdict.value, ("?", "warn"))
            mark = terminal.paint(word.rjust(4), how)
            terminal.line(
                f"  {mark} {event.step.id}: {event.outcome.summary} ({event.seconds:.1f} s)"
            )
        else:
            mark = "|" if event.kind == "output" else f"{event.kind}:"
            for line in event.lines:
                terminal.line(f"  {mark} {line}")

    return watch
