"""Compare parameters (what a caller sends beside the body) and headers (what comes back)."""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.normal import Normal
from offramp.contract.documents.side import At
from offramp.contract.ledger import Ledger
from offramp.contract.weighing.lifecycle import deprecation, in_words, removal

Inputs = dict[tuple[str, str], At]
"""Parameters by place and name."""

_KNOWN = frozenset(
    {"name", "in", "required", "schema", "content", "style", "explode", "allowReserved"}
    | {"allowEmptyValue", "deprecated", "x-sunset"}
)
_DEPRECATION = {
    "deprecated": "request-parameter-deprecated",
    "reactivated": "request-parameter-reactivated",
    "deprecated-with-sunset": "request-parameter-deprecated-with-sunset",
    "sunset-missing": "request-parameter-deprecated-sunset-missing",
    "sunset-parse": "request-parameter-sunset-parse",
    "sunset-soon": "request-parameter-sunset-date-too-small",
    "sunset-moved": "request-parameter-sunset-date-changed-too-small",
    "sunset-deleted": "request-parameter-sunset-deleted",
}
_STYLE = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def judge_inputs(ledger: Ledger, base: Inputs, cand: Inputs, where: tuple[str, str]) -> None:
    """Compare what the sender of a request must and may send.

    Args:
        ledger: takes the findings.
        base: parameters; a path's have the base's names.
        cand: likewise, of the candidate.
        where: pointers for what is missing on one side.
    """
    for key in sorted(base.keys() | cand.keys()):
        if key not in cand:
            _judge_removed(ledger, key, base[key], where[1])
        elif key not in base:
            _judge_new(ledger, key, cand[key], where[0])
        elif not ledger.pairs.same(base[key].raw, cand[key].raw):
            _judge_both(ledger, key, base[key], cand[key])


def _title(key: tuple[str, str]) -> str:
    return f"{key[0]} parameter {key[1]!r}"


def _judge_removed(ledger: Ledger, key: tuple[str, str], at: At, cand: str) -> None:
    how = removal(at.raw, ledger.options)
    rule = {
        "without-deprecation": "request-parameter-removed",
        "with-deprecation": "request-parameter-removed-with-deprecation",
        "sunset-parse": "request-parameter-sunset-parse",
    }.get(how, "request-parameter-removed-before-sunset")
    ledger.report(rule, at.pointer, cand, f"{_title(key)} is gone")


def _judge_new(ledger: Ledger, key: tuple[str, str], at: At, base: str) -> None:
    required = at.child("required").raw is True or key[0] == "path"
    default = "default" in (at.child("schema").raw or {}) if _has_schema(at) else False
    if key[0] == "path":
        rule = "new-request-path-parameter"
    else:
        must = "required" if required else "optional"
        rule = f"new-{must}-request-parameter"
        if default:
            rule = f"new-{must}-request-default-parameter-to-existing-path"
    verb = "must" if required else "may"
    ledger.report(rule, base, at.pointer, f"{_title(key)} {verb} be sent now")


def _has_schema(at: At) -> bool:
    return isinstance(at.child("schema").raw, dict)


def _judge_both(ledger: Ledger, key: tuple[str, str], base: At, cand: At) -> None:
    title = _title(key)
    was = base.child("required").raw is True or key[0] == "path"
    now = cand.child("required").raw is True or key[0] == "path"
    if was != now:
        rule = f"request-parameter-became-{'required' if now else 'optional'}"
        words = "must be sent now" if now else "need not be sent any more"
        ledger.report(
            rule, f"{base.pointer}/required", f"{cand.pointer}/required", f"{title} {words}"
        )
    _judge_writing(ledger, key[0], base, cand, title, "request-parameter-serialization-changed")
    for word in ("allowReserved", "allowEmptyValue"):
        old, new = base.child(word).raw is True, cand.child(word).raw is True
        if old != new:
            rule = f"request-parameter-characters-{'allowed' if new else 'forbidden'}"
            where = f"{base.pointer}/{word}", f"{cand.pointer}/{word}"
            ledger.report(rule, *where, f"{title}: {word} is {str(new).lower()} now")
    for change in deprecation(base.raw, cand.raw, ledger.options, ledger.level):
        message = in_words(change, title, cand.raw)
        ledger.report(_DEPRECATION[change], base.pointer, cand.pointer, message)
    _judge_schemas(ledger, key, base, cand, "request", "parameter")
    ledger.rest(base, cand, _KNOWN, title)


