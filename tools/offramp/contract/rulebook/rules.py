"""The rules: `kind_rows` multiplied with the places where a schema stands, and `rule_rows`.

Severity follows from effect and direction: what a request schema accepts may only grow, what a
response schema may produce may only shrink. Where policy says otherwise, `_SEVERITY` says so.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from offramp.contract.rulebook import policy_rows, rule_rows
from offramp.contract.rulebook import rule_documents as documents
from offramp.contract.rulebook.guidance import guidance
from offramp.contract.rulebook.kind_rows import KINDS
from offramp.contract.rulebook.kinds import CHANGED, NARROWED, NOTE, WIDENED, Kind
from offramp.contract.rulebook.rule_documents import Rule
from offramp.errors import ConfigError
from offramp.findings import Severity

PLACES = {
    "request-body": ("request", "body"),
    "request-property": ("request", "properties"),
    "request-parameter": ("request", "parameters"),
    "response-body": ("response", "body"),
    "response-property": ("response", "properties"),
    "response-header": ("response", "headers"),
}

_ELSEWHERE = {
    "request": frozenset({"type-specialized"}),
    "response": frozenset({"type-generalized"}),
}
"""Kinds that a direction does not know: the breaking half of them is called type-changed."""

_SEVERITY = {
    f"request-parameter-default-value-{change}": (
        Severity.BREAKING,
        "A caller who leaves the parameter out gets another answer than before.",
    )
    for change in ("added", "removed", "changed")
}

_CONSEQUENCE = {
    ("request", NARROWED): "Requests that were valid are refused.",
    ("request", CHANGED): "Requests that were valid may be refused.",
    ("request", NOTE): "The same requests are valid as before.",
    ("request", WIDENED): "All requests that were valid still are.",
    ("response", NARROWED): "All answers are such as clients knew already.",
    ("response", WIDENED): "Answers may come that clients were told not to expect.",
    ("response", CHANGED): "Answers may come that clients were told not to expect.",
    ("response", NOTE): "The same answers are valid as before.",
}


@cache
def rules() -> dict[str, Rule]:
    """Return all rules by id."""
    made = [*rule_rows.ROWS, *policy_rows.ROWS]
    for place in PLACES:
        direction = PLACES[place][0]
        made.extend(_schema_rule(place, k) for k in KINDS if k.name not in _ELSEWHERE[direction])
    return {rule.id: rule for rule in sorted(made)}


def severity_of(direction: str, effect: str) -> Severity:
    """Return what an effect weighs in a direction."""
    if effect == NOTE or direction == "none":
        return Severity.INFO
    harmless = WIDENED if direction == "request" else NARROWED
    return Severity.INFO if effect == harmless else Severity.BREAKING


def _schema_rule(place: str, kind: Kind) -> Rule:
    direction, location = PLACES[place]
    rule_id = f"{place}-{kind.name}"
    severity, consequence = _SEVERITY.get(rule_id, (severity_of(direction, kind.effect), ""))
    consequence = consequence or _CONSEQUENCE[direction, kind.effect]
    return Rule(
        rule_id,
        severity,
        kind.effect,
        direction,
        location,
        kind.section,
        f"The schema {kind.reason}. {consequence}",
        _document(place, kind.base),
        _document(place, kind.cand),
        _document(place, kind.near),
    )


def _document(place: str, schema: Any) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}}
    nested = {"content": {"application/json": {"schema": {"properties": {"p": schema}}}}}
    made: dict[str, Any]
    if place == "request-body":
        made = documents.body(content)
    elif place == "request-property":
        made = documents.body(nested)
    elif place == "request-parameter":
        made = documents.q(schema=schema)
    elif place == "response-body":
        made = documents.answer(**content)
    elif place == "response-property":
        made = documents.answer(**nested)
    else:
        made = documents.header(schema=schema)
    return made


def explain(rule_id: str) -> str:
    """Return what a rule means, why it weighs what it weighs, its source and an example.

    Raises:
        ConfigError: there is no such rule; the nearest ids are named.
    """
    rule = rules().get(rule_id)
    if rule is None:
        raise unknown_rule(rule_id, rules())
    lines = [
        f"{rule.id}: {rule.severity.value}",
        "",
        rule.reason,
        "",
        f"effect:    {rule.effect} ({rule.direction}, {rule.location})",
        f"source:    {source(rule.section)}",
    ]
    for number, note in enumerate(guidance(rule.id, rule.location)):
        lines.append(f"{'' if number else 'policy:':10} {note}")
    if rule.base is not None:
        lines += ["", "example:", *_difference(rule.base, rule.cand)]
    return "\n".join(lines)


def unknown_rule(rule_id: str, known: Iterable[str]) -> ConfigError:
    """Return the error for an id that is no rule's, with the nearest ids."""
    near = difflib.get_close_matches(rule_id, known, 3)
    return ConfigError(
        f"there is no contract rule {rule_id!r}",
        next=f"did you mean {', '.join(near)}?" if near else "docs/rules.md lists the rules",
    )


def source(section: str) -> str:
    """Spell a rule's section out."""
    names = {
        "O": "OpenAPI 3.1",
        "V": "JSON Schema 2020-12 validation",
        "C": "JSON Schema 2020-12 core",
    }
    letter, _, number = section.partition(" ")
    return f"{names[letter]}, section {number}" if letter in names else section


def _difference(base: Any, cand: Any) -> list[str]:
    old, new = (json.dumps(each, indent=1, sort_keys=True).splitlines() for each in (base, cand))
    return [f"  {line}" for line in difflib.unified_diff(old, new, "base", "cand", "", "", 2, "")]
