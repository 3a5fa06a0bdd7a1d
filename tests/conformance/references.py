"""The corpora of references and near misses, laid out as git repositories."""

from __future__ import annotations

import json
import subprocess
import tarfile
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from conformance.scoring import Case, statement_lines
from conformance.searchers import Layer

CORPUS = Path(__file__).parents[1] / "corpus" / "imports"
LAYER = Layer("acme.compat", {})
RENAMED = Layer("", {"candidate": "labs", "memory": "stores"})
CLASSES = {
    "static": "static imports",
    "attributes": "attribute uses, names handed on",
    "references": "what names and strings stand for",
    "handed_on": "names handed on by a star",
    "dynamic": "dynamic imports",
    "strings": "strings, comments, docstrings",
    "files": "files that are not Python",
    "beyond": "settings, commands and documents of projects",
    "beyond-roots": "renamed roots in settings, commands and documents",
    "hostile": "files that do not parse",
    "negative": "near misses",
    "renames": "renamed roots",
    "roots": "renamed roots that are common words",
}
OF_ROOTS = {"beyond-roots", "renames", "roots"}
SHARED = {
    "S": "static imports",
    "A": "attribute uses",
    "R": "re-exports",
    "D": "dynamic, literal",
    "X": "dynamic, computed",
    "T": "strings",
    "C": "files that are not Python",
    "H": "hostile files",
    "N": "near misses",
}


class Laid(NamedTuple):
    """A corpus as a repository.

    Attributes:
        layer: what is looked for in it.
        cases: the answers.
        projects: folders that are projects of their own, one for each case.
    """

    layer: Layer
    cases: list[Case]
    projects: list[str]


def lay_out(root: Path, layer: Layer) -> Laid:
    """Lay the project's own cases for a layer out as a repository."""
    laid = Laid(layer, [], [])
    for name, cls in CLASSES.items():
        if (name in OF_ROOTS) is (layer is RENAMED):
            tree = {} if layer is RENAMED else _read("tree")
            for case in _read(name):
                project = f"{name}/{case['id']}"
                files = {**tree, **case.get("files", {}), case["path"]: case["text"]}
                write(root / project, {path: text.encode() for path, text in files.items()})
                laid.projects.append(project)
                laid.cases.append(Case(cls, f"{project}/{case['path']}", _sites(case)))
    commit(root)
    return laid


def _sites(case: dict[str, Any]) -> tuple[frozenset[int], ...]:
    lines = sorted(set(case["hits"]))
    return tuple(statement_lines(case["text"], case["path"], line) for line in lines)


def lay_out_shared(root: Path, folder: Path) -> Laid:
    """Lay the shared repository out as its README says.

    Only near misses say which lines are wrong to report, and what its layer says of itself is no
    use of it.
    """
    with tarfile.open(folder / "acme.tar.gz") as archive:
        if hasattr(tarfile, "data_filter"):
            # Its links lead in circles, on purpose, and nowhere outside.
            archive.extraction_filter = tarfile.tar_filter
        archive.extractall(root)
    commit(root, ":!build")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    cases = [
        Case(SHARED[case["cls"]], case["path"], tuple(map(frozenset, case["sites"])), strict=False)
        for case in truth["cases"]
        if case["cls"] in SHARED
    ]
    return Laid(LAYER, cases, ["."])


def commit(root: Path, *left_out: str) -> None:
    """Make a repository of a folder; what is ignored is committed as well."""
    git = ["git", "-c", "user.name=c", "-c", "user.email=c@example.com"]
    git += ["-c", "core.autocrlf=false", "-c", "core.hooksPath=/dev/null"]
    for words in (
        ["init", "-q"],
        ["add", "-A", "-f", "--", ".", *left_out],
        ["commit", "-q", "-m", "corpus"],
    ):
        subprocess.run([*git, *words], cwd=root, check=True, capture_output=True)


def _read(name: str) -> Any:
    return yaml.safe_load((CORPUS / f"{name}.yml").read_text(encoding="utf-8"))


def write(root: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
