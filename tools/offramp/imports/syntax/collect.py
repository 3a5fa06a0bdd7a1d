"""One walk over a syntax tree: scopes with their bindings, and the nodes that may refer."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from offramp.imports.syntax.scopes import Element, Module, Scope, Value, Where

_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TYPING = {"cast", "TypeVar", "ForwardRef", "NewType"}
_OPTIONS = {"-m", "-c", "-p"}
_TEXTUAL = (ast.Add, ast.Mod, ast.Div)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


class Use(NamedTuple):
    """A node that may refer to the layer, and where it stands."""

    node: Any
    where: Where


class Collector:
    """Walk a module once.

    Args:
        resolve_from: gives the names that the module of a ``from`` import may have.
        matters: tells whether the lines from one to another can hold anything to collect; the
            bodies of other functions are not walked.

    Attributes:
        imports: every import statement.
        chains: every outermost attribute chain.
        names: every name that is read and is no part of a chain.
        calls: every call.
        strings: every string or bytes constant, and every f-string or concatenation.
        docstrings: the constants that are documentation.
        annotated: ids of the strings that stand in an annotation.
        after: id of a string in a list or call → the option (``-m``) that stands before it.
    """

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
        self.after: dict[int, str] = {}

    def collect(self, tree: ast.Module) -> Collector:
        """Walk the tree and return self."""
        where = Where(self.scope, (), swallowed=False)
        self._docstring(tree)
        self._all(tree.body, where)
        return self

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
        handler = _HANDLERS.get(type(node))
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
            _bind(name, alias, Module((bound,)), where)

    def _import_from(self, node: ast.ImportFrom, where: Where) -> None:
        self.imports.append(Use(node, where))
        modules = self._resolve_from(node)
        for alias in node.names:
            if alias.name == "*":
                where.scope.stars.append(Module(modules))
            else:
                members = Module(tuple(f"{m}.{alias.name}" for m in modules))
                _bind(alias.asname or alias.name, alias, members, where)

    def _assign(self, node: ast.Assign, where: Where) -> None:
        self._visit(node.value, where)
        for target in node.targets:
            self._target(target, node.value, where)

    def _annotated(self, node: ast.AnnAssign, where: Where) -> None:
        self._annotation(node.annotation, where)
        if node.value is not None:
            self._visit(node.value, where)
            self._target(node.target, node.value, where)
        elif not isinstance(node.target, ast.Name):
            self._visit(node.target, where)

    def _walrus(self, node: ast.NamedExpr, where: Where) -> None:
        self._visit(node.value, where)
        self._target(node.target, node.value, where)

    def _target(self, target: ast.expr, value: Value, where: Where) -> None:
        if isinstance(target, ast.Name):
            _bind(target.id, target, value, where)
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
        where.scope.outer.update(node.names)

    def _capture(self, node: Any, where: Where) -> None:
        """Bind what a ``case`` pattern captures (PEP 634)."""
        name = getattr(node, "rest", None) if isinstance(node, ast.MatchMapping) else node.name
        if name:
            _bind(name, node, None, where)
        self._children(node, where)

    def _name(self, node: ast.Name, where: Where) -> None:
        if isinstance(node.ctx, ast.Load):
            self.names.append(Use(node, where))
        elif isinstance(node.ctx, ast.Store):
            _bind(node.id, node, None, where)

    # Statements with blocks ----------------------------------------------------------------

    def _if(self, node: ast.If | ast.While, where: Where) -> None:
        self._visit(node.test, where)
        self._all(node.body, self._inner(where))
        self._all(node.orelse, self._inner(where))

    def _for(self, node: ast.For | ast.AsyncFor, where: Where) -> None:
        self._visit(node.iter, where)
        inner = self._inner(where)
        self._target(node.target, _element(node.iter), inner)
        self._all(node.body, inner)
        self._all(node.orelse, self._inner(where))

    def _with(self, node: ast.With | ast.AsyncWith, where: Where) -> None:
        swallowed = where.swallowed
        for item in node.items:
            self._visit(item.context_expr, where)
            if item.optional_vars is not None:
                self._target(item.optional_vars, None, where)
            swallowed = swallowed or _suppresses(item.context_expr)
        self._all(node.body, where._replace(swallowed=swallowed))

    def _try(self, node: Any, where: Where) -> None:
        swallows = any(_takes_import_error(handler) for handler in node.handlers)
        self._all(node.body, self._inner(where, swallowed=swallows))
        for handler in node.handlers:
            inner = self._inner(where)
            if handler.type is not None:
                self._visit(handler.type, where)
            if handler.name:
                _bind(handler.name, handler, None, inner)
            self._all(handler.body, inner)
        self._all(node.orelse, self._inner(where))
        self._all(node.finalbody, where)

    def _match_case(self, node: Any, where: Where) -> None:
        self._children(node, self._inner(where))

    # Scopes --------------------------------------------------------------------------------

    def _function(self, node: Any, where: Where) -> None:
        _bind(node.name, node, None, where)
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        if not self._matters(first, node.end_lineno):
            return
        self._all(node.decorator_list, where)
        self._signature(node.args, where)
        if node.returns is not None:
            self._annotation(node.returns, where)
        self._docstring(node)
        inner = self._parameters(node.args, where)
        self._all(node.body, inner)

    def _lambda(self, node: ast.Lambda, where: Where) -> None:
        self._signature(node.args, where)
        self._visit(node.body, self._parameters(node.args, where))

    def _signature(self, args: ast.arguments, where: Where) -> None:
        self._all([*args.defaults, *args.kw_defaults], where)
        for argument in _arguments(args):
            if argument.annotation is not None:
                self._annotation(argument.annotation, where)

    def _parameters(self, args: ast.arguments, where: Where) -> Where:
        # The body runs when it is called: no handler around the definition swallows for it.
        inner = Where(self._scope("function", where.scope), (), swallowed=False)
        for argument in _arguments(args):
            _bind(argument.arg, argument, None, inner)
        return inner

    def _class(self, node: ast.ClassDef, where: Where) -> None:
        _bind(node.name, node, None, where)
        self._all([*node.decorator_list, *node.bases, *node.keywords], where)
        self._docstring(node)
        inner = Where(self._scope("class", where.scope), (), where.swallowed)
        self._all(node.body, inner)

    def _comprehension(self, node: Any, where: Where) -> None:
        inner = Where(self._scope("function", where.scope), (), where.swallowed)
        for i, clause in enumerate(node.generators):
            self._visit(clause.iter, inner if i else where)
            self._target(clause.target, _element(clause.iter), inner)
            self._all(clause.ifs, inner)
        results = (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,)
        self._all(results, inner)

    # Expressions that may refer ------------------------------------------------------------

    def _attribute(self, node: ast.Attribute, where: Where) -> None:
        self.chains.append(Use(node, where))
        base: ast.expr = node
        while isinstance(base, ast.Attribute):
            base = base.value
        if not isinstance(base, ast.Name):
            self._visit(base, where)

    def _call(self, node: ast.Call, where: Where) -> None:
        self.calls.append(Use(node, where))
        if _last_name(node.func) in _TYPING:
            self.annotated.update(id(a) for a in node.args)
            self.annotated.update(id(k.value) for k in node.keywords if k.arg == "bound")
        self._options(node.args)
        self._children(node, where)

    def _sequence(self, node: ast.List | ast.Tuple, where: Where) -> None:
        self._options(node.elts)
        self._children(node, where)

    def _options(self, nodes: list[ast.expr]) -> None:
        for option, following in pairwise(nodes):
            if isinstance(option, ast.Constant) and option.value in _OPTIONS:
                self.after[id(following)] = str(option.value)

    def _constant(self, node: ast.Constant, where: Where) -> None:
        if isinstance(node.value, (str, bytes)):
            self.strings.append(Use(node, where))

    def _f_string(self, node: ast.JoinedStr, where: Where) -> None:
        self.strings.append(Use(node, where))
        self._all((n for n in node.values if not isinstance(n, ast.Constant)), where)

    def _operation(self, node: ast.BinOp, where: Where) -> None:
        if isinstance(node.op, _TEXTUAL):
            self.strings.append(Use(node, where))
        self._children(node, where)

    def _annotation(self, node: ast.expr, where: Where) -> None:
        self.annotated.update(id(n) for n in ast.walk(node) if isinstance(n, ast.Constant))
        self._visit(node, where)


def _bind(name: str, node: Any, value: Value, where: Where) -> None:
    where.scope.bind(name, (node.lineno, node.col_offset), value, where)


def _element(node: ast.expr) -> Element | None:
    return Element(node) if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else None


def _arguments(args: ast.arguments) -> list[ast.arg]:
    more = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *more]


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _takes_import_error(handler: ast.ExceptHandler) -> bool:
    """Whether a handler takes an ImportError and does not raise again."""
    if any(isinstance(statement, ast.Raise) for statement in handler.body):
        return False
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(_last_name(kind) in _IMPORT_ERRORS for kind in kinds)


def _suppresses(node: ast.expr) -> bool:
    """Whether a ``with`` item is ``contextlib.suppress`` of an ImportError."""
    if not isinstance(node, ast.Call) or _last_name(node.func) != "suppress":
        return False
    return any(_last_name(argument) in _IMPORT_ERRORS for argument in node.args)


_HANDLERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Import: Collector._import,
    ast.ImportFrom: Collector._import_from,
    ast.Assign: Collector._assign,
    ast.AnnAssign: Collector._annotated,
    ast.NamedExpr: Collector._walrus,
    ast.Global: Collector._outer,
    ast.Nonlocal: Collector._outer,
    ast.Name: Collector._name,
    ast.If: Collector._if,
    ast.While: Collector._if,
    ast.With: Collector._with,
    ast.AsyncWith: Collector._with,
    ast.Try: Collector._try,
    ast.Lambda: Collector._lambda,
    ast.ClassDef: Collector._class,
    ast.Attribute: Collector._attribute,
    ast.Call: Collector._call,
    ast.Constant: Collector._constant,
    ast.JoinedStr: Collector._f_string,
    ast.BinOp: Collector._operation,
    ast.List: Collector._sequence,
    ast.Tuple: Collector._sequence,
    ast.MatchAs: Collector._capture,
    ast.MatchStar: Collector._capture,
    ast.MatchMapping: Collector._capture,
    ast.match_case: Collector._match_case,
    **dict.fromkeys(_FUNCTIONS, Collector._function),
    **dict.fromkeys(_COMPREHENSIONS, Collector._comprehension),
    ast.For: Collector._for,
    ast.AsyncFor: Collector._for,
}
if hasattr(ast, "TryStar"):  # Python 3.11
    _HANDLERS[ast.TryStar] = Collector._try
