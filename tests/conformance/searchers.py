"""The tools that look for uses of a module, each run for real on a repository."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from conformance.scoring import Reports
from offramp.imports import scan


class Layer(NamedTuple):
    """What is looked for.

    Attributes:
        name: the module that goes; empty where roots were renamed.
        renames: old root to new root.
    """

    name: str
    renames: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The modules that must not be used any more."""
        return (self.name,) if self.name else tuple(self.renames)


Search = Callable[[Path, Layer, Sequence[str]], Reports]
"""From a repository, a layer and the folders in it that are projects of their own, to lines."""


class Tool(NamedTuple):
    """A tool of the comparison.

    Attributes:
        name: its column.
        version: of the package that brings it; empty for what the machine brings.
        search: runs it.
    """

    name: str
    version: str
    search: Search


def offramp(root: Path, layer: Layer, projects: Sequence[str]) -> Reports:
    """References that count."""
    found: dict[str, set[int]] = defaultdict(set)
    for project in projects:
        report = scan(root / project, layer.name or [], layer.renames, cache=False)
        for reference in report.references:
            if reference.counts:
                found[_join(project, reference.path)].add(reference.line)
    return found


def ruff(root: Path, layer: Layer, _projects: Sequence[str]) -> Reports:
    """TID251, banned-api, told to look everywhere and to heed no suppression."""
    everywhere = ["--ignore-noqa", "--no-respect-gitignore", "--config", "exclude = []"]
    return _ruff(root, layer, everywhere)


def ruff_as_it_comes(root: Path, layer: Layer, _projects: Sequence[str]) -> Reports:
    """TID251, banned-api, with nothing but the ban."""
    return _ruff(root, layer, [])


def _ruff(root: Path, layer: Layer, more: Sequence[str]) -> Reports:
    bans = [
        word
        for name in layer.names
        for word in ("--config", f"lint.flake8-tidy-imports.banned-api.'{name}'.msg = 'no'")
    ]
    words = ["ruff", "check", "--isolated", "--no-cache", "--select", "TID251", *bans, *more]
    found: dict[str, set[int]] = defaultdict(set)
    for each in json.loads(_run([*words, "--output-format", "json", "."], root, accept=(0, 1))):
        if each["code"] == "TID251":
            # In a notebook the line is the cell's.
            line = 0 if each["cell"] else each["location"]["row"]
            found[_relative(each["filename"], root)].add(line)
    return found


def import_linter(root: Path, layer: Layer, projects: Sequence[str]) -> Reports:
    """A forbidden contract in each project, for direct imports."""
    names = json.dumps({"names": layer.names, "projects": list(projects)})
    said = _run([sys.executable, "-m", "conformance.linted", names], root, accept=(0,))
    return {path: set(lines) for path, lines in json.loads(said).items()}


def semgrep(root: Path, layer: Layer, _projects: Sequence[str]) -> Reports:
    """Rules for imports, uses and strings, told to look everywhere and to heed no suppression."""
    everywhere = ["--disable-nosem", "--no-git-ignore", "--x-ignore-semgrepignore-files"]
    unlimited = ["--max-target-bytes", "0", "--timeout", "0"]
    return _semgrep(root, layer, [*everywhere, *unlimited])


def semgrep_as_it_comes(root: Path, layer: Layer, _projects: Sequence[str]) -> Reports:
    """The same rules, with nothing said of where to look."""
    return _semgrep(root, layer, [])


def _semgrep(root: Path, layer: Layer, more: Sequence[str]) -> Reports:
    rules = root.with_name(f"{root.name}-rules.json")
    rules.write_text(json.dumps({"rules": list(_rules(layer))}), encoding="utf-8")
    words = ["semgrep", "scan", "--metrics=off", "--disable-version-check", "--json", "-q"]
    said = _run([*words, "--config", str(rules), *more, "."], root, accept=(0, 1))
    found: dict[str, set[int]] = defaultdict(set)
    for each in json.loads(said)["results"]:
        found[_relative(each["path"], root)].add(each["start"]["line"])
    return found


