"""Removal: the layer's files, what it would leave behind, and the settings that named it."""

from __future__ import annotations

import codecs
import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from offramp import git
from offramp.errors import CannotJudge
from offramp.evidence import write_atomically
from offramp.imports.files import candidates
from offramp.imports.layout import Layout
from offramp.imports.removal.ini import tidy_ini
from offramp.imports.removal.lists import tidy_lines, tidy_yaml
from offramp.imports.removal.match import Match, matcher
from offramp.imports.removal.proof import prove_dead
from offramp.imports.removal.toml import tidy_allow, tidy_toml

__all__ = ["Removal", "plan_removal", "prove_dead"]

LEGACY_FILE = "configs/legacy_imports.yml"
_INI = {
    ".importlinter",
    "setup.cfg",
    "tox.ini",
    ".coveragerc",
    "mypy.ini",
    ".mypy.ini",
    "pytest.ini",
    ".flake8",
    ".isort.cfg",
}
_TOML = {"pyproject.toml", "ruff.toml", ".ruff.toml", ".coveragerc.toml"}
_YAML = {LEGACY_FILE, "codecov.yml", ".codecov.yml"}
_LINES = {
    "CODEOWNERS",
    ".github/CODEOWNERS",
    "docs/CODEOWNERS",
    "MANIFEST.in",
    ".dockerignore",
    ".gitattributes",
}
_STUBS = ("stubs", "typings")  # where mypy_path and pyright look for the stubs of a project
_COMPILED = (".pyc", ".pyo", ".so", ".*.so", ".pyd", ".*.pyd")


@dataclass(frozen=True)
class Removal:
    """What is to be done; nothing has been.

    Attributes:
        root: the repository's root.
        layers: legacy dotted names.
        places: where the layers and their stubs lie, relative to the root, without a suffix.
        files: tracked files of the layers, sorted.
        leftovers: bytecode that would keep the layer's folder importable, sorted (G13).
        edits: settings file → its new bytes.
        tidied: what each of these edits takes out, as ``path: what``.
    """

    root: Path
    layers: tuple[str, ...]
    places: tuple[str, ...]
    files: tuple[str, ...]
    leftovers: tuple[str, ...]
    edits: Mapping[str, bytes]
    tidied: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the removal as plain data, for ``--json`` and ``--dry-run``."""
        return {
            "schema": "offramp.compat-removal/1",
            "layers": list(self.layers),
            "files": list(self.files),
            "leftovers": list(self.leftovers),
            "edits": list(self.edits),
            "tidied": list(self.tidied),
        }

    def apply(self) -> list[str]:
        """Remove and tidy, in the index and on disk, without a commit.

        Returns:
            What was done, one line each.

        Raises:
            GitError: git refuses, because a file of the layer has changes of its own.
        """
        names = b"".join(os.fsencode(f) + b"\0" for f in self.files)
        git.run(
            self.root,
            "rm",
            "-q",
            "--pathspec-from-file=-",
            "--pathspec-file-nul",
            env={"GIT_LITERAL_PATHSPECS": "1"},
            stdin=names,
        )
        for path in self.leftovers:
            (self.root / path).unlink(missing_ok=True)
        for place in self.places:
            for folder, _, _ in os.walk(self.root / place, topdown=False):
                with contextlib.suppress(OSError):  # it holds something: git did not know it then
                    Path(folder).rmdir()
        for path, data in self.edits.items():
            write_atomically(self.root / path, data)
        if self.edits:
            git.run(self.root, "--literal-pathspecs", "add", "--", *self.edits)
        done = [f"removed {len(self.files)} files of {', '.join(self.layers)}"]
        done += [f"deleted {path}" for path in self.leftovers]
        return done + [f"tidied {line}" for line in self.tidied]


def plan_removal(root: Path, layers: Sequence[str]) -> Removal:
    """Work out what the removal of the layers takes.

    Args:
        root: the repository's root.
        layers: legacy dotted names.

    Raises:
        CannotJudge: a layer is not there; or its folder holds files that git does not track,
            other than bytecode: they would be lost, or would keep it importable.
    """
    paths = candidates(root)
    layout = Layout(paths, layers)
    tracked = set(git.paths(root, "ls-files", "-z"))
    files: list[str] = []
    leftovers: list[str] = []
    places = []
    for layer in layers:
        own = [_place(layout, layer), *_stub_places(tracked, layer)]
        places += own
        files += [p for p in tracked for place in own if _belongs(p, place)]
        leftovers += _leftovers(root, own[0])
    means = matcher(layers, places)
    edits, tidied = _tidy(root, tracked - set(files), means, frozenset(files))
    return Removal(
        root=root,
        layers=tuple(sorted(layers)),
        places=tuple(places),
        files=tuple(sorted(set(files))),
        leftovers=tuple(sorted(set(leftovers))),
        edits=edits,
        tidied=tuple(tidied),
    )


def _place(layout: Layout, layer: str) -> str:
    """Return the layer's folder or module, relative to the root, without a suffix."""
    inside = layer.replace(".", "/")
    for base in layout.roots:
        place = f"{base}/{inside}" if base else inside
        if any(_belongs(p, place) for p in layout.paths):
            return place
    raise CannotJudge(
        "the layer does not exist",
        expected=f"{inside}/ or {inside}.py below {', '.join(r or '.' for r in layout.roots)}",
        found="no tracked file of that name",
        next="check compat.layer under [tool.offramp.compat]",
    )


