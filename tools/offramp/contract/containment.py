"""Whether one schema takes in another, and what may be concluded of it.

jsonschema-rs decides containment of canonical schemas: "yes" takes back what a rule found, "no" and
"unknown" leave it.
"""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.view import View
from offramp.contract.pairs import Found
from offramp.contract.rulebook.kinds import NARROWED, WIDENED
from offramp.findings import Severity

ALTERNATIVES = ("any-of-", "one-of-", "alternatives-")
NOT_SEEN = (
    "content-",
    "xml-",
    "default-",
    "x-extensible",
    "discriminator-",
    "sunset",
    "deprecated",
)
"""Kinds that no validator looks at, so that "yes" says nothing about them."""


def is_settled_by_validity(found: Found, base: View, cand: View) -> bool:
    """Whether valid values are all that a finding is about.

    A validator does not look at some keywords. By the policy (issue 3, item 4) a branch that is
    added to those of a response is a break, whether or not another one accepts all that it does;
    and by a discriminator each branch has a name of its own.
    """
    both = all(view.place("oneOf", "anyOf") != view.pointer for view in (base, cand))
    if found.kind.startswith(NOT_SEEN) or (found.kind == "one-of-added" and both):
        return False
    return not (found.kind.startswith(ALTERNATIVES) and are_named(base, cand))


def are_named(base: View, cand: View) -> bool:
    """Whether the branches of either side have names, by a discriminator."""
    return "discriminator" in base.notes or "discriminator" in cand.notes


def take_back(found: Found, direction: str) -> None:
    """Turn a breaking finding into a harmless one: taken as a whole, schemas allow what they did.

    It is a difference all the same, the one that is harmless in its direction.
    """
    found.severity = Severity.INFO
    found.effect = WIDENED if direction == "request" else NARROWED
    found.message += " (harmless: taken as a whole, the schemas allow it)"


def covers(wide: Any, narrow: Any) -> str:
    """Return "yes", "no" or "unknown": whether all that ``narrow`` accepts, ``wide`` accepts."""
    import jsonschema_rs

    try:
        outer, inner = (
            jsonschema_rs.canonicalize(each, validate_formats=True, offline=True)
            for each in (wide, narrow)
        )
        return str(outer.covers(inner))
    except (
        ValueError,
        jsonschema_rs.ReferencingError,
        jsonschema_rs.canonical.CanonicalizationError,
    ):
        return "unknown"
