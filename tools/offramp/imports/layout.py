"""How files and dotted names belong together in a tree: source roots, packages, modules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from offramp.imports.targets import Target

_INITS = ("__init__.py", "__init__.pyi")
SUFFIXES = (".py", ".pyi", ".pyx", ".pxd")
"""What a module's file may end in."""
ROOTS = ("", "src", "lib", "python")
"""The usual source roots."""


class Layout:
    """The modules of one tree, by the rules of the import system.

    A package with an ``__init__`` file is named from its topmost such parent. A folder without
    one (PEP 420) is named from the usual source roots: the root itself, ``src``, ``lib`` and
    ``python``, every folder that holds a top-level package, and those from which a name is found
    that is known to be a module.

    Args:
        paths: every file of the tree, relative, forward slashes.
        modules: dotted names of which each is a module: where none of the other roots has it, the
            folders that do are source roots as well.
    """

    def __init__(self, paths: Iterable[str], modules: Iterable[str] = ()) -> None:
        self.paths = frozenset(paths)
        inits = (p.rpartition("/") for p in self.paths if p.endswith(_INITS))
        self._packages = {folder for folder, _, name in inits if name in _INITS}
        tops = {p for p in self._packages if p and parent(p) not in self._packages}
        rest = sorted({parent(p) for p in tops} - set(ROOTS), key=lambda p: (p.count("/"), p))
        self.roots = (*ROOTS, *rest)
        missing = [m for m in modules if "." in m and not self.own_files(Target(m, m))]
        self.roots += tuple(sorted({r for m in missing for r in self._roots_of(m)}))
        self._known_roots = frozenset(self.roots)
        self.names = lru_cache(maxsize=None)(self._names)
        self._tops = lru_cache(maxsize=None)(self._tops_of)
        self.find = lru_cache(maxsize=4096)(self._find)

    def _roots_of(self, module: str) -> Iterator[str]:
        """Yield the folders under which a module lies, but for packages."""
        inside = "/" + module.replace(".", "/")
        last = module.rpartition(".")[2]
        for path in (p for p in self.paths if last in p):
            root, _, rest = f"/{path}".partition(inside)
            found = rest in SUFFIXES or (rest.startswith("/") and rest.endswith(SUFFIXES))
            if found and root.strip("/") not in self._packages:
                yield root.strip("/")

    def _names(self, path: str) -> tuple[str, ...]:
        """Return the dotted names that a file may have, the most likely first.

        The name by the chain of ``__init__`` files comes first, then the names from the usual
        source roots that lie above it.
        """
        folder, _, name = path.rpartition("/")
        stem = name.partition(".")[0]
        whole = folder if name in _INITS else f"{folder}/{stem}".strip("/")
        found = (whole[len(r) :].strip("/").replace("/", ".") for r in self._roots_above(folder))
        return tuple(dict.fromkeys(n for n in found if n))

    def _roots_above(self, folder: str) -> list[str]:
        base = folder
        while base in self._packages and base:
            base = parent(base)
        chained = [base] if folder in self._packages else []
        return chained + [r for r in _upwards(base) if r in self._known_roots and r not in chained]

    def tops(self, path: str) -> frozenset[str]:
        """Return the first components of the dotted names that a file may have."""
        folder, _, name = path.rpartition("/")
        inside, direct = self._tops(folder)
        return inside | {name.partition(".")[0]} if direct and name not in _INITS else inside

    def _tops_of(self, folder: str) -> tuple[frozenset[str], bool]:
        """Return the first components for all files of a folder, and whether it is a root too."""
        roots = self._roots_above(folder)
        inside = {folder[len(r) :].strip("/").partition("/")[0] for r in roots if r != folder}
        return frozenset(inside), folder in roots

    def packages(self, path: str) -> tuple[str, ...]:
        """Return the dotted names of the package that a file's relative imports start from."""
        names = self.names(path)
        if path.rpartition("/")[2] in _INITS:
            return names
        return tuple(n.rpartition(".")[0] for n in names)

    def is_package(self, folder: str) -> bool:
        """Whether a folder has an ``__init__`` file."""
        return folder in self._packages

    def _find(self, dotted: str) -> str | None:
        """Return the file of a module that lies in the tree, or None."""
        return self.find_under(dotted, self.roots)

    def has_submodule(self, path: str, name: str) -> bool:
        """Whether the package that a file is the ``__init__`` of has a module of some name."""
        folder, _, file = path.rpartition("/")
        base = f"{folder}/{name}" if folder else name
        ends = (*SUFFIXES, *(f"/{init}" for init in _INITS))
        return file in _INITS and any(base + end in self.paths for end in ends)

    def find_under(self, dotted: str, roots: Iterable[str]) -> str | None:
        """Return the file of a module that lies under one of some folders, the first one, or None.

        Args:
            dotted: the module.
            roots: folders that its dotted name may start from.
        """
        inside = dotted.replace(".", "/")
        for root in roots:
            base = f"{root}/{inside}" if root else inside
            for init in _INITS:
                if f"{base}/{init}" in self.paths:
                    return f"{base}/{init}"
            for suffix in SUFFIXES:
                if base + suffix in self.paths:
                    return base + suffix
        return None

    def longest(self, dotted: str, roots: Collection[str]) -> str:
        """Return the longest part of a dotted name that is a module under some folders, or none.

        Args:
            dotted: a module, or a name in one.
            roots: folders that it may start from.
        """
        while dotted and self.find_under(dotted, roots) is None:
            dotted = dotted.rpartition(".")[0]
        return dotted

    def has(self, dotted: str, roots: Collection[str]) -> bool:
        """Whether Python lies under a dotted name: a module, or a folder of modules (PEP 420)."""
        if self.find_under(dotted, roots):
            return True
        inside = dotted.replace(".", "/")
        folders = tuple(f"{r}/{inside}/" if r else f"{inside}/" for r in roots)
        return any(p.startswith(folders) and p.endswith(SUFFIXES) for p in self.paths)

    def own_files(self, target: Target, new: str | None = None) -> frozenset[str]:
        """Return the files that a target is made of: its module, or all that lies in its package.

        A top-level word is looked for under the usual roots alone, or where its new name lies if
        that is elsewhere: ``tests/memory/`` is not the module ``memory``.

        Args:
            target: the name.
            new: what it was renamed to, where it was.
        """
        inside = target.dotted.replace(".", "/")
        roots = self.homes(new) if target.word else self.roots
        bases = tuple(f"{r}/{inside}" if r else inside for r in roots)
        folders = tuple(b + "/" for b in bases)
        files = {b + s for b in bases for s in SUFFIXES}
        named = (p for p in self.paths if target.last in p)  # most paths are not even near
        return frozenset(p for p in named if p in files or p.startswith(folders))

    def homes(self, new: str | None) -> tuple[str, ...]:
        """Return the folders that a renamed root may start from: the usual ones, as a rule.

        Args:
            new: what it was renamed to; where only other folders have that, these come as well.
        """
        if new is None or self.has(new, ROOTS):
            return ROOTS
        return (*ROOTS, *(r for r in self.roots if r not in ROOTS and self.find_under(new, (r,))))


def parent(path: str) -> str:
    """Return the folder of a path; empty at the root."""
    return path.rpartition("/")[0]


def _upwards(path: str) -> Iterator[str]:
    """Yield a folder and the folders above it, the root last."""
    while path:
        yield path
        path = parent(path)
    yield ""