def _stub_places(tracked: set[str], layer: str) -> list[str]:
    """Return where the layer's stubs lie apart from it (PEP 561, "Stub-only packages")."""
    first, *rest = layer.split(".")
    apart = "/".join([f"{first}-stubs", *rest])
    below = [
        f"{folder}/{inside}" for folder in _STUBS for inside in (layer.replace(".", "/"), apart)
    ]
    stubs = [p for p in tracked if p.endswith(".pyi")]
    return [place for place in (apart, *below) if any(_belongs(p, place) for p in stubs)]


def _belongs(path: str, place: str) -> bool:
    return path.startswith(place + "/") or path in {f"{place}.py", f"{place}.pyi", f"{place}.pyx"}


def _leftovers(root: Path, place: str) -> list[str]:
    """Return the bytecode of a layer; refuse where git does not track something else of it."""
    asked = [place, f"{PurePosixPath(place).parent}/__pycache__/{PurePosixPath(place).name}.*"]
    asked += [place + end for end in _COMPILED]
    ignored = git.paths(root, "ls-files", "-z", "-o", "-i", "--exclude-standard", "--", *asked)
    others = git.paths(root, "ls-files", "-z", "-o", "--exclude-standard", "--", *asked)
    found = [*ignored, *others]
    foreign = sorted(p for p in found if not p.endswith((".pyc", ".pyo")))
    if foreign:
        raise CannotJudge(
            "the layer's folder holds files that git does not track: a removal would lose them",
            expected="tracked files and bytecode alone",
            found="\n".join(foreign[:10]) + (f"\n+{len(foreign) - 10} more" * (len(foreign) > 10)),
            where=place,
            next="commit them, or move them elsewhere",
        )
    return found


def _tidy(
    root: Path, paths: set[str], means: Match, gone: frozenset[str]
) -> tuple[dict[str, bytes], list[str]]:
    edits: dict[str, bytes] = {}
    tidied: list[str] = []
    for path in sorted(paths & (_INI | _TOML | _YAML | _LINES | {"offramp.toml"})):
        raw = (root / path).read_bytes()
        bom = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
        try:
            text, encoding = raw[len(bom) :].decode("utf-8"), "utf-8"
        except UnicodeDecodeError:  # TOML and YAML refuse it; of the others every byte stays
            text, encoding = raw.decode("latin-1"), "latin-1"
        new, done = _tidied(path, text, means, paths, gone)
        if done:
            edits[path] = bom + new.encode(encoding)
            tidied += [f"{path}: {line}" for line in done]
    return edits, tidied


def _tidied(
    path: str, text: str, means: Match, paths: set[str], gone: frozenset[str]
) -> tuple[str, list[str]]:
    plain: dict[str, Callable[[], tuple[str, list[str]]]] = {
        **dict.fromkeys(_INI, lambda: tidy_ini(text, means)),
        **dict.fromkeys(_TOML, lambda: tidy_toml(path, text, means)),
        **dict.fromkeys(_YAML, lambda: tidy_yaml(path, text, means)),
        **dict.fromkeys(_LINES, lambda: tidy_lines(text, means)),
    }
    new, done = plain[path]() if path in plain else (text, [])
    if path in ("pyproject.toml", "offramp.toml"):
        new, more = tidy_allow(new, lambda entry: _stale(entry, paths, gone))
        done = [*done, *more]
    return new, done


def _stale(entry: str, paths: set[str], gone: frozenset[str]) -> bool:
    """Say whether an allow entry matched files of the layer, and matches nothing without them."""
    import pathspec

    spec = pathspec.GitIgnoreSpec.from_lines([entry])
    return any(spec.match_files(gone)) and not any(spec.match_files(paths))
