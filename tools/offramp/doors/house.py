"""The doors of the house itself: doctor, init, explain."""

from __future__ import annotations

import json
from pathlib import Path

from offramp import git
from offramp.config import checks, load
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
_COMPAT = """
[compat]
layer = {layer}
max-hits = 0
"""
_SETTINGS = """\
base = {base}
{compat}
[openapi]
app = {app}
{environment}
[suites]
smoke = ["pytest", "tests/smoke", "-q"]
unit = ["pytest", "tests", "-q"]
"""


def doctor(terminal: Terminal, options: Options) -> Reply:
    """Check what every step takes for granted."""
    job = open_job(options, terminal)
    return run_reply(ENFORCE, run(job, ENFORCE, ["doctor"]), job)


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
    settings = _settings(options, app, root)
    files = {"offramp.toml": settings, "tasks.py": _TASKS, "noxfile.py": _NOXFILE}
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


def _settings(options: Options, app: str, repository: Path) -> str:
    """Return the text of the settings; an application that is not named is looked for.

    Without a layer they are for the contract alone.

    Raises:
        ConfigError: a word is not what its setting takes, or no application was found; nothing was
            written.
    """
    from offramp.contract.making.applications import roots_of, the_application

    layers = list(options.request().layer)
    if not app:
        found = the_application(repository)
        app, roots = found.app, [found.root] if found.root else []
    else:
        roots = roots_of(repository, app)
    base = options.base or "main"
    if layers:
        _demand("--layer", checks.layers, layers)
    _demand("--app", checks.application, app)
    _demand("--base", checks.branch, base)
    words = (base, layers[0] if len(layers) == 1 else layers, app)
    base, layer, app = (json.dumps(word, ensure_ascii=False) for word in words)
    return _SETTINGS.format(
        base=base,
        compat=_COMPAT.format(layer=layer) if layers else "",
        app=app,
        environment=f"\n[environment]\nroots = {json.dumps(roots)}\n" if roots else "",
    )


def _demand(option: str, check: checks.Check, value: object) -> None:
    try:
        check(value)
    except ValueError as error:
        raise ConfigError(f"{option} has a wrong value", expected=str(error)) from None


def explain(terminal: Terminal, options: Options, rule: str) -> Reply:
    """Tell what a rule means, why it weighs what it weighs, and where that comes from."""
    from offramp.contract import explain as tell

    words = f"{rule}\n\n{RULES[rule]}" if rule in RULES else tell(rule)
    return Reply({"schema": "offramp.rule/1", "rule": rule, "text": words}, text.rule)
