"""What can happen to a schema: the words for it. `kind_rows` has the table."""

from __future__ import annotations

from typing import Any, NamedTuple

NARROWED = "narrowed"
WIDENED = "widened"
CHANGED = "changed"
NOTE = "none"


class Kind(NamedTuple):
    """A kind of change of a schema.

    Attributes:
        name: what a rule's id ends in.
        effect: what it does to the set of values that are valid; "none" for an annotation.
        section: where the keyword is defined.
        reason: why it matters, as the end of a sentence that begins with "The schema …".
        base, cand: a pair of schemas that shows it.
        near: a candidate that differs from ``base`` and does not show it.
    """

    name: str
    effect: str
    section: str
    reason: str
    base: Any
    cand: Any
    near: Any
