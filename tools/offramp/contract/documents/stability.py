"""What two documents have in common, so that it need not be compared schema by schema."""

from __future__ import annotations

import re

import orjson

from offramp.contract.documents.side import Side

_REF = re.compile(rb'"\$(?:ref|dynamicRef)":"([^"\\]*(?:\\.[^"\\]*)*)"')
_MAPPING = re.compile(rb'"mapping":\{([^{}]*)\}')
_VALUE = re.compile(rb':"([^"\\]*)"')


def references(text: bytes) -> set[str]:
    """Return the references in a value that was written by orjson, those of mappings included."""
    found = _REF.findall(text)
    for mapping in _MAPPING.findall(text) if b'"mapping":' in text else ():
        for name in _VALUE.findall(mapping):
            found.append(name if b"/" in name else b"#/components/schemas/" + name)
    return {orjson.loads(b'"' + ref + b'"') if b"\\" in ref else ref.decode() for ref in found}


def stable_components(base: Side, cand: Side) -> frozenset[str]:
    """Return references to components that are the same in both documents, all the way down."""
    if base.is_30 != cand.is_30:
        return frozenset()
    uses = _same_components(base, cand)
    users: dict[str, list[str]] = {}
    shaky = []
    for name, refs in uses.items():
        for ref in refs:
            if ref in uses:
                users.setdefault(ref, []).append(name)
            else:
                shaky.append(name)
    while shaky:
        name = shaky.pop()
        if uses.pop(name, None) is not None:
            shaky.extend(users.get(name, ()))
    return frozenset(uses)


def _same_components(base: Side, cand: Side) -> dict[str, set[str]]:
    """Return components that are written alike, with the references in each."""
    uses: dict[str, set[str]] = {}
    for section, old in base.root.child("components").members():
        new = cand.root.child("components", section)
        for name, at in old.members():
            other = new.child(name)
            if other.raw is None:
                continue
            text = orjson.dumps(at.raw)
            if text == orjson.dumps(other.raw) and b'"$dynamicRef":' not in text:
                uses["#" + at.pointer] = references(text)
    return uses
