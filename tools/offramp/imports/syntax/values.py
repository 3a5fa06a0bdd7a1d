"""What an expression may be: the dotted names of modules and members, and constant strings.

Nothing is executed. An expression is followed through assignments of the same module; where
several values are possible, all are given, up to a bound.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice

from offramp.imports.syntax.scopes import (
    Binding,
    Class,
    Default,
    Element,
    Function,
    Module,
    Scope,
    Where,
)
from offramp.imports.syntax.signatures import arguments
from offramp.imports.syntax.tables import choices, elements, is_own, items, namespace
from offramp.imports.syntax.texts import Texts
from offramp.imports.targets import Targets

_MOST = 16
_END = sys.maxsize  # a line after all others
_DEEPEST = 24
_IMPORTERS = {
    "import_module",
    "importlib.import_module",
    "importlib.__import__",
    "importorskip",
    "pytest.importorskip",
}
_CASTS = {"cast", "typing.cast"}


class Values(Texts):
    """Follow expressions of one module.

    Args:
        names: the dotted names that the module itself may have.
        packages: the dotted names that its package may have.
        star_names: gives the names that ``from module import *`` brings.
        targets: what is looked for.
    """

    def __init__(
        self,
        names: Sequence[str],
        packages: Sequence[str],
        star_names: Callable[[str], Collection[str]],
        targets: Targets,
    ) -> None:
        super().__init__(names, packages, targets)
        self._packages = tuple(packages)
        self._star_names = star_names
        self._deep = 0
        # By id, while the tree is there. What leads back to itself adds nothing of its own.
        self._dotted_of: dict[int, tuple[str, ...]] = {}

    def dotted(self, node: ast.expr, where: Where) -> tuple[str, ...]:
        """Return the dotted names that an expression may stand for; none if nothing is known."""
        if self._deep > _DEEPEST:
            return ()
        self._deep += 1
        try:
            return tuple(dict.fromkeys(islice(self._dotted(node, where), _MOST)))
        finally:
            self._deep -= 1

    def _dotted(self, node: ast.expr, where: Where) -> Iterable[str]:
        if isinstance(node, ast.Name):
            yield from self._of_name(node, where)
        elif isinstance(node, ast.Attribute):
            yield from (f"{base}.{node.attr}" for base in self.dotted(node.value, where))
            for binding in self.members(node, where):
                if not isinstance(binding.value, Function):
                    yield from self.bound(binding)
                elif binding.value.property:
                    yield from self._returned(binding.value.body)
        elif isinstance(node, ast.Call):
            yield from self._found(node, self._of_call(node, where))
        elif isinstance(node, ast.Subscript):
            yield from self._found(node, self.looked_up(node.value, node.slice, where))
        else:
            for choice in choices(node):
                yield from self.dotted(choice, where)

    def bindings(self, node: ast.Name, where: Where) -> list[Binding] | None:
        """Return the bindings that may give a name its value, None if the module has none."""
        return where.scope.lookup(node.id, (node.lineno, node.col_offset), where.block)

    def named(self, name: str, where: Where) -> tuple[str, ...]:
        """Return the dotted names that a name may stand for in the end; none if nothing binds it.

        Args:
            name: the name.
            where: where it is looked up.
        """
        node = ast.Name(name, ast.Load(), lineno=_END, col_offset=0)
        known = self.bindings(node, where) is not None or where.scope.starred
        return self.dotted(node, where) if known else ()

    def members(self, node: ast.Attribute, where: Where) -> Iterator[Binding]:
        """Yield the bindings that may give an attribute of a class, or an instance, its value."""
        bodies, seen = list(self._bodies(node.value, where)), set()
        while bodies:
            body = bodies.pop(0)
            if id(body) not in seen:
                seen.add(id(body))
                yield from body.member(node.attr)
                bodies += [found for base in body.bases for found in self._bodies(*base)]

    def _bodies(self, node: ast.expr, where: Where) -> Iterator[Scope]:
        """Yield the classes of the module that an expression may be, or be an instance of."""
        if isinstance(node, ast.Attribute) and node.attr == "__class__":
            yield from self._bodies(node.value, where)
        elif isinstance(node, ast.Call):
            yield from self._bodies_of_call(node, where)
        elif isinstance(node, ast.Name):
            for binding in self.bindings(node, where) or ():
                value = binding.value
                if isinstance(value, Class):
                    yield value.body
                elif isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
                    made = self.bindings(value.func, binding.where) or ()
                    yield from (b.value.body for b in made if isinstance(b.value, Class))

    def _bodies_of_call(self, node: ast.Call, where: Where) -> Iterator[Scope]:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "type" and len(node.args) == 1:
            yield from self._bodies(node.args[0], where)
        elif name == "super":
            scope: Scope | None = where.scope
            while scope is not None and scope.kind != "class":
                scope = scope.parent
            yield from (
                found for base in (scope.bases if scope else ()) for found in self._bodies(*base)
            )
        else:
            yield from self._bodies(node.func, where)

    def _of_name(self, node: ast.Name, where: Where) -> Iterable[str]:
        bindings = self.bindings(node, where)
        if bindings is None:
            starred = where.scope.starred
            found = [f"{m}.{node.id}" for m in starred if node.id in self._star_names(m)]
            yield from found or [node.id]
            return
        for binding in bindings:
            yield from self.bound(binding)

    def bound(self, binding: Binding) -> Iterable[str]:
        """Return the dotted names that a binding may give."""
        return self._found(binding, self._follow(binding))

    def _found(self, what: object, names: Iterable[str]) -> Iterable[str]:
        """Return the names of a binding, a body, a call or a subscript, looking for them once."""
        key = id(what)
        if key not in self._dotted_of:
            self._dotted_of[key] = ()
            self._dotted_of[key] = tuple(dict.fromkeys(islice(names, _MOST)))
        return self._dotted_of[key]

    def _follow(self, binding: Binding) -> Iterable[str]:
        value = binding.value
        if isinstance(value, Module):
            yield from value.names
        elif isinstance(value, Element):
            for element, place in elements(value.of, binding.where, value.at):
                yield from self.dotted(element, place)
        elif isinstance(value, Default):
            yield from self.dotted(value.of, binding.where)
        elif isinstance(value, ast.expr):
            yield from self.dotted(value, binding.where)

    def _of_call(self, node: ast.Call, where: Where) -> Iterable[str]:
        function = self.dotted(node.func, where)
        if "getattr" in function and len(node.args) >= 2:
            bases = self.dotted(node.args[0], where)
            for name in self.known(node.args[1], where) if bases else ():
                yield from (f"{base}.{name}" for base in bases)
        elif _IMPORTERS.intersection(function):
            yield from self.imported(node, where)
        elif "__import__" in function:
            for name in self.imported(node, where):
                yield name if argument(node, 3, "fromlist") else name.partition(".")[0]
        elif _CASTS.intersection(function) and len(node.args) > 1:
            yield from self.dotted(node.args[1], where)
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
            yield from self.looked_up(node.func.value, node.args[0], where)
        yield from self._result(node, where)

    def _result(self, node: ast.Call, where: Where) -> Iterable[str]:
        """Yield the dotted names that a function of the module may return."""
        for binding in self._called(node.func, where):
            if isinstance(binding.value, Function):
                yield from self._returned(binding.value.body)
            elif isinstance(binding.value, ast.Lambda) and not arguments(binding.value.args):
                yield from self.dotted(binding.value.body, binding.where)

    def _called(self, node: ast.expr, where: Where) -> Iterable[Binding]:
        if isinstance(node, ast.Name):
            return self.bindings(node, where) or ()
        return self.members(node, where) if isinstance(node, ast.Attribute) else ()

    def _returned(self, body: Scope) -> Iterable[str]:
        """Return the dotted names that the body of a function may return."""
        return self._found(body, (name for value in body.returns for name in self.dotted(*value)))

    def looked_up(self, container: ast.expr, key: ast.expr, where: Where) -> Iterator[str]:
        """Yield the dotted names of what a subscript, or ``get``, may take from a mapping.

        Args:
            container: the mapping: ``sys.modules``, a namespace, or one that is written out.
            key: the key.
            where: where both stand.
        """
        owner = namespace(container)
        if owner is not None:
            bases = self.dotted(owner, where)
            for name in self.known(key, where) if bases else ():
                yield from (f"{base}.{name}" for base in bases)
        elif is_own(container):
            for name in self.known(key, where):
                yield from self.named(name, where)
        elif "sys.modules" in self.dotted(container, where):
            yield from self.known(key, where)
        else:
            for item in items(container, key, where):
                yield from self.dotted(*item)

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
            anchors = self.known(package, where) or self._packages
        found = []
        for name in names:
            relative = len(name) - len(name.lstrip("."))
            if relative:
                found += [n for a in anchors if (n := ascend(a, relative, name[relative:]))]
            else:
                found.append(name)
        return found


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
