"""The doors of the house itself: doctor, init, explain."""

from __future__ import annotations

from pathlib import Path

from offramp import git
from offramp.config import load
from offramp.doors import first
from offramp.doors.guard import Reply
from offramp.doors.options import Options
from offramp.doors.stages import run_reply
from offramp.doors.target import folder, open_job
from offramp.engine import run
from offramp.errors import ConfigError
from offramp.evidence import write_atomically
from offramp.findings import RULES
from offramp.plan import ENFORCE
from offramp.report import text
from offramp.report.terminal import Terminal

_TASKS = '"""Invoke tasks: `invoke --list`."""\n\nfrom offramp.tasks import ns  # noqa: F401\n'
_NOXFILE = (
    '"""Nox sessions: `nox --list`."""\n\nfrom offramp.sessions import register\n\nregister()\n'
)


def doctor(terminal: Terminal, options: Options) -> Reply:
    """Check what every step takes for granted."""
    job = open_job(options, terminal)
    return run_reply(ENFORCE, run(job, ENFORCE, ["doctor"]), job, "doctor")


def prune(terminal: Terminal, options: Options) -> Reply:
    """Clear away what is kept between runs, and what runs that died have left here.

    Environments that were used within the last hour, or are being built, stay.
    """
    from offramp import checkout

    root = folder(options, terminal)
    data = {
        "schema": "offramp.prune/1",
        "environments": checkout.prune(0),
        "documents": checkout.DocumentCache.of_user().prune(0),
        "worktrees": checkout.sweep(root),
    }
    return Reply(data, text.prune)


def init(terminal: Terminal, options: Options, app: str) -> Reply:
    """Write the settings and the two thin files into a repository that has none of them."""
    root = git.toplevel(Path(options.repo or ".").resolve())
    if load(root).source is not None:
        raise ConfigError("this repository has settings already", found=load(root).source)
    files = {
        "offramp.toml": first.settings(options, app, root),
        "tasks.py": _TASKS,
        "noxfile.py": _NOXFILE,
    }
    written = [name for name in files if not (root / name).exists()]
    for name in written if not options.dry_run else ():
        write_atomically(root / name, files[name].encode())
    if not options.dry_run:
        load(root)
    data = {
        "schema": "offramp.init/1",
        "dry_run": options.dry_run,
        "written": written,
        "kept": [name for name in files if name not in written],
        "next": "invoke doctor" if options.request().layer else "nox -s openapi_diff",
    }
    return Reply(data, text.init)


def explain(terminal: Terminal, options: Options, rule: str) -> Reply:
    """Tell what a rule means, why it weighs what it weighs, and where that comes from."""
    from offramp.contract import explain as tell

    words = f"{rule}\n\n{RULES[rule]}" if rule in RULES else tell(rule)
    return Reply({"schema": "offramp.rule/1", "rule": rule, "text": words}, text.rule)
