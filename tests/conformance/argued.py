"""Where offramp does not call breaking what the peer calls an error: classes, each with its reason.

A class is a test of the two documents, not a list of names: it looks at the change itself, with
examples judged by OpenAPI's own validator. What no class accounts for fails the session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from conformance.operations import Doubt
from conformance.oracle import NOTHING, Effect, expanded


class Class(NamedTuple):
    """A reason for which a change that the peer calls an error does not break.

    Attributes:
        name: what it is called in the table.
        argument: why the change does not break, with the source.
        holds: whether it is the reason for a change.
    """

    name: str
    argument: str
    holds: Callable[[Doubt], bool]


def _another_spelling_of_a_parameter(doubt: Doubt) -> bool:
    base, cand = doubt.parts
    moved = {k: p.said for k, p in base.items()} != {k: p.said for k, p in cand.items()}
    return "parameter" in doubt.rule and moved and doubt.effect == (NOTHING, NOTHING)


def _same_values(doubt: Doubt) -> bool:
    return doubt.can_be_shown and doubt.effect == (NOTHING, NOTHING)


def _takes_more(doubt: Doubt) -> bool:
    sent_by_caller = not doubt.of_answers and not doubt.of_webhook
    return doubt.can_be_shown and sent_by_caller and _only(doubt.effect, "gained")


def _gives_less(doubt: Doubt) -> bool:
    sent_by_provider = doubt.of_answers and not doubt.of_webhook
    return doubt.can_be_shown and sent_by_provider and _only(doubt.effect, "lost")


def _not_in_the_message(doubt: Doubt) -> bool:
    rest = doubt.without("writeOnly" if doubt.of_answers else "readOnly")
    return doubt.can_be_shown and doubt.base != rest.base and _no_difference(rest)


def _the_other_way_round(doubt: Doubt) -> bool:
    if not (doubt.of_webhook and doubt.can_be_shown):
        return False
    return (doubt.turned.lost if doubt.of_answers else doubt.turned.gained) is NOTHING


def _mended(doubt: Doubt) -> bool:
    before, after = (list(_sunsets(d)) for d in (doubt.base, doubt.cand))
    return doubt.rule.endswith("sunset-parse") and not all(before) and all(after)


def _leads_outward(doubt: Doubt) -> bool:
    return doubt.base == doubt.cand and any(_outward(doubt.base))


def _only(effect: Effect, which: str) -> bool:
    other = {"gained": "lost", "lost": "gained"}[which]
    return getattr(effect, which) is not NOTHING and getattr(effect, other) is NOTHING


def _no_difference(doubt: Doubt) -> bool:
    """Whether the message's parts are written alike in both documents."""
    base, cand = doubt.parts
    old, new = ({k: (p.required, expanded(p.at)) for k, p in side.items()} for side in (base, cand))
    return old == new


def _sunsets(document: Any) -> Iterator[bool]:
    """Say of each sunset in a document whether it is a date (RFC 3339, full-date)."""
    if isinstance(document, dict):
        if "x-sunset" in document:
            try:
                date.fromisoformat(str(document["x-sunset"])[:10])
                yield True
            except ValueError:
                yield False
        document = list(document.values())
    if isinstance(document, list):
        for each in document:
            yield from _sunsets(each)


def _outward(document: Any) -> Iterator[bool]:
    if isinstance(document, dict):
        yield isinstance(document.get("$ref"), str) and not document["$ref"].startswith("#")
        document = list(document.values())
    if isinstance(document, list):
        for each in document:
            yield from _outward(each)


CLASSES = (
    Class(
        "the base was at fault",
        "The base's sunset is no date, and the candidate's is one, or gone. The peer calls the "
        "repair an error; offramp judges what the candidate says.",
        _mended,
    ),
    Class(
        "behind a reference to another file",
        "The two documents are the same to the byte; what differs are files that they refer to. "
        "offramp follows such a reference where the settings allow it, and elsewhere warns of it.",
        _leads_outward,
    ),
    Class(
        "not part of the message",
        "A `readOnly` property is not sent in a request, a `writeOnly` one not in a response, and "
        "`required` does not ask for them there (OpenAPI 3.0.4, Schema Object; JSON Schema 2020-12 "
        "validation 9.4). Without those properties the two messages are written alike.",
        _not_in_the_message,
    ),
    Class(
        "the same parameter",
        "A parameter is known by its name and place, a header's name in any case (RFC 9110 5.1), a "
        "path parameter's by where it stands in the template; it may be listed with the path item "
        "(OpenAPI 3.1, Path Item Object). Spelt or listed otherwise, it is the parameter that "
        "callers sent already.",
        _another_spelling_of_a_parameter,
    ),
    Class(
        "the same values are valid",
        "Another spelling of the same schema: inlined or moved into a component, a branch of a "
        "union that another branch covers, a keyword for values that `type` rules out anyhow (JSON "
        "Schema 2020-12 core 7.6.1), or, for what travels as text, `integer` beside `string`. No "
        "message can tell the two apart.",
        _same_values,
    ),
    Class(
        "the request may be more than before",
        "All that was valid still is, and something more: a caller who keeps to the old document "
        "notices nothing. That `type` goes, a format is dropped, or an enum ends, widens the set.",
        _takes_more,
    ),
    Class(
        "the response may be less than before",
        "All that may come could come before: a client who was ready for the old document is ready "
        "for the new one. A format added, another `dependentRequired`, a type dropped from a list "
        "narrow the set.",
        _gives_less,
    ),
    Class(
        "a webhook is called by the provider",
        "In a webhook the API provider sends the request (OpenAPI 3.1, OpenAPI Object): what it "
        "sends may shrink, like a response. The peer judges it like a request to the API.",
        _the_other_way_round,
    ),
)


def reason(doubt: Doubt) -> Class | None:
    """Return the class that accounts for a change; None where none does."""
    if not doubt.path:
        return None
    return next((each for each in CLASSES if each.holds(doubt)), None)
