"""The first settings of a repository: what `init` writes, by what the tree has."""

from __future__ import annotations

import json
from pathlib import Path

from offramp import checkout, git
from offramp.config import checks
from offramp.contract.making.applications import applications, roots_of, the_application
from offramp.doors.options import Options
from offramp.errors import ConfigError


def settings(options: Options, app: str, repository: Path) -> str:
    """Return the text of the settings; an application that is not named is looked for.

    Without a layer they are for the contract alone, and without an application for the layer.

    Raises:
        ConfigError: a word is not what its setting takes, or no application was found; nothing was
            written.
    """
    layers = list(options.request().layer)
    base = options.base or _base(repository)
    if layers:
        _demand("--layer", checks.layers, layers)
    if app:
        _demand("--app", checks.application, app)
    _demand("--base", checks.branch, base)
    if app:
        roots = roots_of(repository, app)
    elif not layers or applications(repository):
        found = the_application(repository)
        app, roots = found.app, [found.root] if found.root else []
    else:
        roots = []
    tables = {
        "compat": [f"layer = {_toml(layers[0] if len(layers) == 1 else layers)}", "max-hits = 0"],
        "openapi": [f"app = {_toml(app)}"] if app else [],
        "environment": [f"roots = {_toml(roots)}"] if roots else [],
        "suites": _suites(repository),
    }
    if not layers:
        del tables["compat"]
    elif pytest := checkout.lacking(repository, "pytest"):
        tables["environment"].append(pytest)
    text = ["\n".join([f"[{name}]", *lines, ""]) for name, lines in tables.items() if lines]
    return "\n".join([f"base = {_toml(base)}\n", *text])


def _base(repository: Path) -> str:
    """Return what the remote names as its main branch, else the usual name that is there."""
    words = ("symbolic-ref", "-q", "refs/remotes/origin/HEAD")
    named = git.run(repository, *words, accept=(0, 1)).stdout.decode().strip()
    if named:
        return named.removeprefix("refs/remotes/origin/")
    there = git.text(repository, "for-each-ref", "--format=%(refname:lstrip=-1)").split()
    return next((name for name in ("main", "master") if name in there), "main")


def _suites(repository: Path) -> list[str]:
    folders = ("tests", "test")
    unit = next((name for name in folders if (repository / name).is_dir()), "tests")
    smoke = f"{unit}/smoke" if (repository / unit / "smoke").is_dir() else unit
    return [
        f'{name} = ["pytest", "{path}", "-q"]' for name, path in (("smoke", smoke), ("unit", unit))
    ]


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _demand(option: str, check: checks.Check, value: object) -> None:
    try:
        check(value)
    except ValueError as error:
        raise ConfigError(f"{option} has a wrong value", expected=str(error)) from None
