"""Which repository a door is about, and what an interrupted run left there."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from offramp import git
from offramp.config import load
from offramp.doors.policy import asked
from offramp.engine import Event
from offramp.errors import ConfigError
from offramp.evidence import Ledger
from offramp.report.terminal import Terminal
from offramp.steps.job import Job, Request

SANDBOX = ".offramp/sandbox"


@dataclass(frozen=True)
class Options:
    """What may be said at a door, as it was said.

    Attributes:
        repo: a folder in the target; the current one by default.
        layer: dotted names in place of the settings' layer.
        rename: ``old=new`` in place of the settings' renames.
        max_hits: a budget, as text.
        base: the baseline.
        dry_run: change nothing.
        commit: end the removal in a commit.
        refresh: make a kept baseline anew.
        cache: whether a scan may use what it read before.
        all_files: scan what git ignores, too.
        fail_on: the least severity that fails the contract diff.
        severity: ``RULE=LEVEL``, beside the settings' severities.
        accept: the file of accepted findings.
        include, exclude: path templates, in place of the settings'.
        deprecation_days: days before a sunset, or ``beta=31,stable=180``.
        stability: the least level that promises something.
        semver: whether the version must rise with each change.
        update: bring the ratchet up to date.
        allow_new: let an update of the ratchet take in new hits.
    """

    repo: str = ""
    layer: tuple[str, ...] = ()
    rename: tuple[str, ...] = ()
    max_hits: str = ""
    base: str = ""
    dry_run: bool = False
    commit: bool = False
    refresh: bool = False
    cache: bool = True
    all_files: bool = False
    fail_on: str = ""
    severity: tuple[str, ...] = ()
    accept: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    deprecation_days: str = ""
    stability: str = ""
    semver: bool = False
    update: bool = False
    allow_new: bool = False

    def request(self) -> Request:
        """Return the options as a request.

        Raises:
            ConfigError: one of them is not of its form.
        """
        return Request(
            layer=tuple(name for entry in self.layer for name in entry.split(",") if name),
            renames=_renames(self.rename),
            max_hits=_whole_number(self.max_hits),
            base=self.base or None,
            commit=self.commit,
            refresh=self.refresh,
            cache=self.cache,
            all_files=self.all_files,
            openapi=asked(self),
            update=self.update,
            allow_new=self.allow_new,
        )


def _renames(entries: Iterable[str]) -> Mapping[str, str]:
    renames = {}
    for entry in entries:
        old, equals, new = entry.partition("=")
        if not (old and equals and new):
            raise ConfigError("--rename is not a rename", expected="old=new", found=repr(entry))
        renames[old] = new
    return renames


def _whole_number(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ConfigError(
            "--max-hits is not a budget",
            expected="a whole number that is zero or more",
            found=repr(text),
        )
    return int(text)


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
            for line in event.lines:
                terminal.line(f"  {event.kind}: {line}")

    return watch
