"""What strings an expression may be: constants put together in the ways that programs do."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from offramp.imports.syntax.folding import (
    HOLE,
    PURE,
    SPLITTING,
    Field,
    braces,
    method,
    part,
    percents,
)
from offramp.imports.syntax.scopes import Binding, Default, Element, Where
from offramp.imports.syntax.tables import Found, choices, elements, items
from offramp.imports.targets import Targets

_MOST = 64  # a table of lazily imported modules is longer than a chain of aliases
_DEEPEST = 24


class Texts(ABC):
    """Fold the strings of one module; see :class:`offramp.imports.syntax.values.Values`.

    Args:
        names: the dotted names that the module itself may have.
        packages: the dotted names that its package may have.
        targets: what is looked for.
    """

    def __init__(self, names: Sequence[str], packages: Sequence[str], targets: Targets) -> None:
        self._own = {"__name__": tuple(names), "__package__": tuple(packages)}
        self._targets = targets
        self._depth = 0
        self._texts_of: dict[int, tuple[str, ...]] = {}

    @abstractmethod
    def dotted(self, node: ast.expr, where: Where) -> tuple[str, ...]:
        """Return the dotted names that an expression may stand for."""

    @abstractmethod
    def bindings(self, node: ast.Name, where: Where) -> list[Binding] | None:
        """Return the bindings that may give a name its value."""

    @abstractmethod
    def members(self, node: ast.Attribute, where: Where) -> Iterator[Binding]:
        """Yield the bindings that may give an attribute its value."""

    def texts(self, node: ast.expr, where: Where) -> list[str]:
        """Return the strings that an expression may be, ``HOLE`` for each unknown part."""
        if self._depth > _DEEPEST:
            return [HOLE]
        self._depth += 1
        try:
            found = list(dict.fromkeys(islice(self._texts(node, where), _MOST)))
        finally:
            self._depth -= 1
        return found or [HOLE]

    def known(self, node: ast.expr, where: Where) -> list[str]:
        """Return the strings that an expression may be, without those that have unknown parts."""
        return [text for text in self.texts(node, where) if HOLE not in text]

    def _texts(self, node: ast.expr, where: Where) -> Iterable[str]:
        if isinstance(node, ast.Constant):
            yield node.value if isinstance(node.value, str) else HOLE
        elif isinstance(node, ast.JoinedStr):
            yield from _joined([self._piece(piece, where) for piece in node.values])
        elif isinstance(node, ast.BinOp):
            yield from self._operation(node, where)
        elif isinstance(node, ast.Name):
            yield from self._text_of_name(node, where)
        elif isinstance(node, ast.Attribute):
            yield from self._text_of_attribute(node, where)
        elif isinstance(node, ast.Call):
            yield from self._once(node, self._text_of_call(node, where))
        elif isinstance(node, ast.Subscript):
            yield from self._once(node, self._text_of_part(node, where))
        else:
            yield from (text for choice in choices(node) for text in self.texts(choice, where))

    def _piece(self, node: ast.expr, where: Where) -> list[str]:
        if not isinstance(node, ast.FormattedValue):
            return self.texts(node, where)
        spec = node.format_spec
        plain = spec is None or self.texts(spec, where) == ["s"]
        as_it_is = plain and node.conversion in (-1, ord("s"))
        return self.texts(node.value, where) if as_it_is else [HOLE]

    def _operation(self, node: ast.BinOp, where: Where) -> Iterable[str]:
        if isinstance(node.op, ast.Add):
            yield from _joined([self.texts(node.left, where), self.texts(node.right, where)])
        elif isinstance(node.op, ast.Mod):
            right = node.right
            values = list(_spread(right.elts if isinstance(right, ast.Tuple) else [right], where))
            for template in self.texts(node.left, where):
                given = iter(values)
                yield from self._filled(
                    (f, self._of_mapping(right, f.name, where) if f.name else next(given, None))
                    for f in percents(template)
                )

    @staticmethod
    def _of_mapping(node: ast.expr, key: str, where: Where) -> Found | None:
        return next(items(node, ast.Constant(key), where), None)

    def _filled(self, fields: Iterable[tuple[Field, Found | None]]) -> Iterable[str]:
        """Put values between the constant parts of a template, holes where none is known."""
        rows: list[Sequence[str]] = []
        for field, value in fields:
            rows.append([field.before])
            if field.name is not None:
                rows.append(self.texts(*value) if value and field.plain else [HOLE])
        return _joined(rows)

    def _text_of_name(self, node: ast.Name, where: Where) -> Iterable[str]:
        bindings = self.bindings(node, where)
        if bindings is None:
            yield from self._own.get(node.id, (HOLE,))
            return
        for binding in bindings:
            yield from self._bound_text(binding)

    def _bound_text(self, binding: Binding) -> Iterable[str]:
        return self._once(binding, self._texts_of_binding(binding))

    def _once(self, what: object, texts: Iterable[str]) -> Iterable[str]:
        """Return what a binding, a call or a subscript may be, asking once: some are in their own.

        Args:
            what: it is known by its id, while the tree is there.
            texts: finds the strings.
        """
        key = id(what)
        if key not in self._texts_of:
            self._texts_of[key] = (HOLE,)
            self._texts_of[key] = tuple(dict.fromkeys(islice(texts, _MOST)))
        return self._texts_of[key]

    def _texts_of_binding(self, binding: Binding) -> Iterable[str]:
        value, where = binding.value, binding.where
        if isinstance(value, Element):
            found = [t for e in elements(value.of, where, value.at) for t in self.texts(*e)]
            yield from found or [HOLE]
        elif isinstance(value, Default):
            yield from (*self.texts(value.of, where), HOLE)
        elif isinstance(value, ast.expr):
            yield from self.texts(value, where)
        else:
            yield HOLE

    def _text_of_attribute(self, node: ast.Attribute, where: Where) -> Iterable[str]:
        owner, name = node.value, node.attr
        if isinstance(owner, ast.Attribute) and owner.attr == "__spec__":
            owner, name = owner.value, {"name": "__name__", "parent": "__package__"}.get(name, "")
        elif isinstance(owner, ast.Name) and owner.id == "__spec__":
            own = {"name": "__name__", "parent": "__package__"}.get(name, "")
            yield from self._own.get(own, (HOLE,))
            return
        if name == "__name__":
            yield from filter(self._says_its_name, self.dotted(owner, where))
        elif name == "__package__":
            yield from filter(self._is_package, self.dotted(owner, where))
        elif name == "value" and isinstance(owner, ast.Attribute):
            node = owner  # the member of an enumeration
        for binding in self.members(node, where):
            yield from self._bound_text(binding)

    def _says_its_name(self, dotted: str) -> bool:
        """Whether ``__name__`` is the dotted name: what a layer hands on has a name of its own."""
        match = self._targets.match(dotted)
        return match is None or match.target.dotted == dotted

    def _is_package(self, dotted: str) -> bool:
        """Whether a target lies in what has the name: a package is its own ``__package__``."""
        return any(f"{target.parent}.".startswith(f"{dotted}.") for target in self._targets)

    def _text_of_part(self, node: ast.Subscript, where: Where) -> Iterable[str]:
        """Yield what a subscript of a table, of a string, or of its parts may be."""
        found = list(islice(items(node.value, node.slice, where), _MOST))
        for item in found:
            yield from self.texts(*item)
        of, cut = node.value, None
        if isinstance(of, ast.Call) and isinstance(of.func, ast.Attribute):
            if of.func.attr not in SPLITTING:
                return
            of, cut = of.func.value, of
        if not found:
            yield from (part(text, cut, node.slice) for text in self.texts(of, where))

    def _text_of_call(self, node: ast.Call, where: Where) -> Iterable[str]:
        function = node.func
        if isinstance(function, ast.Attribute):
            yield from self._text_of_method(function, node, where)
        elif isinstance(function, ast.Name) and function.id == "str" and len(node.args) == 1:
            yield from self.texts(node.args[0], where)

    def _text_of_method(
        self, function: ast.Attribute, node: ast.Call, where: Where
    ) -> Iterable[str]:
        if function.attr == "join" and len(node.args) == 1:
            rows = [self.texts(*e) for e in islice(elements(node.args[0], where), _MOST)]
            for separator in self.texts(function.value, where) if rows else ():
                yield from (separator.join(choice) for choice in product(*rows))
        elif function.attr == "get" and node.args:
            for found in items(function.value, node.args[0], where):
                yield from self.texts(*found)
        elif function.attr in {"format", "format_map"}:
            for template in self.texts(function.value, where):
                yield from self._filled(self._fields(template, node, where))
        elif function.attr in PURE:
            for text in self.texts(function.value, where):
                yield method(text, function.attr, node.args)

    def _fields(
        self, template: str, node: ast.Call, where: Where
    ) -> Iterator[tuple[Field, Found | None]]:
        """Yield the fields of a template with what a call of ``format`` puts there."""
        given = list(_spread(node.args, where))
        named = {k.arg: (k.value, where) for k in node.keywords if k.arg}
        mappings = [k.value for k in node.keywords if not k.arg]
        if isinstance(node.func, ast.Attribute) and node.func.attr == "format_map":
            given, mappings = [], node.args
        for position, field in enumerate(braces(template)):
            first, _, rest = (field.name or "").partition(".")
            if not first or first.isdigit():
                index = int(first) if first else position
                value = given[index] if index < len(given) else None
            else:
                found = (self._of_mapping(m, first, where) for m in mappings)
                value = named.get(first) or next((f for f in found if f), None)
            yield field, _attribute(value, rest.split(".")) if value and rest else value


def _attribute(found: Found, names: Sequence[str]) -> Found:
    node, where = found
    for name in names:
        node = ast.copy_location(ast.Attribute(node, name, ast.Load()), node)
    return node, where


def _joined(parts: Sequence[Sequence[str]]) -> Iterable[str]:
    return ("".join(choice) for choice in product(*parts))


def _spread(args: Sequence[ast.expr], where: Where) -> Iterator[Found]:
    """Yield positional arguments, those of ``*list`` one by one."""
    for node in args:
        if isinstance(node, ast.Starred):
            yield from elements(node.value, where)
        else:
            yield node, where
