"""What an expression may be: the dotted names of modules and members, and constant strings.

Nothing is executed. An expression is followed through assignments of the same module; where
several values are possible, all are given, up to a bound.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, product

from offramp.imports.syntax.scopes import Binding, Element, Module, Where
from offramp.imports.syntax.tables import elements, items
from offramp.imports.targets import Targets

HOLE = "\x00"
"""Stands in a folded string for a part that is not known."""

_MOST = 16
_MOST_TEXTS = 64  # a table of lazily imported modules is longer than a chain of aliases
_DEEPEST = 24
_FIELD = re.compile(r"\{([\w.]*)(?:![rsa])?(?::[^{}]*)?\}")
_PERCENT = re.compile(r"%[sd]")
_IMPORTERS = {"import_module", "importlib.import_module", "importlib.__import__"}


class Values:
    """Follow expressions of one module.

    Args:
        names: the dotted names that the module itself may have.
        packages: the dotted names that its package may have.
        star_exports: tells whether ``from module import *`` brings a name.
        targets: what is looked for.
    """

    def __init__(
        self,
        names: Sequence[str],
        packages: Sequence[str],
        star_exports: Callable[[str, str], bool],
        targets: Targets,
    ) -> None:
        self._own = {"__name__": tuple(names), "__package__": tuple(packages)}
        self._packages = tuple(packages)
        self._star_exports = star_exports
        self._targets = targets
        self._depth = 0
        # Each binding is followed once; one that leads back to itself adds nothing of its own.
        self._dotted_of: dict[int, tuple[str, ...]] = {}
        self._texts_of: dict[int, tuple[str, ...]] = {}

    # Names ---------------------------------------------------------------------------------

    def dotted(self, node: ast.expr, where: Where) -> tuple[str, ...]:
        """Return the dotted names that an expression may stand for; none if nothing is known."""
        if self._depth > _DEEPEST:
            return ()
        self._depth += 1
        try:
            return tuple(dict.fromkeys(islice(self._dotted(node, where), _MOST)))
        finally:
            self._depth -= 1

    def _dotted(self, node: ast.expr, where: Where) -> Iterable[str]:
        if isinstance(node, ast.Name):
            yield from self._of_name(node, where)
        elif isinstance(node, ast.Attribute):
            yield from (f"{base}.{node.attr}" for base in self.dotted(node.value, where))
        elif isinstance(node, ast.Call):
            yield from self._of_call(node, where)
        elif isinstance(node, ast.Subscript):
            if "sys.modules" in self.dotted(node.value, where):
                yield from self._known(node.slice, where)
        else:
            for choice in _choices(node):
                yield from self.dotted(choice, where)

    def bindings(self, node: ast.Name, where: Where) -> list[Binding] | None:
        """Return the bindings that may give a name its value, None if the module has none."""
        return where.scope.lookup(node.id, (node.lineno, node.col_offset), where.block)

    def _of_name(self, node: ast.Name, where: Where) -> Iterable[str]:
        bindings = self.bindings(node, where)
        if bindings is None:
            starred = [name for module in where.scope.module.stars for name in module.names]
            found = [f"{m}.{node.id}" for m in starred if self._star_exports(m, node.id)]
            yield from found or [node.id]
            return
        for binding in bindings:
            yield from self.bound(binding)

    def bound(self, binding: Binding) -> Iterable[str]:
        """Return the dotted names that a binding may give."""
        key = id(binding)
        if key not in self._dotted_of:
            self._dotted_of[key] = ()
            found = islice(self._follow(binding), _MOST)
            self._dotted_of[key] = tuple(dict.fromkeys(found))
        return self._dotted_of[key]

    def _follow(self, binding: Binding) -> Iterable[str]:
        value = binding.value
        if isinstance(value, Module):
            yield from value.names
        elif isinstance(value, Element):
            for element, place in elements(value.of, binding.where):
                yield from self.dotted(element, place)
        elif value is not None:
            yield from self.dotted(value, binding.where)

    def _of_call(self, node: ast.Call, where: Where) -> Iterable[str]:
        function = self.dotted(node.func, where)
        if "getattr" in function and len(node.args) >= 2:
            bases = self.dotted(node.args[0], where)
            for name in self._known(node.args[1], where) if bases else ():
                yield from (f"{base}.{name}" for base in bases)
        elif _IMPORTERS.intersection(function):
            yield from self.imported(node, where)
        elif "__import__" in function:
            for name in self.imported(node, where):
                yield name if argument(node, 3, "fromlist") else name.partition(".")[0]

    def _known(self, node: ast.expr, where: Where) -> list[str]:
        return [text for text in self.texts(node, where) if HOLE not in text]

    def imported(self, node: ast.Call, where: Where) -> list[str]:
        """Return what a call of ``import_module`` or ``__import__`` may import, holes included.

        Relative names are resolved by the ``package`` argument, or by the module's own package.
        """
        first = argument(node, 0, "name")
        if first is None:
            return []
        names = self.texts(first, where)
        level = argument(node, 4, "level")
        if isinstance(level, ast.Constant) and isinstance(level.value, int) and level.value > 0:
            names = ["." * level.value + name for name in names]
        package = argument(node, 1, "package")
        anchors: Sequence[str] = self._packages
        if package is not None and level is None:
            anchors = self._known(package, where) or self._packages
        found = []
        for name in names:
            relative = len(name) - len(name.lstrip("."))
            if relative:
                found += [n for a in anchors if (n := ascend(a, relative, name[relative:]))]
            else:
                found.append(name)
        return found

    # Strings -------------------------------------------------------------------------------

    def texts(self, node: ast.expr, where: Where) -> list[str]:
        """Return the strings that an expression may be, ``HOLE`` for each unknown part."""
        if self._depth > _DEEPEST:
            return [HOLE]
        self._depth += 1
        try:
            found = list(dict.fromkeys(islice(self._texts(node, where), _MOST_TEXTS)))
        finally:
            self._depth -= 1
        return found or [HOLE]

    def _texts(self, node: ast.expr, where: Where) -> Iterable[str]:
        if isinstance(node, ast.Constant):
            yield node.value if isinstance(node.value, str) else HOLE
        elif isinstance(node, ast.JoinedStr):
            yield from self._joined([self._piece(part, where) for part in node.values])
        elif isinstance(node, ast.BinOp):
            yield from self._operation(node, where)
        elif isinstance(node, ast.Name):
            yield from self._text_of_name(node, where)
        elif isinstance(node, ast.Attribute) and node.attr == "__name__":
            yield from filter(self._says_its_name, self.dotted(node.value, where))
        elif isinstance(node, ast.Call):
            yield from self._text_of_call(node, where)
        elif isinstance(node, ast.Subscript):
            for item in items(node.value, node.slice, where):
                yield from self.texts(*item)
        else:
            for choice in _choices(node):
                yield from self.texts(choice, where)

    def _says_its_name(self, dotted: str) -> bool:
        """Whether ``__name__`` is the dotted name: what a layer hands on has a name of its own."""
        match = self._targets.match(dotted)
        return match is None or match.target.dotted == dotted

    @staticmethod
    def _joined(parts: Sequence[Sequence[str]]) -> Iterable[str]:
        return ("".join(choice) for choice in product(*parts))

    def _piece(self, node: ast.expr, where: Where) -> list[str]:
        if isinstance(node, ast.FormattedValue):
            plain = node.conversion in (-1, ord("s")) and node.format_spec is None
            return self.texts(node.value, where) if plain else [HOLE]
        return self.texts(node, where)

    def _operation(self, node: ast.BinOp, where: Where) -> Iterable[str]:
        if isinstance(node.op, ast.Add):
            yield from self._joined([self.texts(node.left, where), self.texts(node.right, where)])
        elif isinstance(node.op, ast.Mod):
            right = node.right
            values = list(right.elts) if isinstance(right, ast.Tuple) else [right]
            for template in self.texts(node.left, where):
                yield from self._filled(_PERCENT.split(template), values, where)

    def _filled(self, parts: list[str], values: list[ast.expr], where: Where) -> Iterable[str]:
        """Put values between the constant parts of a template, holes where they do not fit."""
        rows: list[Sequence[str]] = [[parts[0]]]
        for i, part in enumerate(parts[1:]):
            rows.append(self.texts(values[i], where) if i < len(values) else [HOLE])
            rows.append([part])
        return self._joined(rows)

    def _text_of_name(self, node: ast.Name, where: Where) -> Iterable[str]:
        bindings = self.bindings(node, where)
        if bindings is None:
            yield from self._own.get(node.id, (HOLE,))
            return
        for binding in bindings:
            key = id(binding)
            if key not in self._texts_of:
                self._texts_of[key] = (HOLE,)
                found = islice(self._texts_of_binding(binding), _MOST_TEXTS)
                self._texts_of[key] = tuple(dict.fromkeys(found))
            yield from self._texts_of[key]

    def _texts_of_binding(self, binding: Binding) -> Iterable[str]:
        value, where = binding.value, binding.where
        if isinstance(value, Element):
            found = [t for e in elements(value.of, where) for t in self.texts(*e)]
            yield from found or [HOLE]
        elif isinstance(value, ast.expr):
            yield from self.texts(value, where)
        else:
            yield HOLE

    def _text_of_call(self, node: ast.Call, where: Where) -> Iterable[str]:
        function = node.func
        if isinstance(function, ast.Name) and function.id == "str" and len(node.args) == 1:
            yield from self.texts(node.args[0], where)
        if not isinstance(function, ast.Attribute):
            return
        if function.attr == "join" and len(node.args) == 1:
            parts = list(elements(node.args[0], where))
            for separator in self.texts(function.value, where) if parts else ():
                rows = [self.texts(*item) for item in parts]
                yield from (separator.join(choice) for choice in product(*rows))
        elif function.attr == "get" and node.args:
            for found in items(function.value, node.args[0], where):
                yield from self.texts(*found)
        elif function.attr == "format":
            named = {k.arg: k.value for k in node.keywords if k.arg}
            for template in self.texts(function.value, where):
                yield from self._formatted(template, node.args, named, where)

    def _formatted(
        self, template: str, args: list[ast.expr], named: dict[str, ast.expr], where: Where
    ) -> Iterable[str]:
        fields = _FIELD.findall(template)
        values: list[ast.expr] = []
        for position, field in enumerate(fields):
            index = int(field) if field.isdigit() else position
            value = named.get(field) if field and not field.isdigit() else None
            if value is None and (not field or field.isdigit()) and index < len(args):
                value = args[index]
            values.append(value if value is not None else ast.Constant(None))
        return self._filled(_FIELD.sub(HOLE, template).split(HOLE), values, where)


def _choices(node: ast.expr) -> list[ast.expr]:
    """Return the expressions of which one is the value of this one."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.BoolOp):
        return node.values
    return [node.value] if isinstance(node, ast.NamedExpr) else []


def argument(node: ast.Call, position: int, name: str) -> ast.expr | None:
    """Return an argument of a call, given by position or by name."""
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    if position < len(node.args) and not any(isinstance(a, ast.Starred) for a in node.args):
        return node.args[position]
    return None


def ascend(package: str, level: int, rest: str) -> str:
    """Return the absolute name of a relative import (PEP 328), or "" beyond the top.

    Args:
        package: the package that the import stands in.
        level: how many dots it begins with; one is the package itself.
        rest: what follows the dots.
    """
    parts = package.split(".") if package else []
    if level - 1 >= len(parts):
        return ""
    base = ".".join(parts[: len(parts) - level + 1])
    return f"{base}.{rest}" if rest else base