def _rules(layer: Layer) -> list[dict[str, Any]]:
    rules = []
    for name in layer.names:
        parent, _, last = name.rpartition(".")
        text = f'"=~/^{re.escape(name)}([.:].*)?$/"'
        patterns = [
            f"import {name}", f"import {name}.$X", f"from {name} import $X",
            f"from {name}.$X import $Y", text,
        ]  # fmt: skip
        patterns += [name, f"from {parent} import {last}"] if parent else []
        rules.append(_rule(name, patterns))
        if parent:
            # A relative import is the layer's where the file is in the layer's package.
            below = [f"from . import {last}", f"from .{last} import $X", f"from .. import {last}"]
            below += [f"from .{last}.$X import $Y", f"from ..{last} import $X"]
            rules.append(_rule(f"{name}-below", below, paths={"include": [f"**/{parent}/**"]}))
    return rules


def _rule(name: str, patterns: Sequence[str], **more: Any) -> dict[str, Any]:
    either = [{"pattern": pattern} for pattern in patterns]
    words = {"id": name.replace(".", "-"), "message": name, "severity": "ERROR"}
    return {**words, "languages": ["python"], "pattern-either": either, **more}


def git_grep(root: Path, layer: Layer, _projects: Sequence[str]) -> Reports:
    """The name as a word, in what git tracks, binary files too."""
    names = [word for name in layer.names for word in ("-e", name)]
    return _grepped(_run(["git", "grep", "-nazwF", *names], root, accept=(0, 1)))


def grep(root: Path, layer: Layer, _projects: Sequence[str]) -> Reports:
    """The name as a word, in all files, binary ones too."""
    names = [word for name in layer.names for word in ("-e", name)]
    words = ["grep", "-rnaZwF", "--exclude-dir=.git", *names, "."]
    return _grepped(_run(words, root, accept=(0, 1)))


def _grepped(said: str) -> Reports:
    found: dict[str, set[int]] = defaultdict(set)
    for path, line in re.findall(r"^(.*?)\0(\d+)[:\0]", said, re.MULTILINE):
        found[path.removeprefix("./")].add(int(line))
    return found


def _run(command: Sequence[str], root: Path, *, accept: Sequence[int]) -> str:
    tests = str(Path(__file__).parents[1])
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        command,
        cwd=root,
        env={**os.environ, "PATH": path, "PYTHONPATH": tests, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    if done.returncode not in accept:
        tail = done.stderr.decode(errors="replace")[-600:]
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {tail}")
    return done.stdout.decode("utf-8", "surrogateescape")


def _relative(name: str, root: Path) -> str:
    return os.path.relpath(root / name, root).replace(os.sep, "/")


def _join(project: str, path: str) -> str:
    return path if project == "." else f"{project}/{path}"


def tools() -> tuple[Tool, ...]:
    """Return the tools of the table, offramp first, with their versions."""
    return (
        Tool("offramp", "", offramp),
        Tool("ruff TID251", version("ruff"), ruff),
        Tool("import-linter", version("import-linter"), import_linter),
        Tool("semgrep", version("semgrep"), semgrep),
        Tool("git grep -w", "", git_grep),
        Tool("grep -rw", "", grep),
    )


def tools_as_they_come() -> tuple[Tool, ...]:
    """Return the tools of the traps: those of the table, and two of them as they come."""
    offramp_itself, hard_ruff, linter, hard_semgrep, *greps = tools()
    return (
        offramp_itself,
        Tool("ruff TID251", hard_ruff.version, ruff_as_it_comes),
        hard_ruff._replace(name="ruff, hardened"),
        linter,
        Tool("semgrep", hard_semgrep.version, semgrep_as_it_comes),
        hard_semgrep._replace(name="semgrep, hardened"),
        *greps,
    )
