"""Situations that mislead tools, each a small project with one use of the layer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from conformance.references import LAYER, Laid, commit, write
from conformance.scoring import Case, Reports

_PACKAGE = {
    "src/acme/__init__.py": b"",
    "src/acme/compat/__init__.py": b"def foo(): ...\n",
    "src/app/__init__.py": b"",
}
FOUND = "found"
_USER = "src/app/m.py"


class Trap(NamedTuple):
    """A situation.

    Attributes:
        name: what it is called in the table; made an identifier, the project's folder.
        files: what lies there beside the layer; the use is in the first of them.
        line: where it is (1-based).
        untracked: whether the file is not added to git.
    """

    name: str
    files: Mapping[str, bytes]
    line: int
    untracked: bool = False

    @property
    def folder(self) -> str:
        """The project's folder."""
        return self.name.replace(" ", "-").replace(",", "")

    @property
    def path(self) -> str:
        """The file with the use."""
        return f"{self.folder}/{next(iter(self.files))}"


TRAPS = (
    Trap("latin-1 without a declaration", {_USER: b"x = '\xe9'\nimport acme.compat\n"}, 2),
    Trap("noqa", {_USER: b"import acme.compat  # noqa\n"}, 1),
    Trap("nosem and ruff: noqa", {_USER: b"# ruff: noqa\nimport acme.compat  # nosem\n"}, 2),
    Trap("a hidden folder", {".tools/m.py": b"import acme.compat\n"}, 1),
    Trap("a folder called build", {"build/m.py": b"import acme.compat\n"}, 1),
    Trap(
        "tracked and ignored",
        {"vendored/m.py": b"import acme.compat\n", ".gitignore": b"vendored/\n"},
        1,
    ),
    Trap("not added yet", {_USER: b"import acme.compat\n"}, 1, untracked=True),
    Trap(
        "a bad file beside it",
        {_USER: b"import acme.compat\n", "src/app/old.py": b"print 'x'\n"},
        1,
    ),
    Trap("in the bad file", {_USER: b"import acme.compat\nprint 'x'\n"}, 1),
    Trap(
        "full-width letters (NFKC)",
        {_USER: "import acme.\N{FULLWIDTH LATIN SMALL LETTER C}ompat\n".encode()},
        1,
    ),
    Trap("lone CR", {_USER: b"x = 1\ry = 2\nimport acme.compat\n"}, 3),
    Trap(
        "last line of 13 MB",
        {_USER: (b"#" + b"x" * 99 + b"\n") * 130_000 + b"import acme.compat"},
        130_001,
    ),
    Trap(
        "a pickle",
        {"data.pkl": b"\x80\x04\x8c\x0bacme.compat\x94\x8c\x05Thing\x94\x93\x94."},
        1,
    ),
    Trap(
        "two lines",
        {_USER: b"from acme import (\n    compat,\n)\n"},
        2,
    ),
    Trap("try and except", {_USER: b"try:\n    import acme.compat\nexcept ImportError: ...\n"}, 2),
)


def lay_out(root: Path) -> Laid:
    """Lay all traps out as one repository."""
    late = {}
    for trap in TRAPS:
        files = {f"{trap.folder}/{path}": data for path, data in {**_PACKAGE, **trap.files}.items()}
        if trap.untracked:
            late[trap.path] = files.pop(trap.path)
        write(root, files)
    commit(root)
    write(root, late)
    cases = [Case(trap.name, trap.path, (_around(trap),)) for trap in TRAPS]
    return Laid(LAYER, cases, [trap.folder for trap in TRAPS])


def _around(trap: Trap) -> frozenset[int]:
    several = trap.name == "two lines"
    return frozenset({1, 2, 3} if several else {trap.line})


def outcome(case: Case, reports: Reports) -> str:
    """Return what a tool made of a trap, in a word."""
    said = reports.get(case.path, set())
    if said & case.sites[0] or 0 in said:
        return FOUND
    return "wrong line" if said else "**missed**"