def _judge_writing(ledger: Ledger, place: str, base: At, cand: At, title: str, rule: str) -> None:
    """Compare how values are written; left-out fields have their defaults (O 4.8.12.2).

    Only values that both sides have: a list that was none before was not written at all.
    """
    both = _atoms(ledger.pairs.base, base) & _atoms(ledger.pairs.cand, cand)
    old, new = (_writing(place, at, both) for at in (base, cand))
    if old != new:
        message = f"{title} is written in another way: {_spell(new)}; it was {_spell(old)}"
        ledger.report(rule, base.pointer, cand.pointer, message)


def _atoms(normal: Normal, at: At) -> frozenset[str]:
    return normal.atoms((at.child("schema"),)) if _has_schema(at) else frozenset()


def _writing(place: str, at: At, atoms: frozenset[str]) -> tuple[Any, ...]:
    content = at.child("content").raw
    if isinstance(content, dict) and content:
        return ("content", *sorted(content))
    style = str(at.child("style").raw or _STYLE.get(place, "form"))
    given = at.child("explode").raw
    explode: bool | None = given if isinstance(given, bool) else style == "form"
    # a list is written with commas in the simple style, exploded or not (O 4.8.12.4)
    told_apart = {"object"} if style == "simple" else {"array", "object"}
    if not atoms & told_apart and style in ("form", "simple"):
        explode = None
    return style, explode


def _spell(writing: tuple[Any, ...]) -> str:
    if writing[0] == "content":
        return f"content {', '.join(writing[1:])}"
    return str(writing[0]) + {True: ", exploded", False: ", not exploded"}.get(writing[1], "")


def _judge_schemas(
    ledger: Ledger, key: tuple[str, str], base: At, cand: At, direction: str, place: str
) -> None:
    old, new = _schema_of(base), _schema_of(cand)
    kind = "parameter" if place == "parameter" else "header"
    wire = "text" if _has_schema(base) and _has_schema(cand) else ""
    holders = base, cand
    ledger.schemas(
        (old,), (new,), direction, place, kind, key[1], key[0], wire=wire, holders=holders
    )


def _schema_of(at: At) -> At:
    for _, media in at.child("content").members():
        found = media.child("schema")
        return At(True, found.pointer) if found.raw is None else found
    found = at.child("schema")
    return At(True, found.pointer) if found.raw is None else found


def judge_outputs(ledger: Ledger, base: Inputs, cand: Inputs, where: tuple[str, str]) -> None:
    """Compare the headers of a response, or the parameters of a request that is sent to us.

    Args:
        ledger: takes the findings.
        base: headers, by "header" and lower-cased name.
        cand: likewise, of the candidate.
        where: pointers for what is missing on one side.
    """
    for key in sorted(base.keys() | cand.keys()):
        name = f"{key[0]} {key[1]!r}"
        if key not in cand:
            required = base[key].child("required").raw is True
            rule = f"{'required' if required else 'optional'}-response-header-removed"
            ledger.report(rule, base[key].pointer, where[1], f"{name} is gone")
        elif key not in base:
            ledger.report(
                "response-header-added", where[0], cand[key].pointer, f"{name} is sent now"
            )
        elif not ledger.pairs.same(base[key].raw, cand[key].raw):
            _judge_output(ledger, key, base[key], cand[key], name)


def _judge_output(ledger: Ledger, key: tuple[str, str], base: At, cand: At, name: str) -> None:
    was, now = base.child("required").raw is True, cand.child("required").raw is True
    if was != now:
        rule = f"response-header-became-{'required' if now else 'optional'}"
        words = "is always sent now" if now else "may be missing now"
        ledger.report(
            rule, f"{base.pointer}/required", f"{cand.pointer}/required", f"{name} {words}"
        )
    old, new = (each.child("deprecated").raw is True for each in (base, cand))
    if old != new:
        rule = f"response-header-{'deprecated' if new else 'reactivated'}"
        words = "is announced to go" if new else "is not announced to go any more"
        where = f"{base.pointer}/deprecated", f"{cand.pointer}/deprecated"
        ledger.report(rule, *where, f"{name} {words}")
    _judge_writing(ledger, key[0], base, cand, name, "response-header-serialization-changed")
    _judge_schemas(ledger, key, base, cand, "response", "header")
    ledger.rest(base, cand, _KNOWN, name)
