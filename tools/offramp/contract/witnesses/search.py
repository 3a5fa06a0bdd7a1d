"""Search for values that one schema of a pair accepts and the other rejects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from offramp.contract.documents.values import key_of
from offramp.contract.documents.view import View
from offramp.contract.pairs import Found, Pair
from offramp.contract.witnesses.difference import differing
from offramp.contract.witnesses.nearby import Nearby
from offramp.contract.witnesses.probe import Probe
from offramp.contract.witnesses.samples import Samples
from offramp.contract.witnesses.shrinking import shrink

_TRIES = 200
_EFFORT = 3_000
"""The most schemas that are written in search of one witness."""
_EFFORT_OF_SHRINKING = 800
_MOST_BRANCHES = 6
_PATIENCE = 40
"""The tries after which a value will do that is rejected for another reason."""
_MOST_VALUES = 6
_KEYWORDS = (
    ("min-length", {"minLength"}),
    ("max-length", {"maxLength"}),
    ("min-items", {"minItems"}),
    ("max-items", {"maxItems"}),
    ("min-properties", {"minProperties"}),
    ("max-properties", {"maxProperties"}),
    ("exclusive-", {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}),
    ("min-contains", {"contains", "minContains"}),
    ("max-contains", {"contains", "maxContains"}),
    ("min", {"minimum", "exclusiveMinimum"}),
    ("max", {"maximum", "exclusiveMaximum"}),
    ("multiple-of", {"multipleOf"}),
    ("pattern-property", {"patternProperties", "additionalProperties"}),
    ("pattern", {"pattern"}),
    ("format", {"format", "minimum", "maximum"}),
    ("unique", {"uniqueItems"}),
    ("enum", {"enum", "const"}),
    ("became-enum", {"enum", "const"}),
    ("const", {"enum", "const"}),
    ("became-required", {"required"}),
    ("became-optional", {"required"}),
    ("property-added", {"required"}),
    ("property-removed", {"required", "additionalProperties", "unevaluatedProperties"}),
    ("additional-properties", {"additionalProperties", "unevaluatedProperties"}),
    ("became-n", {"type", "enum", "const", "anyOf", "oneOf"}),
    ("type-", {"type", "anyOf", "oneOf", "enum", "const"}),
    ("list-of-types", {"type", "anyOf", "oneOf", "enum", "const"}),
    ("any-of-", {"anyOf", "oneOf"}),
    ("one-of-", {"anyOf", "oneOf"}),
    ("alternatives-", {"anyOf", "oneOf"}),
    ("not-", {"not"}),
    ("contains", {"contains"}),
    ("property-names", {"propertyNames"}),
    ("unevaluated-", {"unevaluatedProperties", "unevaluatedItems"}),
)
"""Which keywords reject what a kind of finding is about; the first that the kind begins with."""


class Kept:
    """Values that are made when they are first asked for, and kept."""

    def __init__(self, values: Iterator[Any]) -> None:
        self._values = values
        self._made: list[Any] = []

    def __iter__(self) -> Iterator[Any]:
        yield from self._made
        for value in self._values:
            self._made.append(value)
            yield value


class Search:
    """Looks for values that tell a pair of schemas apart.

    Args:
        probe: checks them.
        pair: the schemas.
        found: what the values should be rejected for.
    """

    def __init__(self, probe: Probe, pair: Pair, found: Found) -> None:
        self._probe = probe
        self._pair = pair
        self._samples = Samples(probe.accepting, pair.turn.direction)
        self._subject = found.subject
        self._limit = 0
        self._words = next((w for start, w in _KEYWORDS if found.kind.startswith(start)), None)

    def run(self) -> Iterator[Any]:
        """Iterate over a few values: small ones that the finding is about, then others."""
        effort = self._probe.written + _EFFORT
        apt = 0
        others: list[Any] = []
        tried: set[str] = set()
        for value in self._candidates():
            if apt >= _MOST_VALUES or self._probe.written > effort or len(tried) > _TRIES:
                break
            if others and not apt and len(tried) > _PATIENCE:
                break
            key = key_of(value)
            if key in tried:
                continue
            tried.add(key)
            if not self._probe.tells_apart(self._pair, value):
                continue
            if not self._is_apt(value):
                others.append(value)
                continue
            apt += 1
            self._limit = self._probe.written + _EFFORT_OF_SHRINKING
            yield shrink(value, self._is_as_good) if apt == 1 else value
        yield from others[:_MOST_VALUES]

    def _candidates(self) -> Iterator[Any]:
        accepting, rejecting = self._probe.schemas(self._pair)
        view = self._probe.accepting.view(accepting)
        other = self._probe.rejecting.view(rejecting)
        nearby = Nearby(self._samples)
        if self._subject is not None and "object" in view.atoms:
            yield from nearby.of_property(view, self._subject)
        yield self._samples.smallest(accepting)
        yield from islice(nearby.values(view, other), _TRIES // 2)
        # to subtract the schemas costs more, and is for what was not found; many alternatives on
        # both sides cost most, and the values of each have been tried
        if all(has_many_branches(each) for each in (view, other)):
            return
        wholes = self._probe.wholes(self._pair)
        if wholes is not None:
            yield from differing(*wholes)

    def _is_apt(self, value: Any) -> bool:
        """Whether a value is rejected for what the finding is about."""
        if self._words is None:
            return True
        for reason in self._probe.reasons(self._pair, value):
            if reason.keyword not in self._words or len(reason.way) > 1:
                continue
            named = self._subject is None or reason.keyword != "required"
            if named or repr(self._subject)[1:-1] in reason.words:
                return True
        return False

    def _is_as_good(self, value: Any) -> bool:
        if self._probe.written > self._limit:
            return False
        return self._probe.tells_apart(self._pair, value) and self._is_apt(value)


def has_many_branches(view: View) -> bool:
    """Whether to subtract a schema, or to ask what it takes in, would take too long."""
    return any(len(union.branches) > _MOST_BRANCHES for union in view.unions)
