"""Settle what the keywords alone cannot: a solver is asked where they can deceive.

Several differ at once, or one differs whose effect depends on others.
"""

from __future__ import annotations

from typing import Any

import orjson

from offramp.contract.containment import (
    ALTERNATIVES,
    NOT_SEEN,
    are_named,
    covers,
    is_settled_by_validity,
    take_back,
)
from offramp.contract.documents.standalone import Standalone, TooLarge
from offramp.contract.documents.view import View
from offramp.contract.pairs import Found, Pair, Pairs
from offramp.contract.rulebook.kinds import NOTE
from offramp.contract.schemas.atoms import TEXTS, is_free_text
from offramp.findings import Severity

_DECEIVING = (
    "any-of-",
    "one-of-",
    "alternatives-",
    "not-",
    "if-",
    "contains-",
    "min-contains-",
    "max-contains-",
    "pattern",
    "property-names-",
    "unevaluated-",
    "dependent-",
    "additional-properties-",
    "unique-items-",
    "min-properties-",
    "min-items-",
    "format-",
    "multiple-of-",
    "enum-removed",
    "const-removed",
    "type-changed",
    "list-of-types-",
)
_MANY = 12
"""Properties, beyond which the time of a "no" is felt: it grows with their cube."""


def settle(pairs: Pairs, pair: Pair, base: View, cand: View) -> None:
    """Clear the findings of a pair that the schemas, taken as a whole, refute.

    Args:
        pairs: the documents.
        pair: a pair with findings.
        base: what the base says.
        cand: what the candidate says.
    """
    breaking = [
        f
        for f in pair.found
        if f.severity is Severity.BREAKING and is_settled_by_validity(f, base, cand)
    ]
    if pair.turn.muted:
        return
    alternatives = [
        f for f in pair.found if f.kind.startswith(ALTERNATIVES) and not are_named(base, cand)
    ]
    if not alternatives and not _deceives(pair, breaking, base, cand):
        return
    if any(f.rule.endswith(("-read-only", "-write-only")) for f in breaking):
        return
    request = pair.turn.direction == "request"
    outer, inner = (cand, base) if request else (base, cand)
    if _are_strings_of(outer, inner) or (
        pair.turn.is_text
        and inner.atoms - {"null"} <= TEXTS
        and _takes_texts(pairs, outer, request=request)
    ):
        _clear(pair, breaking, equal=False)
        return
    if max(len(base.properties), len(cand.properties)) > _MANY and _is_refuted(pairs, pair):
        return
    try:
        old, new = (
            Standalone(normal.side, pair.turn.direction).whole(schema)
            for normal, schema in ((pairs.base, pair.base), (pairs.cand, pair.cand))
        )
    except TooLarge:
        return
    wide, narrow = (new, old) if request else (old, new)
    if _covers(pairs, wide, narrow):
        _clear(pair, breaking, equal=bool(alternatives) and _covers(pairs, narrow, wide))


def _covers(pairs: Pairs, wide: Any, narrow: Any) -> bool:
    """Whether one schema takes in another for sure; equal schemas are asked about once."""
    key = orjson.dumps(wide), orjson.dumps(narrow)
    if key not in pairs.covered:
        pairs.covered[key] = covers(wide, narrow) == "yes"
    return pairs.covered[key]


def _is_refuted(pairs: Pairs, pair: Pair) -> bool:
    """Whether the smallest value of one side tells the schemas apart."""
    from offramp.contract.witnesses.probe import Probe
    from offramp.contract.witnesses.samples import Samples

    probe = Probe(pairs, pair.turn.direction)
    smallest = Samples(probe.accepting, pair.turn.direction).smallest(probe.schemas(pair)[0])
    return probe.tells_apart(pair, smallest)


def _takes_texts(pairs: Pairs, view: View, *, request: bool) -> bool:
    """Whether one alternative is any text, as which each single value comes on the wire."""
    normal = pairs.cand if request else pairs.base
    branches = [normal.view(each) for union in view.unions for each in union.branches]
    free = not view.sets and view.enum is None and not view.other and not view.bounds
    return is_free_text(view.atoms, view) or (
        free and len(view.unions) == 1 and any(is_free_text(b.atoms, b) for b in branches)
    )


def _are_strings_of(wide: View, narrow: View) -> bool:
    """Whether all strings that one view accepts, another does, by patterns and lengths."""
    own, others = (each.sets.get("pattern", frozenset()) for each in (narrow, wide))
    if not own or narrow.atoms - {"null"} != {"string"} or not narrow.atoms <= wide.atoms:
        return False
    said = wide.enum is not None or wide.unions or wide.other
    if said or wide.sets.get("format", frozenset()) - narrow.sets.get("format", frozenset()):
        return False
    from offramp.contract.patterns.languages import lengths, of_lengths, within

    limits = of_lengths(*lengths(wide.bounds))
    return within(own, others | {limits}, *lengths(narrow.bounds)).word == "yes"


def _deceives(pair: Pair, breaking: list[Found], base: View, cand: View) -> bool:
    """Whether what was found may be no break, seen together with the rest of the schemas."""
    if not breaking:
        return False
    effects = {f.effect for f in pair.found} - {NOTE}
    deceiving = any(f.kind.startswith(_DECEIVING) for f in breaking)
    deceiving = deceiving or bool("pattern" in base.sets and "pattern" in cand.sets)
    return len(effects) > 1 or deceiving or bool(base.unions or cand.unions)


def _clear(pair: Pair, breaking: list[Found], *, equal: bool) -> None:
    """Take back breaking findings; all but annotations, where the schemas are equal both ways."""
    if equal:
        pair.found = [f for f in pair.found if f.effect == NOTE or f.kind.startswith(NOT_SEEN)]
    elif not breaking:
        return
    for found in breaking:
        take_back(found, pair.turn.direction)
    pair.edges = [(step, child) for step, child in pair.edges if step[0] not in ("branch", "same")]
