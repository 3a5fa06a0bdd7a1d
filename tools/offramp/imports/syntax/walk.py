"""The walk over a syntax tree, and the statements that bind names."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, NamedTuple

from offramp.imports.syntax.scopes import Binding, Class, Element, Module, Scope, Value, Where
from offramp.imports.syntax.swallow import last_name

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
        subscripts: every subscript of a call or an attribute: a namespace may be among them.
        strings: every string or bytes constant, and every expression that makes a string.
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
        self.subscripts: list[Use] = []
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
            scope.members.clear()
            scope.bases.clear()
            scope.returns.clear()

    def _scope(self, kind: str, around: Where | None = None, *, at_once: bool = False) -> Scope:
        parent, block = (around.scope, around.block) if around else (None, None)
        self._scopes.append(Scope(kind, parent, block if at_once else None))
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

    def _inner(self, where: Where, *, swallowed: bool = False, loop: bool = False) -> Where:
        """Return a place in a new block of the same scope."""
        self._blocks += 2
        number = self._blocks + 1 if loop else self._blocks
        return Where(where.scope, (*where.block, number), swallowed or where.swallowed)

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
        self.annotated.update(_types(node))
        self._visit(node, where)

    def _walrus(self, node: ast.NamedExpr, where: Where) -> None:
        """Bind in the scope around comprehensions (PEP 572)."""
        self._visit(node.value, where)
        outside = where
        while outside.scope.kind == "comprehension" and outside.scope.parent is not None:
            outside = outside._replace(scope=outside.scope.parent, block=(-1,))
        self._target(node.target, node.value, outside)

    def _target(self, target: ast.expr, value: Value, where: Where) -> None:
        if isinstance(target, ast.Name):
            bind(target.id, target, value, where)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for element, part in zip(target.elts, _parts(target.elts, value), strict=True):
                self._target(element, part, where)
        elif isinstance(target, ast.Starred):
            self._target(target.value, None, where)
        else:
            self._visit(target, where)
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                self._member(target, target.value, value, where)

    def _member(self, target: ast.Attribute, owner: ast.Name, value: Value, where: Where) -> None:
        """Bind an attribute of a class of the module, such as ``self.name`` in a method."""
        place = (target.lineno, target.col_offset)
        for known in where.scope.lookup(owner.id, place, where.block) or ():
            if isinstance(known.value, Class):
                found = known.value.body.members.setdefault(target.attr, [])
                found.append(Binding(place, (-1,), value, where))

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
        else:  # what ``del`` leaves unbound is as little known as what is stored
            bind(node.id, node, None, where)


def _types(annotation: ast.expr) -> Iterator[int]:
    """Yield the ids of the constants of an annotation that are types, not what is told of them.

    ``Annotated[T, …]`` tells of its first argument (PEP 593); what a call is given is no type.
    """
    pending: list[ast.AST] = [annotation]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Constant):
            yield id(node)
        elif isinstance(node, ast.Subscript) and last_name(node.value) == "Annotated":
            first = node.slice.elts[:1] if isinstance(node.slice, ast.Tuple) else [node.slice]
            pending += first
        elif not isinstance(node, ast.Call):
            pending += ast.iter_child_nodes(node)


def _parts(targets: list[ast.expr], value: Value) -> list[Value]:
    """Return what each of several targets gets of a value that is unpacked."""
    count = len(targets)
    star = next((i for i, t in enumerate(targets) if isinstance(t, ast.Starred)), count)
    if isinstance(value, Element):
        places = [i if i < star else i - count for i in range(count)]
        return [value._replace(at=(*value.at, i)) for i in places]
    given = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
    fits = len(given) == count if star == count else len(given) >= count - 1
    if not fits or any(isinstance(e, ast.Starred) for e in given):
        return [None] * count
    behind = given[len(given) - (count - star - 1) :] if star < count else []
    return [*given[:star], *[None] * (star < count), *behind]


def bind(name: str, node: Any, value: Value, where: Where) -> None:
    """Record that a node binds a name in the scope that it stands in."""
    where.scope.bind(name, (node.lineno, node.col_offset), value, where)
