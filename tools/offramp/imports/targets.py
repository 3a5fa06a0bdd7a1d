"""The names that are looked for: layers, renamed roots, and names that other modules give them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from offramp.config.chains import renamed_again
from offramp.errors import ConfigError


@dataclass(frozen=True)
class Target:
    """One dotted name that is looked for.

    Attributes:
        dotted: the name as it is written in code.
        legacy: the legacy name that it stands for; the same, unless another module re-exports it.
        layer: it was named as a layer; otherwise it is the old side of a rename alone.
    """

    dotted: str
    legacy: str
    layer: bool = True

    @property
    def indirect(self) -> bool:
        """Whether it is a name that another module gives to something of the layer."""
        return self.dotted != self.legacy

    @property
    def last(self) -> str:
        """The last component: what follows ``from parent import``."""
        return self.dotted.rpartition(".")[2]

    @property
    def root(self) -> str:
        """The first component: a top-level module."""
        return self.dotted.partition(".")[0]

    @property
    def parent(self) -> str:
        """All but the last component; empty for a top-level name."""
        return self.dotted.rpartition(".")[0]

    @property
    def word(self) -> bool:
        """Whether it is one word, such as ``tools``, which text may hold by chance."""
        return "." not in self.dotted


class Match(NamedTuple):
    """A dotted name that is, or lies under, a target."""

    target: Target
    legacy: str


class Targets:
    """Layers and renames, ready to be asked about dotted names.

    Args:
        layers: legacy dotted names.
        renames: old dotted name → new dotted name.
        indirect: further names → the legacy name that they stand for.

    Raises:
        ConfigError: nothing to look for, a name that is no dotted name, or a rename of a name
            to itself, which could never show anything (G1), or to one that is renamed as well.

    Attributes:
        layers: the layers, sorted.
        renames: the renames, sorted.
        indirect: the further names, sorted.
        direct: the targets that stand for themselves.
        words: those of them that are one word.
        lasts: the last component of every target.
        roots: the first component of every target.
    """

    def __init__(
        self,
        layers: Iterable[str],
        renames: Mapping[str, str],
        indirect: Mapping[str, str] | None = None,
    ) -> None:
        self.layers = tuple(sorted({dotted_name(n, "layer") for n in layers}))
        self.renames = dict(sorted(_checked(renames).items()))
        if not self.layers and not self.renames:
            raise ConfigError(
                "there is nothing to look for",
                expected="a layer, or at least one rename old=new",
                found="neither",
                next='set layer = "package.compat" under [tool.offramp.compat], or pass --layer',
            )
        self.indirect = dict(sorted((indirect or {}).items()))
        self._by_name = {name: Target(name, name, layer=False) for name in self.renames}
        self._by_name.update({name: Target(name, name) for name in self.layers})
        self._by_name.update({n: Target(n, legacy) for n, legacy in self.indirect.items()})
        self.roots = {name.partition(".")[0] for name in self._by_name}
        every = [self._by_name[name] for name in sorted(self._by_name)]
        self.direct = tuple(t for t in every if not t.indirect)
        self.words = frozenset(t.dotted for t in self.direct if t.word)
        self.lasts = frozenset(t.last for t in every)
        self._every = tuple(every)

    @cached_property
    def hints(self) -> Mapping[str, frozenset[str]]:
        """The last components → the words of which one is written with it; none if it is enough."""
        alone = {t.last for t in self._every if not t.indirect}
        beside: dict[str, set[str]] = {last: set() for last in self.lasts}
        for target in self._every:
            if target.last not in alone:
                beside[target.last].add(target.parent.rpartition(".")[2])
        return {last: frozenset(words) for last, words in sorted(beside.items())}

    def __iter__(self) -> Iterator[Target]:
        """Iterate over the targets, in order of their names."""
        return iter(self._every)

    def match(self, dotted: str) -> Match | None:
        """Return the longest target that ``dotted`` is or lies under, with its legacy name."""
        if dotted.partition(".")[0] not in self.roots:
            return None
        prefix = dotted
        while prefix:
            target = self._by_name.get(prefix)
            if target is not None:
                return Match(target, target.legacy + dotted[len(prefix) :])
            prefix = prefix.rpartition(".")[0]
        return None

    def canonical(self, legacy: str) -> str | None:
        """Return the name that the renames give to ``legacy``, longest old name first."""
        prefix = legacy
        while prefix:
            new = self.renames.get(prefix)
            if new is not None:
                return new + legacy[len(prefix) :]
            prefix = prefix.rpartition(".")[0]
        return None


def dotted_name(name: str, what: str) -> str:
    """Return ``name`` in the form in which Python compares names (NFKC, PEP 3131).

    Raises:
        ConfigError: it is not a dotted name.
    """
    normal = unicodedata.normalize("NFKC", name)
    if not all(part.isidentifier() for part in normal.split(".")):
        raise ConfigError(
            f"the {what} is not a dotted module name", expected="package.module", found=repr(name)
        )
    return normal


def _checked(renames: Mapping[str, str]) -> dict[str, str]:
    checked: dict[str, str] = {}
    for old, new in renames.items():
        before, after = dotted_name(old, "old name"), dotted_name(new, "new name")
        if before == after:
            raise ConfigError(
                f'the rename "{old}" = "{new}" changes nothing, so it can never show a use',
                expected="two different names",
                next="remove the entry, or name the new root",
            )
        checked[before] = after
    again = renamed_again(checked)
    if again is not None:
        raise ConfigError(
            f'the rename "{again}" = "{checked[again]}" leads to a name that is renamed as well',
            expected=f"the name that {again} has in the end",
            next="write each old name with its last new one",
        )
    return checked
