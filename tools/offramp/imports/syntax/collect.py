"""One walk over a syntax tree: scopes with their bindings, and the nodes that may refer."""

from __future__ import annotations

import ast
from itertools import pairwise
from typing import Any

from offramp.imports.syntax.scopes import (
    Binding,
    Class,
    Element,
    Function,
    Value,
    Where,
)
from offramp.imports.syntax.signatures import arguments, defaults, parametrized
from offramp.imports.syntax.swallow import last_name, suppresses, takes_import_error
from offramp.imports.syntax.walk import Use, Walk, bind
from offramp.imports.text.programs import takes_modules

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_TYPING = {"cast", "TypeVar", "ForwardRef", "NewType"}
_OPTIONS = {"-m", "-c", "-p"}
_DECLARING = {"add_argument", "add_option", "option", "argument"}  # options of the program's own
_MARKING = {"pytest", "py.test"}  # their -m takes markers
_TEXTUAL = (ast.Add, ast.Mod, ast.Div)
_TEXTUAL_METHODS = {"format", "format_map", "join"}
_COLLECTIONS = (ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Name, ast.Call)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)


class Collector(Walk):
    """Collects what may refer; see :class:`Walk` for what it takes and fills."""

    # Statements with blocks ----------------------------------------------------------------

    def _if(self, node: ast.If | ast.While, where: Where) -> None:
        while True:
            self._visit(node.test, where)
            inner = self._inner(where, loop=isinstance(node, ast.While))
            _narrow(node.test, inner)
            self._all(node.body, inner)
            where = self._inner(where)
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
                break
            node = node.orelse[0]  # a long chain of elif is as deep in the tree
        self._all(node.orelse, where)

    def _for(self, node: ast.For | ast.AsyncFor, where: Where) -> None:
        self._visit(node.iter, where)
        inner = self._inner(where, loop=True)
        self._target(node.target, _element(node.iter), inner)
        self._all(node.body, inner)
        self._all(node.orelse, self._inner(where))

    def _with(self, node: ast.With | ast.AsyncWith, where: Where) -> None:
        swallowed = where.swallowed
        for item in node.items:
            self._visit(item.context_expr, where)
            if item.optional_vars is not None:
                self._target(item.optional_vars, None, where)
            swallowed = swallowed or suppresses(item.context_expr, where)
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
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        if not self._matters(first, node.end_lineno):
            bind(node.name, node, None, where)
            return
        around = self._type_parameters(node, where)
        # The body runs when it is called: no handler around the definition swallows for it.
        inner = Where(self._scope("function", around), (), swallowed=False)
        decorators = {last_name(getattr(d, "func", d)) for d in node.decorator_list}
        is_property = any(name.endswith("property") for name in decorators)
        bind(node.name, node, Function(inner.scope, is_property), where)
        self._all(node.decorator_list, where)
        self._signature(node.args, around)
        if node.returns is not None:
            self._annotation(node.returns, around)
        self._docstring(node)
        self._parameters(node.args, where, inner, dict(parametrized(node.decorator_list)))
        positional = [*node.args.posonlyargs, *node.args.args]
        is_method = where.scope.kind == "class" and "staticmethod" not in decorators
        if is_method and len(positional) > len(node.args.defaults):
            bind(positional[0].arg, positional[0], Class(where.scope), inner)
        self._all(node.body, inner)

    def _lambda(self, node: ast.Lambda, where: Where) -> None:
        self._signature(node.args, where)
        inner = Where(self._scope("function", where), (), swallowed=False)
        self._parameters(node.args, where, inner, {})
        self._visit(node.body, inner)

    def _return(self, node: ast.Return, where: Where) -> None:
        if node.value is not None:
            where.scope.returns.append((node.value, where))
            self._visit(node.value, where)

    def _type_parameters(self, node: Any, where: Where) -> Where:
        """Return where the signature of a generic function or class stands (PEP 695)."""
        parameters = getattr(node, "type_params", None)
        if not parameters:
            return where
        inner = Where(self._scope("function", where, at_once=True), (), where.swallowed)
        for parameter in parameters:
            bind(parameter.name, parameter, None, inner)
            self._children(parameter, inner)
        return inner

    def _signature(self, args: ast.arguments, where: Where) -> None:
        self._all([*args.defaults, *args.kw_defaults], where)
        for argument in arguments(args):
            if argument.annotation is not None:
                self._annotation(argument.annotation, where)

    @staticmethod
    def _parameters(
        args: ast.arguments, where: Where, inner: Where, given: dict[str, Value]
    ) -> None:
        """Bind the parameters of a function in its body: to what is given, or to their defaults."""
        values = {**dict(defaults(args)), **given}
        for argument in arguments(args):
            place = (argument.lineno, argument.col_offset)
            found = Binding(place, (), values.get(argument.arg), where)
            inner.scope.bindings[argument.arg] = [found]

    def _class(self, node: ast.ClassDef, where: Where) -> None:
        around = self._type_parameters(node, where)
        inner = Where(self._scope("class", around, at_once=True), (), where.swallowed)
        inner.scope.bases.extend((base, around) for base in node.bases)
        self._all([*node.decorator_list, *node.bases, *node.keywords], around)
        self._docstring(node)
        bind(node.name, node, Class(inner.scope), where)
        self._all(node.body, inner)

    def _comprehension(self, node: Any, where: Where) -> None:
        at_once = not isinstance(node, ast.GeneratorExp)
        inner = Where(self._scope("comprehension", where, at_once=at_once), (), where.swallowed)
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
        if _makes_text(node.func):
            self.strings.append(Use(node, where))
        if last_name(node.func) not in _DECLARING:
            self._options(node.args)
        self._children(node, where)

    def _compare(self, node: ast.Compare, where: Where) -> None:
        """Take note of ``"name" in sys.modules``."""
        among = node.comparators[0]
        if isinstance(among, ast.Attribute) and among.attr == "modules":
            self.naming.add(id(node.left))
        self._children(node, where)

    def _subscript(self, node: ast.Subscript, where: Where) -> None:
        if isinstance(node.value, (ast.Call, ast.Attribute)):
            self.subscripts.append(Use(node, where))
        self._children(node, where)

    def _sequence(self, node: ast.List | ast.Tuple, where: Where) -> None:
        self._options(node.elts)
        self._children(node, where)

    def _options(self, nodes: list[ast.expr]) -> None:
        for i, (option, following) in enumerate(pairwise(nodes)):
            value = option.value if isinstance(option, ast.Constant) else None
            if value in _OPTIONS and _takes_module(nodes[:i], str(value)):
                self.after[id(following)] = str(value)

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


