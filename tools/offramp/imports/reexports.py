"""Names that a module takes from the layer and hands on: followed across modules."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from offramp.imports.layout import Layout, parent
from offramp.imports.targets import Targets

_GAP = rb"(?:[ \t\f]|\\\r?\n)"
_REST = rb"[^\n\\]*(?:\\\r?\n[^\n\\]*)*"
# They begin with the keyword itself, which is searched fast.
_FROM = re.compile(
    rb"from(?<![\w.]from)" + _GAP + rb"*([\w.]+)" + _GAP + rb"*import"
    rb"(" + _GAP + rb"*(?:\([^)]*\)|" + _REST + rb"))"
)
_IMPORT = re.compile(rb"import(?<![\w.]import)" + _GAP + rb"+(" + _REST + rb")")
FOLLOWED = (".py", ".pyi")
"""Files that may take a name from another module."""

_WORD = re.compile(rb"\w+")
_DOTTED = re.compile(rb"\w[\w.]*")
_FEW = 16  # so many words are looked for one by one in less time than all at once
_RELATIVE = re.compile(rb"from" + _GAP + rb"*\.")
_AFTER_DOT = re.compile(rb"\.\s*(\w+)")
_BY_NAME = (b"attr(", b"object(", b"__dict__", b"vars(")
_QUOTED = re.compile(rb"""['"](\w+)""")


def handed_on(
    exports: Mapping[str, Mapping[str, str]], layout: Layout, targets: Targets
) -> dict[str, str]:
    """Return the further names under which something of the layer can be imported.

    Args:
        exports: file → its names → the legacy name that each stands for.
        layout: names the modules.
        targets: what is looked for by itself already.

    Returns:
        Dotted name → legacy dotted name.
    """
    found = {}
    for path, names in exports.items():
        # A folder such as "site-packages" is in a path and in no name.
        modules = [m for m in layout.names(path) if all(map(str.isidentifier, m.split(".")))]
        for name, legacy in names.items():
            # Where the package has a module of that name, imports of what is in it lead there.
            if layout.has_submodule(path, name):
                continue
            for dotted in (f"{module}.{name}" for module in modules):
                known = targets.match(dotted)
                if known is None or known.target.indirect:
                    found[dotted] = legacy
    return found


class ReexportSearch:
    """Tells whether a file may take one of these names from the module that hands it on.

    It must import the name from that module, import the module and have the name as an attribute,
    or star-import it. A relative import fits where the last component does.

    Args:
        names: dotted names, each a module and a member of it.

    Attributes:
        tops: the first components of the modules.
    """

    def __init__(self, names: Collection[str]) -> None:
        # The members of a module, by its dotted name, and by its last component.
        self._members: defaultdict[bytes, _Names] = defaultdict(_Names)
        self._lasts: defaultdict[bytes, _Names] = defaultdict(_Names)
        # The packages above a module lead to it: "import app" and then "app.core.views.name". Of
        # "app", what may follow it, what may come last, and the modules with their members.
        self._steps: defaultdict[bytes, _Names] = defaultdict(_Names)
        self._ends: defaultdict[bytes, _Names] = defaultdict(_Names)
        self._below: defaultdict[bytes, set[tuple[bytes, bytes]]] = defaultdict(set)
        for dotted in names:
            module, _, name = dotted.encode().rpartition(b".")
            package, _, last = module.rpartition(b".")
            self._members[module].add(name)
            self._lasts[last].add(name)
            step = last
            while package:
                self._steps[package].add(step)
                self._ends[package].add(name)
                self._below[package].add((last, name))
                package, _, step = package.rpartition(b".")
        self.tops = frozenset(name.partition(".")[0] for name in names)
        self._tops = [top.encode() for top in sorted(self.tops)]

    @property
    def patterns(self) -> list[str]:
        """Patterns of which every file that names one of the top-level packages holds one."""
        if len(self.tops) > _FEW:
            return [rf"\b(?:{'|'.join(sorted(self.tops))})\b"]
        return [rf"\b{top}\b" for top in sorted(self.tops)]

    def inside(self, tops: Iterable[str]) -> bool:
        """Whether a file that may lie in these top-level packages lies in one of a module's."""
        return not self.tops.isdisjoint(tops)

    def finds(self, path: str, data: bytes, tops: Iterable[str]) -> bool:
        """Whether a file may take one of the names.

        Args:
            path: the file.
            data: its content.
            tops: the top-level packages that it may lie in.
        """
        inside = self.inside(tops)
        named = len(self._tops) > _FEW or any(top in data for top in self._tops)
        if not named and not (inside and _RELATIVE.search(data)):
            return False
        members = _Members(data)
        for module, what in _FROM.findall(data):
            relative = module.startswith(b".")
            if (inside or not relative) and self._taken(module, what, path, members):
                return True
        if not named:
            return False
        modules = {m for names in _IMPORT.findall(data) for m in _DOTTED.findall(names)}
        leading = modules & (self._members.keys() | self._below.keys())
        return any(self._leads(module, members) for module in leading)

    def _taken(self, module: bytes, what: bytes, path: str, members: _Members) -> bool:
        """Whether a ``from`` import takes a name, or a module that has one."""
        if module.startswith(b"."):
            last = module.rpartition(b".")[2] or _package(path, level=len(module))
            taken = self._lasts.get(last)
        elif module in self._members or module in self._below:
            taken = self._members.get(module)
        else:
            return False
        words = _WORD.findall(what)
        if taken is not None and (b"*" in what or not taken.isdisjoint(words)):
            return True
        # What is imported may be the module itself, or a package above it.
        if module.startswith(b"."):
            return any(word in self._lasts and members.hold(self._lasts[word]) for word in words)
        return any(self._leads(module + b"." + word, members) for word in words)

    def _leads(self, imported: bytes, members: _Members) -> bool:
        """Whether a name follows the module that is imported, or one below it, as an attribute."""
        if imported in self._members and members.hold(self._members[imported]):
            return True
        if imported not in self._below:
            return False
        if not (members.hold(self._steps[imported]) and members.hold(self._ends[imported])):
            return False
        there = members.there
        return any(last in there and name in there for last, name in self._below[imported])


def _package(path: str, level: int) -> bytes:
    """Return the last component of the package that so many dots stand for in a file."""
    for _ in range(level):
        path = parent(path)
    return path.rpartition("/")[2].encode()


class _Names(set[bytes]):
    """Names that are looked for as members of something."""

    @cached_property
    def patterns(self) -> tuple[re.Pattern[bytes], ...]:
        """One of the names after a dot, and in quotes of two kinds; asked for when all are in.

        A pattern that begins with one certain byte is searched fast.
        """
        # The letter first: after most dots, no name begins with one of these.
        first = b"".join(sorted({re.escape(name[:1]) for name in self}))
        any_of = b"(?=[" + first + b"])(?:" + b"|".join(map(re.escape, sorted(self))) + rb")\b"
        return tuple(re.compile(mark + any_of) for mark in (rb"\.\s*", b"'", b'"'))


class _Members:
    """The words that stand in a file as members: after a dot, or in quotes where a call takes them.

    Args:
        data: the file's content.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def _by_name(self) -> bool:
        return any(mark in self._data for mark in _BY_NAME)

    def hold(self, names: _Names) -> bool:
        """Whether one of the names is among the words."""
        dotted, *quoted = names.patterns
        return dotted.search(self._data) is not None or (
            self._by_name and any(pattern.search(self._data) for pattern in quoted)
        )

    @cached_property
    def there(self) -> set[bytes]:
        """All the words."""
        found = set(_AFTER_DOT.findall(self._data))
        if self._by_name:
            found.update(_QUOTED.findall(self._data))
        return found
