"""Names that a module takes from the layer and hands on: followed across modules."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from offramp.imports.layout import Layout, parent
from offramp.imports.targets import Targets

_GAP = rb"(?:[ \t\f]|\\\r?\n)"
_REST = rb"(?:[^\n\\]|\\\r?\n)*"
# They begin with the keyword itself, which is searched fast.
_FROM = re.compile(
    rb"from(?<![\w.]from)" + _GAP + rb"*([\w.]+)" + _GAP + rb"*import"
    rb"(" + _GAP + rb"*(?:\([^)]*\)|" + _REST + rb"))"
)
_IMPORT = re.compile(rb"import(?<![\w.]import)" + _GAP + rb"+(" + _REST + rb")")
_NAMED = re.compile(rb"(?:from|import)[ \t]+([^\n#;]+)")
FOLLOWED = (".py", ".pyi")
"""Files that may take a name from another module."""

_WORD = re.compile(rb"\w+")


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
        for module in layout.names(path):
            for name, legacy in names.items():
                dotted = f"{module}.{name}"
                known = targets.match(dotted)
                if known is None or known.target.indirect:
                    found[dotted] = legacy
    return found


class ReexportSearch:
    """Tells whether a file may take one of these names from the module that hands it on.

    It must import the name from a module whose last component fits, or import the module and have
    the name as an attribute, or star-import it.

    Args:
        names: dotted names, each a module and a member of it.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._members: defaultdict[bytes, set[bytes]] = defaultdict(set)
        self._tops: set[bytes] = set()
        for dotted in names:
            module, _, name = dotted.rpartition(".")
            self._members[module.rpartition(".")[2].encode()].add(name.encode())
            self._tops.add(module.partition(".")[0].encode())
        every = frozenset().union(*self._members.values())
        self._names = re.compile(b"|".join(re.escape(name) for name in sorted(every)))

    def finds(self, path: str, data: bytes, tops: Iterable[str]) -> bool:
        """Whether a file may take one of the names.

        Args:
            path: the file.
            data: its content.
            tops: the top-level packages that it may lie in.
        """
        inside = any(top.encode() in self._tops for top in tops)
        if not inside and not any(top in data for top in self._tops):
            return False
        if b"*" not in data and not self._names.search(data):
            return False
        if not self._members.keys() & set(_WORD.findall(b" ".join(_NAMED.findall(data)))):
            return inside and self._relative(path, data)
        return any(
            self._taken(module, what, path, data) for module, what in _FROM.findall(data)
        ) or any(self._member(imported, data) for imported in _IMPORT.findall(data))

    def _relative(self, path: str, data: bytes) -> bool:
        """Whether a file takes a name from its own package: ``from . import name``."""
        package = parent(path).rpartition("/")[2].encode()
        return any(name in data for name in self._members.get(package, ()))

    def _taken(self, module: bytes, what: bytes, path: str, data: bytes) -> bool:
        last = module.rpartition(b".")[2] or parent(path).rpartition("/")[2].encode()
        words = _WORD.findall(what)
        taken = self._members.get(last, set())
        if b"*" in what:
            return bool(taken)
        if not taken.isdisjoint(words):
            return True
        # The module itself may be what is imported: "from app import handed_on".
        return any(self._attribute(word, data) for word in words if word in self._members)

    def _member(self, imported: bytes, data: bytes) -> bool:
        return any(self._attribute(w, data) for w in _WORD.findall(imported) if w in self._members)

    def _attribute(self, module: bytes, data: bytes) -> bool:
        marks = (b".", b'"', b"'")  # module.name, and setattr(module, "name", …)
        return any(mark + name in data for name in self._members[module] for mark in marks)


class StarExports:
    """Knows which names ``from module import *`` brings, for the modules of a tree.

    Args:
        layout: finds the modules.
        read: returns the content of a file.
    """

    def __init__(self, layout: Layout, read: Callable[[str], bytes]) -> None:
        self._layout = layout
        self._read = read
        self._known: dict[str, frozenset[str]] = {}

    def __call__(self, module: str, name: str) -> bool:
        """Whether a star import from the module brings the name."""
        if module not in self._known:
            self._known[module] = frozenset()  # two modules may star-import each other
            self._known[module] = frozenset(self._public(module))
        return name in self._known[module]

    def _public(self, module: str) -> Iterable[str]:
        path = self._layout.find(module)
        if path is None:
            return ()
        try:
            tree = ast.parse(self._read(path))
        except (OSError, SyntaxError, ValueError, RecursionError):
            return ()
        listed = _listed(tree)
        if listed is not None:
            return listed
        return (n for n in self._bound(tree) if not n.startswith("_"))

    @staticmethod
    def _bound(tree: ast.Module) -> Iterable[str]:
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    yield alias.asname or alias.name.partition(".")[0]
                if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
                    # Importing a submodule binds it in its package (the import reference, 5.4.2).
                    yield node.module.partition(".")[0]
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                yield node.name


def _listed(tree: ast.Module) -> list[str] | None:
    """Return the names in ``__all__``, or None where the module has none."""
    found: list[str] | None = None
    for node in tree.body:
        value = None
        if isinstance(node, ast.Assign):
            named = any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)
            value = node.value if named else None
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            named = isinstance(node.target, ast.Name) and node.target.id == "__all__"
            value = node.value if named else None
        if value is not None:
            constants = (n.value for n in ast.walk(value) if isinstance(n, ast.Constant))
            found = [*(found or []), *(v for v in constants if isinstance(v, str))]
    return found
