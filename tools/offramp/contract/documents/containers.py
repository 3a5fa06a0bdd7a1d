"""Read what a schema says of the values in a value: its properties and its items."""

from __future__ import annotations

from typing import Any

from offramp.contract.documents.pointers import escape
from offramp.contract.documents.side import At
from offramp.contract.documents.view import Sources, View

_WORDS = frozenset(
    {"properties", "required", "additionalProperties", "patternProperties"}
    | {"items", "prefixItems", "additionalItems"}
)


def read_containers(view: View, at: At, raw: dict[str, Any]) -> None:
    """Tighten a view by what a schema says of properties and items.

    Args:
        view: is changed; the schema is one of its parts already.
        at: the schema.
        raw: its members.
    """
    if raw.keys().isdisjoint(_WORDS):
        return
    first = len(view.parts) == 1
    rest = raw.get("additionalProperties", True)
    says = rest is False or (isinstance(rest, dict) and bool(rest))
    additional = (at.child("additionalProperties"),) if says else ()
    declared = raw.get("properties")
    declared = declared if isinstance(declared, dict) else {}
    if first:
        view.properties = {
            name: (At(value, f"{at.pointer}/properties/{escape(name)}"),)
            for name, value in declared.items()
        }
    elif declared or additional or view.additional:
        _merge_properties(view, at, declared, additional)
    view.additional += additional
    if "patternProperties" in raw:
        for pattern, child in at.child("patternProperties").members():
            view.patterns[pattern] = (*view.patterns.get(pattern, ()), child)
    names = raw.get("required")
    if isinstance(names, list):
        for name in names:
            if isinstance(name, str):
                view.required.setdefault(name, f"{at.pointer}/required")
    if "items" in raw or "prefixItems" in raw:
        _array(view, at, raw)


def _array(view: View, at: At, raw: dict[str, Any]) -> None:
    word = "prefixItems"
    rest = at.child("items")
    if isinstance(raw.get("items"), list):
        word, rest = "items", at.child("additionalItems")
    prefix = list(at.child(word).items())
    items = () if rest.raw in (None, True, {}) else (rest,)
    if rest.raw is False or rest.raw == {"not": {}}:
        # a closed list is one of bounded length, and commonly written as such
        view.bounds["maxItems"] = min(len(prefix), view.bounds.get("maxItems", len(prefix)))
        items = ()
    if not prefix and not items:
        return
    for index in range(max(len(prefix), len(view.prefix))):
        mine = (prefix[index],) if index < len(prefix) else items
        if index < len(view.prefix):
            view.prefix[index] += mine
        else:
            view.prefix.append(view.items + mine)
    view.items += items


def _merge_properties(view: View, at: At, declared: dict[str, Any], additional: Sources) -> None:
    """Merge a second part: what one part declares, the other's additionalProperties judges."""
    pointer = f"{at.pointer}/properties/"
    merged = dict(view.properties)
    for name, value in declared.items():
        mine = (At(value, pointer + escape(name)),)
        merged[name] = merged.get(name, view.additional) + mine
    if additional:
        for name in view.properties.keys() - declared.keys():
            merged[name] += additional
    view.properties = merged
