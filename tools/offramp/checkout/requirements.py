"""What a tree wants installed: its lock or requirement files, read without running its code.

The project itself is never in the result: an installed copy of one side would be imported by the
other (S2). Its dependencies stand in for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from offramp.checkout import projects
from offramp.checkout.lockfiles import READERS
from offramp.checkout.requirement_files import Reader
from offramp.checkout.sources import Source
from offramp.errors import EnvironmentProblem


def find(
    tree: Path,
    requirements: Sequence[str] = (),
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
    command: Sequence[str] = (),
) -> Source:
    """Find out what the tree wants installed.

    Files that are named go first; else the first there is of uv.lock, pylock.toml, poetry.lock,
    requirements.txt, and the dependencies in pyproject.toml.

    Args:
        tree: the root of the tree.
        requirements: the files to use, relative to it.
        extras: extras of the project (PEP 621).
        groups: dependency groups of the project (PEP 735).
        command: what installs in their place; the files named are its inputs.

    Raises:
        EnvironmentProblem: a file is missing or cannot be read.
    """
    if command:
        source = Source("command", command=tuple(command))
        reader = Reader(tree, source)
        source.lines = [reader.read(name) for name in requirements]
        return source
    named = list(requirements) or _default(tree)
    bases = [name.rpartition("/")[2] for name in named]
    source = Source(bases[0] if len(named) == 1 and bases[0] in READERS else "requirements")
    reader = Reader(tree, source)
    if not named:
        source.kind = "nothing"
        source.notes.append("no lock or requirement file was found: nothing is installed")
    if "pylock.toml" in bases[1:] or (len(named) > 1 and bases[0] == "pylock.toml"):
        raise EnvironmentProblem(
            "pylock.toml does not go together with other files",
            found=", ".join(named),
            next="name it alone in [tool.offramp.environment]",
        )
    for name, base in zip(named, bases, strict=True):
        if base in READERS:
            READERS[base](reader, name, extras, groups)
        elif base == "pyproject.toml":
            source.kind = "pyproject.toml"
            projects.read(reader, extras, groups)
        else:
            reader.requirements(name)
    if extras and source.kind == "requirements":
        projects.read(reader, extras, groups)
    return source


def _default(tree: Path) -> list[str]:
    for name in ("uv.lock", "pylock.toml", "poetry.lock", "requirements.txt", "pyproject.toml"):
        if (tree / name).is_file():
            return [name]
    return []
