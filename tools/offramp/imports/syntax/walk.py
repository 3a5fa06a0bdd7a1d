"""The walk over a syntax tree, and the statements that bind names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NamedTuple

from offramp.imports.syntax.scopes import Module, Scope, Value, Where

_PLUGINS = {"pytest_plugins", "INSTALLED_APPS"}
"""Names that a program reads modules' names from (pytest, Django)."""


class Use(NamedTuple):
    """A node that may refer to the layer, and where it stands."""

    node: Any
    where: Where


class Walk:
    """Walks a module once, and records in its scopes what binds a name.

    Args:
        resolve_from: gives the names that the module of a ``from`` import may have.
        matters: tells whether the lines from one to another can hold anything to collect; the
            bodies of other functions are not walked.

    Attributes:
        scope: the module's scope.
        imports: every import statement.
        chains: every outermost attribute chain.
        names: every name that is read and is no part of a chain.
        calls: every call.
        strings: every string or bytes constant, and every f-string or concatenation.
        docstrings: the constants that are documentation.
        annotated: ids of the strings that stand in an annotation.
        naming: ids of the strings that a plugin list holds: names of modules, whatever they are.
        after: id of a string in a list or call → the option (``-m``) that stands before it.
    """

    handlers: ClassVar[dict[type[ast.AST], Callable[..., None]]] = {}
    """Type of node → what is done with one; the children of others are walked."""

    def __init__(
        self,
        resolve_from: Callable[[ast.ImportFrom], tuple[str, ...]],
        matters: Callable[[int, int], bool],
    ) -> None:
        self._resolve_from = resolve_from
        self._matters = matters
        self._blocks = 0
        self._scopes: list[Scope] = []
        self.scope = self._scope("module")
        self.imports: list[Use] = []
        self.chains: list[Use] = []
        self.names: list[Use] = []
        self.calls: list[Use] = []
        self.strings: list[Use] = []
        self.docstrings: list[ast.Constant] = []
        self.annotated: set[int] = set()
        self.naming: set[int] = set()
        self.after: dict[int, str] = {}

    def collect(self, tree: ast.Module) -> None:
        """Walk the whole tree."""
        where = Where(self.scope, (), swallowed=False)
        self._docstring(tree)
        self._all(tree.body, where)

    def release(self) -> None:
        """Cut the circles between scopes and places, so that the tree is freed at once."""
        for scope in self._scopes:
            scope.bindings.clear()

    def _scope(self, kind: str, parent: Scope | None = None) -> Scope:
        self._scopes.append(Scope(kind, parent))
        return self._scopes[-1]

    def _all(self, nodes: Iterable[ast.AST | None], where: Where) -> None:
        for node in nodes:
            if node is not None:
                self._visit(node, where)

    def _visit(self, node: ast.AST, where: Where) -> None:
        handler = self.handlers.get(type(node))
        if handler is not None:
            handler(self, node, where)
        else:
            self._children(node, where)

    def _children(self, node: ast.AST, where: Where) -> None:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                for item in value:
                    if isinstance(item, ast.AST):
                        self._visit(item, where)
            elif isinstance(value, ast.AST):
                self._visit(value, where)

    def _inner(self, where: Where, *, swallowed: bool | None = None) -> Where:
        """Return a place in a new block of the same scope."""
        self._blocks += 1
        hides = where.swallowed if swallowed is None else swallowed or where.swallowed
        return Where(where.scope, (*where.block, self._blocks), hides)

    def _docstring(self, node: Any) -> None:
        first = node.body[0] if node.body else None
        value = first.value if isinstance(first, ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            self.docstrings.append(value)

    # Statements that bind names ------------------------------------------------------------

    def _import(self, node: ast.Import, where: Where) -> None:
        self.imports.append(Use(node, where))
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            bound = alias.name if alias.asname else name
            bind(name, alias, Module((bound,)), where)

    def _import_from(self, node: ast.ImportFrom, where: Where) -> None:
        self.imports.append(Use(node, where))
        modules = self._resolve_from(node)
        for alias in node.names:
            if alias.name == "*":
                where.scope.stars.append(Module(modules))
            else:
                members = Module(tuple(f"{m}.{alias.name}" for m in modules))
                bind(alias.asname or alias.name, alias, members, where)

    def _assign(self, node: ast.Assign, where: Where) -> None:
        self._visit(node.value, where)
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id in _PLUGINS:
                self.naming.update(id(n) for n in ast.walk(node.value))
            self._target(target, node.value, where)

    def _annotated(self, node: ast.AnnAssign, where: Where) -> None:
        self._annotation(node.annotation, where)
        if node.value is not None:
            self._visit(node.value, where)
            self._target(node.target, node.value, where)
        elif not isinstance(node.target, ast.Name):
            self._visit(node.target, where)

    def _augmented(self, node: ast.AugAssign, where: Where) -> None:
        """Bind ``name += ".compat"`` to what the name was, and more."""
        self._visit(node.value, where)
        if isinstance(node.target, ast.Name):
            before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
            whole = ast.copy_location(ast.BinOp(before, node.op, node.value), node)
            bind(node.target.id, node.target, whole, where)
        else:
            self._visit(node.target, where)

    def _annotation(self, node: ast.expr, where: Where) -> None:
        self.annotated.update(id(n) for n in ast.walk(node) if isinstance(n, ast.Constant))
        self._visit(node, where)

    def _walrus(self, node: ast.NamedExpr, where: Where) -> None:
        self._visit(node.value, where)
        self._target(node.target, node.value, where)

    def _target(self, target: ast.expr, value: Value, where: Where) -> None:
        if isinstance(target, ast.Name):
            bind(target.id, target, value, where)
        elif isinstance(target, (ast.Tuple, ast.List)):
            parts: list[Any] = [None] * len(target.elts)
            if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(parts):
                parts = value.elts
            for element, part in zip(target.elts, parts, strict=True):
                self._target(element, part, where)
        elif isinstance(target, ast.Starred):
            self._target(target.value, None, where)
        else:
            self._visit(target, where)

    def _outer(self, node: ast.Global | ast.Nonlocal, where: Where) -> None:
        for name in node.names:
            where.scope.hand_out(name, everywhere=isinstance(node, ast.Global))

    def _capture(self, node: Any, where: Where) -> None:
        """Bind what a ``case`` pattern captures (PEP 634)."""
        name = getattr(node, "rest", None) if isinstance(node, ast.MatchMapping) else node.name
        if name:
            bind(name, node, None, where)
        self._children(node, where)

    def _name(self, node: ast.Name, where: Where) -> None:
        if isinstance(node.ctx, ast.Load):
            self.names.append(Use(node, where))
        elif isinstance(node.ctx, ast.Store):
            bind(node.id, node, None, where)


def bind(name: str, node: Any, value: Value, where: Where) -> None:
    """Record that a node binds a name in the scope that it stands in."""
    where.scope.bind(name, (node.lineno, node.col_offset), value, where)
