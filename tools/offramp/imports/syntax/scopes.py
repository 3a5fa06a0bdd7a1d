"""Scopes, bindings, and which bindings of a name can reach a use of it."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

Block = tuple[int, ...]
"""The blocks around a place in a scope, the outermost first; an odd number is that of a loop."""

_MOST = 64  # bindings of one name that are looked at: a bound for generated files


class Where(NamedTuple):
    """Where in the program a node stands.

    Attributes:
        scope: the scope that its names are looked up in.
        block: the blocks (branches, loops, handlers) that enclose it within the scope.
        swallowed: an ImportError raised here is swallowed by a handler.
    """

    scope: Scope
    block: Block
    swallowed: bool


class Element(NamedTuple):
    """One of the elements of a literal, such as the variable of a loop over a list.

    Attributes:
        of: the literal, or what gives it.
        at: where in the element, for each level of unpacking: ``for a, (b, c) in pairs``.
    """

    of: ast.expr
    at: tuple[int, ...] = ()


class Module(NamedTuple):
    """What an import statement binds: a module, or a member of one.

    Attributes:
        names: the dotted names that it may have; several where the root is not certain.
    """

    names: tuple[str, ...]


class Default(NamedTuple):
    """What a parameter is where a call does not say otherwise."""

    of: ast.expr


class Class(NamedTuple):
    """What a ``class`` statement binds, and the first parameter of a method.

    Attributes:
        body: the scope of the class; see :meth:`Scope.member`.
    """

    body: Scope


class Function(NamedTuple):
    """What a ``def`` statement binds.

    Attributes:
        body: the scope of the function; its ``returns`` are what a call may give.
        property: whether an attribute of this name is the call.
    """

    body: Scope
    property: bool


Value = ast.expr | Element | Default | Module | Class | Function | None


class Binding(NamedTuple):
    """A place that gives a name a value; ``value`` is None where nothing is known of it.

    Attributes:
        place: line and column.
        block: the blocks that enclose it within its scope.
        value: what the name stands for.
        where: where the value is to be understood.
        inside: it holds inside its block alone: a test says what the name is there.
    """

    place: tuple[int, int]
    block: Block
    value: Value
    where: Where
    inside: bool = False


class Scope:
    """A module, function, class or comprehension.

    Attributes:
        kind: ``module``, ``function``, ``class`` or ``comprehension``.
        parent: the scope around it.
        at: the block of the parent in which it runs, where it runs as soon as it is reached.
        bindings: name → its bindings, in the order of the text.
        members: of a class, name → the bindings that its methods make (``self.name = …``).
        bases: of a class, what it inherits from.
        returns: of a function, what it returns, and where.
        stars: dotted names of the modules whose names were all imported.
        outer: name that ``global`` or ``nonlocal`` hands out → the scope further out that has it.
    """

    def __init__(self, kind: str, parent: Scope | None = None, at: Block | None = None) -> None:
        self.kind = kind
        self.parent = parent
        self.at = at
        self.bindings: dict[str, list[Binding]] = {}
        self.members: dict[str, list[Binding]] = {}
        self.bases: list[tuple[ast.expr, Where]] = []
        self.returns: list[tuple[ast.expr, Where]] = []
        self.stars: list[Module] = []
        self.outer: dict[str, Scope] = {}

    @property
    def module(self) -> Scope:
        """The module's scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    @property
    def starred(self) -> list[str]:
        """The modules of which all names were imported, as this scope sees them."""
        found = [name for module in self.stars for name in module.names]
        return [*found, *self.parent.starred] if self.parent is not None else found

    def hand_out(self, name: str, *, everywhere: bool) -> None:
        """Record a ``global`` (everywhere) or ``nonlocal`` statement for a name."""
        scope = self.parent
        functions: list[Scope] = []
        while scope is not None and not everywhere:
            if scope.kind == "function":
                functions.append(scope)
            scope = scope.parent
        having = [f for f in functions if name in f.bindings]
        self.outer[name] = next(iter(having or functions), self.module)

    def bind(self, name: str, place: tuple[int, int], value: Value, where: Where) -> None:
        """Record that ``name`` gets a value here."""
        scope, block = self, where.block
        if name in self.outer:
            # Which call runs first is unknown: a binding from elsewhere never rules others out.
            scope, block = self.outer[name], (-1,)
        scope.bindings.setdefault(name, []).append(Binding(place, block, value, where))

    def member(self, name: str) -> list[Binding]:
        """Return the bindings that may give an attribute of a class, or of an instance, its value.

        Args:
            name: the attribute; what a base class gives it is not among them.
        """
        return [*self.bindings.get(name, ()), *self.members.get(name, ())][:_MOST]

    def lookup(self, name: str, place: tuple[int, int], block: Block) -> list[Binding] | None:
        """Return the bindings that may give ``name`` its value at a place, or None if none do.

        Within one scope the nearest binding before the use in the same or an enclosing block rules
        out all earlier ones. From a function any binding around it may be the one, as it runs
        later; the body of a class and a comprehension run where they stand.
        """
        if name not in self.bindings or name in self.outer:
            return self._outward(name, place)
        found = list(_reaching(self.bindings[name], place, block))
        if self.kind != "class" or any(_rules_out(b, place, block) for b in found):
            return found
        # What the body of a class has not bound yet is the module's, whatever lies between.
        at = self.at if self.parent is self.module else None
        around = _from_outside(self.module, name, place, at) or []
        return [b for b in found if b.place < place] + around or None

    def _outward(self, name: str, place: tuple[int, int]) -> list[Binding] | None:
        if name in self.outer:
            return _from_outside(self.outer[name], name, place, None)
        return _from_outside(self.parent, name, place, self.at)


def _from_outside(
    scope: Scope | None, name: str, place: tuple[int, int], at: Block | None
) -> list[Binding] | None:
    """Return the bindings of a name as an inner scope sees them, going further out to find any.

    Args:
        scope: the scope around the inner one.
        name: the name.
        place: where it is used.
        at: the block of the scope in which the inner one runs, None if that is not at once.
    """
    while scope is not None:
        if name in scope.outer:
            scope, at = scope.outer[name], None
        if name in scope.bindings and scope.kind != "class":
            if at is not None:
                return list(_reaching(scope.bindings[name], place, at))
            return [b for b in scope.bindings[name][-_MOST:] if not b.inside]
        at = scope.at if at is not None else None
        scope = scope.parent
    return None


def _rules_out(binding: Binding, place: tuple[int, int], block: Block) -> bool:
    """Whether what was bound before has no part in the value of a name at a place."""
    return binding.place < place and block[: len(binding.block)] == binding.block


def _reaching(bindings: list[Binding], place: tuple[int, int], block: Block) -> Iterator[Binding]:
    # The walk follows the text, so the bindings are in its order.
    before = bisect_left(bindings, place, key=lambda b: b.place)
    if not before:
        yield from (b for b in bindings[:_MOST] if not b.inside)
        return
    loop = next((block[: i + 1] for i, number in enumerate(block) if number % 2), None)
    for index in range(before - 1, max(before - _MOST, 0) - 1, -1):
        binding = bindings[index]
        around = block[: len(binding.block)] == binding.block
        if around or not binding.inside:
            yield binding
        if around and loop and len(binding.block) < len(loop):
            break
        if around:
            return
    # What the loop binds further below is there when it comes round again.
    later = bindings[before : before + _MOST] if loop else ()
    yield from (b for b in later if b.block[: len(loop or ())] == loop and not b.inside)
