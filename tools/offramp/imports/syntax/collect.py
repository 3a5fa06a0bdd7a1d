"""One walk over a syntax tree: scopes with their bindings, and the nodes that may refer."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import Any

from offramp.imports.syntax.scopes import Element, Where
from offramp.imports.syntax.swallow import last_name, suppresses, takes_import_error
from offramp.imports.syntax.walk import Use, Walk, bind

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TYPING = {"cast", "TypeVar", "ForwardRef", "NewType"}
_OPTIONS = {"-m", "-c", "-p"}
_TEXTUAL = (ast.Add, ast.Mod, ast.Div)
_COLLECTIONS = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Name, ast.Call)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


class Collector(Walk):
    """Collects what may refer; see :class:`Walk` for what it takes and fills."""

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
            swallowed = swallowed or suppresses(item.context_expr)
        self._all(node.body, where._replace(swallowed=swallowed))

    def _try(self, node: Any, where: Where) -> None:
        swallows = any(takes_import_error(handler) for handler in node.handlers)
        self._all(node.body, self._inner(where, swallowed=swallows))
        for handler in node.handlers:
            inner = self._inner(where)
            if handler.type is not None:
                self._visit(handler.type, where)
            if handler.name:
                bind(handler.name, handler, None, inner)
            self._all(handler.body, inner)
        self._all(node.orelse, self._inner(where))
        self._all(node.finalbody, where)

    def _match_case(self, node: Any, where: Where) -> None:
        self._children(node, self._inner(where))

    # Scopes --------------------------------------------------------------------------------

    def _function(self, node: Any, where: Where) -> None:
        bind(node.name, node, None, where)
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
            bind(argument.arg, argument, None, inner)
        return inner

    def _class(self, node: ast.ClassDef, where: Where) -> None:
        bind(node.name, node, None, where)
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
        if last_name(node.func) in _TYPING:
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


def _element(node: ast.expr) -> Element | None:
    return Element(node) if isinstance(node, _COLLECTIONS) else None


def _arguments(args: ast.arguments) -> list[ast.arg]:
    more = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *more]


Collector.handlers = {
    ast.Import: Collector._import,
    ast.ImportFrom: Collector._import_from,
    ast.Assign: Collector._assign,
    ast.AnnAssign: Collector._annotated,
    ast.AugAssign: Collector._augmented,
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
    Collector.handlers[ast.TryStar] = Collector._try