def _takes_module(before: list[ast.expr], option: str) -> bool:
    """Whether an option of a command takes a module or code, by what stands before it."""
    words = [n.value for n in before if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    words = [word for word in words if not word.startswith("-")]
    if option == "-m" and words and words[-1].rpartition("/")[2] in _MARKING:
        return False
    return takes_modules(" ".join(words)) is not False


def _makes_text(function: ast.expr) -> bool:
    """Whether what is called is ``"…".format``, or ``format`` of a name."""
    if not isinstance(function, ast.Attribute) or function.attr not in _TEXTUAL_METHODS:
        return False
    return isinstance(function.value, ast.Constant) or (
        function.attr == "format" and isinstance(function.value, ast.Name)
    )


def _narrow(test: ast.expr, where: Where) -> None:
    """Bind, in the block that a test guards, the name that it compares with what is written out.

    ``if name in ("core", "compat"):`` says what ``name`` may be, also where it is a parameter.
    """
    if not (isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and where.block):
        return
    known = where.scope.bindings.get(test.left.id)
    operator, other = test.ops[0], test.comparators[0]
    value: Value = None
    if isinstance(operator, ast.Eq) and isinstance(other, ast.Constant):
        value = other
    elif isinstance(operator, ast.In) and isinstance(other, (ast.Tuple, ast.List, ast.Set)):
        value = Element(other)
    if known and value is not None and len(test.ops) == 1:
        place = (other.lineno, other.col_offset)
        known.append(Binding(place, where.block, value, where, inside=True))


def _element(node: ast.expr) -> Element | None:
    return Element(node) if isinstance(node, _COLLECTIONS) else None


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
    ast.Return: Collector._return,
    ast.If: Collector._if,
    ast.While: Collector._if,
    ast.With: Collector._with,
    ast.AsyncWith: Collector._with,
    ast.Try: Collector._try,
    ast.Lambda: Collector._lambda,
    ast.ClassDef: Collector._class,
    ast.Attribute: Collector._attribute,
    ast.Call: Collector._call,
    ast.Compare: Collector._compare,
    ast.Subscript: Collector._subscript,
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
