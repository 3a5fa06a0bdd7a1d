"""What the plain statements of one module bind, read without running them."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_DOTTED = re.compile(r"[^\W\d]\w*(?:[.:][^\W\d]\w*)*")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass
class Names:
    """What one module binds at its top level.

    Attributes:
        defined: names that the module itself makes: functions, classes, assigned values.
        imported: name → the dotted names that imports give to it; more than one where branches
            differ (``try`` … ``except ImportError``).
        assigned: name → what is written right of ``=`` where that is but a name, dotted or not.
        modules: names that a plain ``import x`` binds: incidental, no part of what is offered.
        stars: modules whose names are taken with ``*``.
        exports: what ``__all__`` lists, or None.
        maps: entries of literal dicts from text to text (or to a pair), as dotted names.
        dynamic: the module has a ``__getattr__`` (PEP 562).
        looked_up: the names that its ``__getattr__`` is known to answer.
        replaced: the module that takes its place in ``sys.modules``; empty if none does.
        computed: it binds names at run time that cannot be read.
    """

    defined: set[str] = field(default_factory=set)
    imported: dict[str, set[str]] = field(default_factory=dict)
    assigned: dict[str, set[str]] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    stars: list[str] = field(default_factory=list)
    exports: tuple[str, ...] | None = None
    maps: dict[str, str] = field(default_factory=dict)
    dynamic: bool = False
    looked_up: set[str] = field(default_factory=set)
    replaced: str = ""
    computed: bool = False

    @property
    def bound(self) -> set[str]:
        """Every name but those that a star brings."""
        return self.defined | set(self.imported)

    def forget(self, name: str) -> None:
        """Let a name be bound no more (``del name``)."""
        self.defined.discard(name)
        self.modules.discard(name)
        self.imported.pop(name, None)
        self.assigned.pop(name, None)


def read_names(
    tree: ast.Module, module: str, package: str, is_module: Callable[[str], bool]
) -> Names:
    """Return what the statements of a module bind, and the literal maps in it.

    Args:
        tree: the module.
        module: its dotted name.
        package: what its relative imports start from.
        is_module: tells whether a dotted name is a module of the tree.
    """
    found, statements = Names(), list(top_level(tree.body))
    for statement in statements:
        _read(statement, package, found)
    plain = {a.name for s in statements if isinstance(s, ast.Import) for a in s.names}
    _follow_assignments(module, found, lambda name: name in plain or is_module(name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            found.maps.update(_literal_map(node))
    return found


def top_level(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the statements that run when a module is imported, those in blocks too."""
    for statement in body:
        yield statement
        if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for block in _BLOCKS:
                yield from top_level(getattr(statement, block, ()))


def _read(node: ast.AST, package: str, found: Names) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            root = alias.name.partition(".")[0]
            name, module = (alias.asname, alias.name) if alias.asname else (root, root)
            found.imported.setdefault(name, set()).add(module)
            if not alias.asname:
                found.modules.add(root)
    elif isinstance(node, ast.ImportFrom):
        _read_from(node, absolute(node, package), found)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        found.dynamic |= node.name == "__getattr__"
        found.defined.add(node.name)
    elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        _read_assignment(node, found)
    else:
        _read_block(node, found)


def _read_block(node: ast.AST, found: Names) -> None:
    if isinstance(node, ast.For):
        found.defined |= _stored(node.target)
    elif isinstance(node, ast.With):
        for item in node.items:
            found.defined |= _stored(item.optional_vars)
    elif isinstance(node, ast.Delete):
        for target in node.targets:
            if isinstance(target, ast.Name):
                found.forget(target.id)


def _read_from(node: ast.ImportFrom, module: str, found: Names) -> None:
    for alias in node.names if module not in ("", "__future__") else ():
        if alias.name == "*":
            found.stars.append(module)
        else:
            name = alias.asname or alias.name
            found.imported.setdefault(name, set()).add(f"{module}.{alias.name}")


def _read_assignment(node: ast.Assign | ast.AnnAssign | ast.AugAssign, found: Names) -> None:
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        pairs = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=False))
        for name, value in pairs:
            source = _source(value)
            if isinstance(name, ast.Name) and source and not isinstance(node, ast.AugAssign):
                found.assigned.setdefault(name.id, set()).add(source)
            else:
                found.defined |= _stored(name)


def _source(value: ast.expr | None) -> str:
    """Return the name that is all there is right of ``=``; empty if there is more.

    What ``import_module("a.b")`` gives is written ``import a.b``.
    """
    if isinstance(value, ast.Call) and isinstance(value.func, (ast.Name, ast.Attribute)):
        last = value.func.attr if isinstance(value.func, ast.Attribute) else value.func.id
        named = value.args[0] if len(value.args) == 1 else None
        text = named.value if isinstance(named, ast.Constant) else None
        if last == "import_module" and isinstance(text, str):
            return f"import {text}" if text[:1] != "." else ""
    parts: list[str] = []
    while isinstance(value, ast.Attribute):
        parts.insert(0, value.attr)
        value = value.value
    return ".".join([value.id, *parts]) if isinstance(value, ast.Name) else ""


def _stored(node: ast.AST | None) -> set[str]:
    """Return the names that a target binds; those of ``sys.modules[x]`` are only read."""
    nodes = ast.walk(node) if node is not None else ()
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _follow_assignments(module: str, found: Names, is_module: Callable[[str], bool]) -> None:
    """Take ``new = old`` for an import of the old name: the module's own, or a builtin.

    ``new = module.old`` is one as well; what is taken from another object is made here.
    """
    own = found.bound | found.assigned.keys()
    for name, sources in found.assigned.items():
        for source in sources:
            root, _, rest = source.partition(".")
            given = found.imported.get(root, set())
            if source.startswith("import "):
                target = source.removeprefix("import ")
            elif rest:
                full = f"{next(iter(given))}.{rest}" if len(given) == 1 else ""
                target = full if is_module(full.rpartition(".")[0]) else ""
            # "str = str" reads the builtin: the module's own is not bound before.
            elif source in own and found.assigned.get(source) != {source}:
                target = f"{module}.{source}"
            else:
                target = f"builtins.{source}" if hasattr(builtins, source) else ""
            if target:
                found.imported.setdefault(name, set()).add(target)
            else:
                found.defined.add(name)


def absolute(node: ast.ImportFrom, package: str) -> str:
    """Return the module that a ``from`` import names; empty where it leads out of the package."""
    if not node.level:
        return node.module or ""
    parts = package.split(".") if package else []
    if node.level > len(parts):
        return ""
    base = ".".join(parts[: len(parts) - node.level + 1])
    return f"{base}.{node.module}" if node.module else base


def _literal_map(node: ast.Dict) -> Mapping[str, str]:
    """Return the entries of a dict that lead from one dotted name to another.

    A value may be ``"package.module"``, ``"package.module:name"`` or a pair of the two parts.
    """
    entries = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            continue
        parts = value.elts if isinstance(value, ast.Tuple) else [value]
        words = [p.value for p in parts if isinstance(p, ast.Constant)]
        texts = [w for w in words if isinstance(w, str)]
        name = ".".join(texts).replace(":", ".") if len(texts) == len(parts) else ""
        if _DOTTED.fullmatch(key.value) and _DOTTED.fullmatch(name):
            entries[key.value.replace(":", ".")] = name
    return entries
