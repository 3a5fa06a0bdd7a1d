"""Where a finding stands, in words that outlive unrelated changes: what its fingerprint is made of.

A JSON Pointer counts the items of an array, so that a parameter that is put in front of another
moves it. A place names them instead: a parameter by where it is sent and by its name, a server by
its URL, a branch by what it refers to. The names of path parameters are left out, because callers
never send them (OpenAPI 3.1, section 4.8.8).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import Any

from offramp.contract.documents.pointers import escape, keys
from offramp.contract.documents.side import At, Side, path_key, path_names

_ITEM = re.compile(r"/(?:parameters|servers|allOf|anyOf|oneOf|prefixItems)/\d")
"""What is called otherwise in a place than in its pointer."""


class Fingerprints:
    """Names the places of findings.

    Args:
        base: the documents.
        cand: likewise, of the candidate.
    """

    def __init__(self, base: Side, cand: Side) -> None:
        self._sides = base, cand
        self._known: tuple[dict[str, str], dict[str, str]] = {}, {}
        self._arrays: dict[tuple[int, str, str], list[str]] = {}

    @cached_property
    def _shared(self) -> frozenset[str]:
        """Path templates that several paths have, so that only the names tell them apart."""
        shared: set[str] = set()
        for side in self._sides:
            paths = side.root.child("paths").members()
            names = Counter(path_key(escape(name)) for name, _ in paths if "{" in name)
            shared.update(key for key, number in names.items() if number > 1)
        return frozenset(shared)

    def place(self, base: str, cand: str, member: str) -> str:
        """Return the place of a finding as one line of text.

        Args:
            base: its pointers.
            cand: likewise, of the candidate.
            member: which member of a set at that place it is about.
        """
        old, new = self._name(0, base), self._name(1, cand)
        if new.startswith(f"{old}/"):  # it is new: the base has what is around it
            place = new
        elif old == new or old.startswith(f"{new}/"):
            place = old
        else:
            place = f"{old} > {new}"
        return f"{place} ({member})" if member else place

    def _name(self, number: int, pointer: str) -> str:
        known = self._known[number]
        if pointer not in known:
            is_item = _ITEM.search(pointer) is not None
            place = self._named(self._sides[number], pointer) if is_item else pointer
            known[pointer] = self._without_names(place)
        return known[pointer]

    def _without_names(self, place: str) -> str:
        if not place.startswith("/paths/") or "{" not in place:
            return place
        template, slash, rest = place[len("/paths/") :].partition("/")
        key = path_key(template)
        return f"/paths/{template if key in self._shared else key}{slash}{rest}"

    def _named(self, side: Side, pointer: str) -> str:
        named: list[str] = []
        raw: Any = side.root.raw
        above = template = ""
        for token in keys(pointer):
            name = token
            if isinstance(raw, list):
                index = int(token) if token.isdecimal() else len(raw)
                known = index < len(raw)
                name = self._items(side, above, raw, template)[index] if known else token
                raw = raw[index] if known else None
            else:
                raw = raw.get(token) if isinstance(raw, dict) else None
                template = token if named == ["paths"] else template
            named.append(escape(name))
            above = token
        return "".join(f"/{name}" for name in named)

    def _items(self, side: Side, above: str, items: list[Any], template: str) -> list[str]:
        """Return what the items of an array are called: the number of one that nothing else tells.

        Once for an array: one with hundreds of parameters may have as many findings.
        """
        key = id(items), above, template
        if key not in self._arrays:
            names = [_called(side, above, each, template) for each in items]
            often = Counter(names)
            self._arrays[key] = [
                name if name is not None and often[name] == 1 else str(index)
                for index, name in enumerate(names)
            ]
        return self._arrays[key]


def _called(side: Side, above: str, raw: Any, template: str) -> str | None:
    if not isinstance(raw, dict):
        return None
    if above == "parameters":
        raw = side.follow(At(raw, "")).raw
        return _parameter(raw, template) if isinstance(raw, dict) else None
    ref = raw.get("$ref")
    if isinstance(ref, str):
        return ref.rpartition("/")[2]
    name = raw.get("url" if above == "servers" else "title")
    return name if isinstance(name, str) else None


def _parameter(raw: dict[str, Any], template: str) -> str:
    place, name = str(raw.get("in")), str(raw.get("name"))
    if place == "path" and name in path_names(template):
        name = str(path_names(template).index(name))
    return f"{place} {name.lower() if place == 'header' else name}"
