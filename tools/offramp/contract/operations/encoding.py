"""Compare how the parts of forms and multipart bodies are written (OpenAPI 3.1.1, 4.8.15)."""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.normal import Normal
from offramp.contract.documents.side import At
from offramp.contract.documents.values import key_of
from offramp.contract.ledger import Ledger
from offramp.contract.rulebook.kinds import CHANGED, NARROWED, NOTE, WIDENED

_WORDS = ("contentType", "style", "explode", "allowReserved", "headers")
_STYLED = ("style", "explode", "allowReserved")


def judge_encoding(ledger: Ledger, base: At, cand: At, direction: str, name: str) -> None:
    """Compare the encodings of two media type objects.

    Args:
        ledger: takes the findings.
        base: the media type objects.
        cand: likewise, of the candidate.
        direction: "request" or "response".
        name: the media type; only forms and multipart bodies have parts.
    """
    is_form = name.startswith("application/x-www-form-urlencoded")
    if not is_form and not name.startswith("multipart/"):
        return
    # a property of one document alone is told of as a property; no part is sent by both
    lone = _declared(ledger.pairs.base, base) ^ _declared(ledger.pairs.cand, cand)
    for part, old, new in _parts(base, cand, lone):
        types = [
            _types(normal, media, part, at, is_form=is_form)
            for normal, media, at in (
                (ledger.pairs.base, base, old),
                (ledger.pairs.cand, cand, new),
            )
        ]
        effects = {_written(old, new, is_form=is_form)}
        # a part is written by its style or by its content type
        effects.add(_effect(*types) if all(types) or not any(types) else CHANGED)
        if not is_form:
            effects.add(_headed(old, new))
        if any(key_of(old.get(w)) != key_of(new.get(w)) for w in _others(old, new)):
            effects.add(CHANGED)
        _report(ledger, old, new, effects - {NOTE}, direction, f"part {part} of {name}")


def _declared(normal: Normal, media: At) -> set[str]:
    schema = media.child("schema")
    return set(normal.view((schema,)).properties) if isinstance(schema.raw, dict) else set()


def _parts(base: At, cand: At, lone: set[str]) -> list[tuple[str, At, At]]:
    """The encodings of both sides: by a property's name, by an item's place, of all items."""
    found = []
    for word in ("encoding", "prefixEncoding"):
        old, new = base.child(word), cand.child(word)
        keys = {k for at in (old, new) for k, _ in _members(at)}
        if word == "encoding":
            keys -= lone
        found += [(str(key), old.child(key), new.child(key)) for key in sorted(keys, key=str)]
    if base.get("itemEncoding") is not None or cand.get("itemEncoding") is not None:
        found.append(("items", base.child("itemEncoding"), cand.child("itemEncoding")))
    return found


def _members(at: At) -> list[tuple[str | int, At]]:
    return [*at.members(), *enumerate(at.items())]


def _report(ledger: Ledger, old: At, new: At, effects: set[str], direction: str, name: str) -> None:
    if not effects:
        return
    harmless = WIDENED if direction == "request" else NARROWED
    what = "request-body" if direction == "request" else "response"
    if effects == {harmless}:
        change = "generalized" if direction == "request" else "specialized"
        message = f"{name} may be written in {'more' if direction == 'request' else 'fewer'} ways"
    else:
        change, message = "changed", f"{name} is written in another way"
    ledger.report(f"{what}-encoding-{change}", old.pointer, new.pointer, message)


def _written(old: At, new: At, *, is_form: bool) -> str:
    """Compare style and explode, which are of forms; elsewhere they count where they are given."""
    forms = [_form(each, is_form=is_form) for each in (old, new)]
    if forms[0][:2] != forms[1][:2]:
        return CHANGED
    return {(False, True): WIDENED, (True, False): NARROWED}.get((forms[0][2], forms[1][2]), NOTE)


def _form(at: At, *, is_form: bool) -> tuple[Any, Any, bool]:
    if not is_form and not any(at.get(word) is not None for word in _STYLED):
        return None, None, False
    style = at.get("style") or "form"
    explode = at.get("explode")
    return (
        style,
        explode if isinstance(explode, bool) else style == "form",
        bool(at.get("allowReserved")),
    )


def _types(normal: Normal, media: At, part: str, at: At, *, is_form: bool) -> frozenset[str]:
    """The media types of a part, or its default; none where it is written by a style."""
    if any(at.get(word) is not None for word in _STYLED):
        return frozenset()
    given = at.get("contentType")
    if isinstance(given, str):
        return frozenset(each.strip().lower() for each in given.split(","))
    if is_form:
        return frozenset()
    schema = media.child("schema")
    view = normal.view((schema,)) if isinstance(schema.raw, dict) else None
    sources = view.properties.get(part) if view else None
    part_view = normal.view(sources) if sources else None
    if part_view and part_view.atoms - {"null"} == {"array"} and part_view.items:
        part_view = normal.view(part_view.items)
    if part_view is None:
        return frozenset({"application/octet-stream"})
    kinds = part_view.atoms - {"null"}
    if kinds == {"object"}:
        return frozenset({"application/json"})
    coded = {"contentEncoding", "contentMediaType"} & part_view.bounds.keys()
    plain = not coded and kinds <= {"string", "integer", "fraction", "boolean"}
    return frozenset({"text/plain" if plain else "application/octet-stream"})


def _effect(old: frozenset[str], new: frozenset[str]) -> str:
    if old == new:
        return NOTE
    return WIDENED if old < new else NARROWED if new < old else CHANGED


def _headed(old: At, new: At) -> str:
    """Compare the headers of a part: whether they must be there, and what they may be."""
    first, second = (
        {
            name.lower(): at
            for name, at in each.child("headers").members()
            if name.lower() != "content-type"
        }
        for each in (old, new)
    )
    shared = first.keys() & second.keys()
    if any(key_of(first[n].get("schema")) != key_of(second[n].get("schema")) for n in shared):
        return CHANGED
    must = [
        frozenset(name for name, at in each.items() if at.get("required") is True)
        for each in (first, second)
    ]
    return _effect(must[1], must[0])


def _others(old: At, new: At) -> set[str]:
    words = {word for at in (old, new) if isinstance(at.raw, dict) for word in at.raw}
    return {word for word in words if word not in _WORDS and not word.startswith("x-")}
