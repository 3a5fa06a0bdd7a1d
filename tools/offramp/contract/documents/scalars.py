"""Read what a schema says of single values, in one spelling: limits, enumerations, forms."""

from __future__ import annotations

import re
from typing import Any

from offramp.contract.documents.values import atom_of, is_multiple, is_number, key_of
from offramp.contract.documents.view import View

COUNTS = ("minLength", "minItems", "minProperties", "maxLength", "maxItems", "maxProperties")
_ANYTHING = (".*", "^.*$", "", "^", "$", "^.*", ".*$")
_IS_TEXT = re.compile(r"^text/|[/+](json|xml)\b")
_HINTS = ("password",)
_SCALARS = frozenset(
    {"enum", "const", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"}
    | {"pattern", "uniqueItems", "format", "contentEncoding", "contentMediaType", *COUNTS}
)


def read_scalars(view: View, raw: dict[str, Any]) -> None:
    """Tighten a view by the scalar keywords of a schema.

    Args:
        view: is changed.
        raw: the schema.
    """
    if raw.keys().isdisjoint(_SCALARS):
        return
    if "enum" in raw and isinstance(raw["enum"], list):
        view.enum = common({key_of(v): v for v in raw["enum"]}, view.enum)
    if "const" in raw:
        view.enum = common({key_of(raw["const"]): raw["const"]}, view.enum)
    for word in COUNTS:
        value = raw.get(word)
        if isinstance(value, (int, float)) and not (word.startswith("min") and value <= 0):
            _tighten(view.bounds, word, value, max if word.startswith("min") else min)
    _limits(view.bounds, raw)
    if raw.get("uniqueItems") is True:
        view.bounds["uniqueItems"] = True
    if is_number(raw.get("multipleOf")) and raw["multipleOf"] > 0:
        view.sets["multipleOf"] = view.sets.get("multipleOf", frozenset()) | {raw["multipleOf"]}
    pattern = raw.get("pattern")
    if isinstance(pattern, str) and pattern not in _ANYTHING:
        view.sets["pattern"] = view.sets.get("pattern", frozenset()) | {pattern}
    _content(view, raw)


def _content(view: View, raw: dict[str, Any]) -> None:
    form, coding, media = raw.get("format"), raw.get("contentEncoding"), raw.get("contentMediaType")
    if form == "binary":
        form, media = None, media or "application/octet-stream"
    elif form == "byte":
        form, coding = None, coding or "base64"
    if isinstance(form, str) and form not in _HINTS:
        view.sets["format"] = view.sets.get("format", frozenset()) | {form}
    if isinstance(coding, str):
        view.bounds["contentEncoding"] = coding.lower()
    if isinstance(media, str):
        view.bounds["contentMediaType"] = media.lower()
        if coding is None and "type" not in raw and not _IS_TEXT.search(media):
            # bytes have no type of JSON; OpenAPI 3.0 calls them strings, 3.1 leaves the type out
            view.atoms &= {"string"}


def _limits(bounds: dict[str, Any], raw: dict[str, Any]) -> None:
    """Read both spellings of exclusive bounds: booleans in 3.0, numbers since 3.1."""
    for word, strict, pick in (
        ("minimum", "exclusiveMinimum", max),
        ("maximum", "exclusiveMaximum", min),
    ):
        sign = 1 if pick is max else -1
        value, exclusive = raw.get(word), raw.get(strict)
        if is_number(value):
            _tighten_limit(bounds, word, (value, exclusive is True), sign)
        if is_number(exclusive):
            _tighten_limit(bounds, word, (exclusive, True), sign)


def _tighten(bounds: dict[str, Any], word: str, value: Any, pick: Any) -> None:
    bounds[word] = pick(bounds[word], value) if word in bounds else value


def _tighten_limit(bounds: dict[str, Any], word: str, limit: tuple[Any, bool], sign: int) -> None:
    known = bounds.get(word)
    if known is None or (limit[0] * sign, limit[1]) > (known[0] * sign, known[1]):
        bounds[word] = limit


def common(new: dict[str, Any], old: dict[str, Any] | None) -> dict[str, Any]:
    """Return the values that two enumerations share; all of the new one where there was none."""
    return new if old is None else {key: value for key, value in old.items() if key in new}


def settle_enum(view: View) -> None:
    """Leave out of the listed values of a view what the rest of it rules out."""
    kept = {k: v for k, v in (view.enum or {}).items() if atom_of(v) in view.atoms}
    if view.bounds or "multipleOf" in view.sets:
        kept = {k: v for k, v in kept.items() if _fits(view, v)}
    view.atoms &= frozenset(map(atom_of, kept.values()))
    finite = {"true", "false", "null"} & kept.keys()
    whole = {"null": 1, "boolean": 2}
    if view.atoms <= whole.keys() and len(finite) == sum(whole[a] for a in view.atoms):
        view.enum = None
    else:
        view.enum = kept


def _fits(view: View, value: Any) -> bool:
    """Whether a listed value keeps the limits that are listed beside it."""
    bounds = view.bounds
    if isinstance(value, str):
        least, most = bounds.get("minLength", 0), bounds.get("maxLength")
        return bool(least <= len(value) and (most is None or len(value) <= most))
    if is_number(value):
        low, high = bounds.get("minimum"), bounds.get("maximum")
        above = low is None or value > low[0] or (value == low[0] and not low[1])
        below = high is None or value < high[0] or (value == high[0] and not high[1])
        return bool(
            above and below and all(is_multiple(value, n) for n in view.sets.get("multipleOf", ()))
        )
    return True
