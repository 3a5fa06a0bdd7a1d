"""Names that a module takes from the layer and hands on: followed across modules."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from offramp.imports.layout import Layout, parent
from offramp.imports.targets import Targets

_STAR = re.compile(rb"import[ \t]*\(?[ \t]*\*")


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

    Args:
        names: dotted names, each a module and a member of it.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._modules: defaultdict[bytes, set[bytes]] = defaultdict(set)
        self._folders: defaultdict[bytes, set[str]] = defaultdict(set)
        for dotted in names:
            module, _, name = dotted.rpartition(".")
            self._modules[name.encode()].add(module.rpartition(".")[2].encode())
            self._folders[name.encode()].add(module.replace(".", "/"))
        self._names = _words(self._modules)
        self._last = _words(m for modules in self._modules.values() for m in modules)

    def finds(self, path: str, data: bytes) -> bool:
        """Whether a file holds a name and its module, or lies in the module's package."""
        if not path.endswith((".py", ".pyi")):
            return False
        if _STAR.search(data) and self._last.search(data):
            return True
        names = set(self._names.findall(data))
        if not names:
            return False
        last = set(self._last.findall(data))
        folder = "/" + parent(path)
        return any(
            self._modules[name] & last or any(folder.endswith("/" + f) for f in self._folders[name])
            for name in names
        )


def _words(words: Iterable[bytes]) -> re.Pattern[bytes]:
    alternatives = b"|".join(re.escape(w) for w in sorted(set(words)))
    return re.compile(rb"(?<![0-9A-Za-z_])(?:" + alternatives + rb")(?![0-9A-Za-z_])")


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
