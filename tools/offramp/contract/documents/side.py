"""One of the two documents of a comparison: references resolved, path items read by the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

import orjson

from offramp.contract.documents.members import BUNDLE, children
from offramp.contract.documents.names import Names
from offramp.contract.documents.pointers import escape, keys, unescape

_NAMED = re.compile(rb'"\$(?:id|anchor|dynamicAnchor|dynamicRef|self)":')
_OUTWARD = re.compile(rb'"\$ref":"((?:[^"#\\]|\\.)(?:[^"\\]|\\.)*)"')
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


class At(NamedTuple):
    """A value and the JSON Pointer that leads to it."""

    raw: Any
    pointer: str

    def child(self, *keys: str | int) -> At:
        """Return a member or item; its value is None where there is none."""
        raw, pointer = self.raw, self.pointer
        if len(keys) == 1 and isinstance(raw, dict):
            return At(raw.get(keys[0]), f"{pointer}/{escape(keys[0])}")
        for key in keys:
            if isinstance(raw, dict):
                raw = raw.get(key)
            elif isinstance(raw, list) and isinstance(key, int) and key < len(raw):
                raw = raw[key]
            else:
                raw = None
            pointer = f"{pointer}/{escape(key)}"
        return At(raw, pointer)

    def get(self, key: str) -> Any:
        """Return the value of a member; None where there is none."""
        return self.raw.get(key) if isinstance(self.raw, dict) else None

    def members(self) -> Iterator[tuple[str, At]]:
        """Iterate over the members of an object; over nothing where it is none."""
        if isinstance(self.raw, dict):
            for key, value in self.raw.items():
                yield key, At(value, f"{self.pointer}/{escape(key)}")

    def items(self) -> Iterator[At]:
        """Iterate over the items of an array; over nothing where it is none."""
        if isinstance(self.raw, list):
            for index, value in enumerate(self.raw):
                yield At(value, f"{self.pointer}/{index}")


class Operation(NamedTuple):
    """An operation, or what stands at one in a webhook or a callback.

    Attributes:
        method: upper case.
        at: the operation object.
        item: the path item that holds it, references resolved.
    """

    method: str
    at: At
    item: At


class Side:
    """A document that is being compared.

    Args:
        data: the document, checked by `document.check`.
        version: "3.0", "3.1" or "3.2".

    Attributes:
        root: the document, with references by name written as pointers.
        lost: Reference Objects that `follow` found no end of: the reference, and where it stands.
        apart: whether it lies in another folder than the other document, so that a relative
            reference means another file.
    """

    def __init__(self, data: Mapping[str, Any], version: str) -> None:
        self.version = version
        self.is_30 = version == "3.0"
        self._targets: dict[str, At | None] = {}
        self._schemas: dict[str, At | None] = {}
        self.lost: dict[str, str] = {}
        self.apart = False
        # OpenAPI 3.0 has pointers alone; later, names are rare, and written as pointers here
        if BUNDLE in data or (not self.is_30 and _has_names(data)):
            names = Names(data)
            data = names.data
            self._targets.update({ref: At(*each) for ref, each in names.copies.items()})
        self.root = At(data, "")

    def target(self, ref: str) -> At | None:
        """Return what a reference leads to; None when it is remote or leads nowhere."""
        if ref not in self._targets:
            self._targets[ref] = self._find(ref)
        return self._targets[ref]

    def followed(self) -> set[str]:
        """Return the pointers that references have led to so far."""
        return {at.pointer for at in self._targets.values() if at is not None}

    def _find(self, ref: str) -> At | None:
        if ref != "#" and not ref.startswith("#/"):
            return None
        at = self._below([unescape(unquote(token)) for token in ref[1:].split("/")[1:]])
        return None if at.raw is None else at

    def at(self, pointer: str) -> At:
        """Return what a JSON Pointer leads to, a Reference Object followed; None where nowhere."""
        return self.follow(self._below(keys(pointer)))

    def _below(self, way: Iterable[str]) -> At:
        at = self.root
        for key in way:
            at = at.child(int(key) if isinstance(at.raw, list) and key.isdecimal() else key)
        return at

    def schema(self, ref: str) -> At | None:
        """Return the schema that a reference leads to, through references that are nothing else.

        None as well where what is there is no schema: of another type or in a place for another
        object, or where references lead back to one another.
        """
        if ref in self._schemas:
            return self._schemas[ref]
        way: dict[str, None] = {}
        while ref not in self._schemas and ref not in way:
            way[ref] = None
            at = self.target(ref)
            if at is None or _is_elsewhere(at.pointer) or not isinstance(at.raw, (dict, bool)):
                self._schemas[ref] = None
                continue
            further = at.raw.get("$ref") if isinstance(at.raw, dict) else None
            if isinstance(further, str) and (self.is_30 or at.raw == {"$ref": further}):
                ref = further
            else:
                self._schemas[ref] = at
        found = self._schemas.get(ref)
        self._schemas.update(dict.fromkeys(way, found))
        return found

    def remote(self) -> dict[str, str]:
        """Return the references that lead out of the document, each with its first place."""
        found = outward(orjson.dumps(self.root.raw))
        away = sorted(ref for ref in found if self.target(ref) is None)
        if not away:
            return {}
        places: dict[str, str] = {}
        for at in objects(self.root):
            ref = at.raw.get("$ref")
            if isinstance(ref, str):
                places.setdefault(ref, f"{at.pointer}/$ref")
        return {ref: places[ref] for ref in away if ref in places}

    def follow(self, at: At) -> At:
        """Return what a Reference Object stands for; itself when it is none, or leads nowhere."""
        seen: set[str] = set()
        while isinstance(at.raw, dict) and isinstance(at.raw.get("$ref"), str):
            found = None if at.pointer in seen else self.target(at.raw["$ref"])
            if found is None:
                self.lost.setdefault(at.raw["$ref"], at.pointer)
                return at
            seen.add(at.pointer)
            at = found
        return at

    def _parts(self, item: At) -> list[At]:
        """Return a path item, and what its references lead to, one after another."""
        parts = [item]
        while isinstance(item.raw, dict) and isinstance(item.raw.get("$ref"), str):
            found = self.target(item.raw["$ref"])
            if found is None or any(found.pointer == part.pointer for part in parts):
                self.lost.setdefault(item.raw["$ref"], item.pointer)
                break
            parts.append(found)
            item = found
        return parts

    def operations(self, item: At) -> dict[str, Operation]:
        """Return the operations of a path item by upper-case method.

        Only the fixed fields of OpenAPI 3.2, section 4.9.1, and ``additionalOperations`` are
        methods: ``summary``, ``parameters`` and ``x-*`` are not. A path item may be a reference
        with siblings; members of its own come first.
        """
        found: dict[str, Operation] = {}
        parts = self._parts(item)
        whole = item if len(parts) == 1 else _merged(parts)
        for part in reversed(parts):
            for method in METHODS:
                if isinstance(part.get(method), dict):
                    found[method.upper()] = Operation(method.upper(), part.child(method), whole)
            for method, at in part.child("additionalOperations").members():
                if isinstance(at.raw, dict):
                    found[method.upper()] = Operation(method.upper(), at, whole)
        return found

    def parameters(self, operation: Operation) -> dict[tuple[str, str], At]:
        """Return an operation's parameters by place and name, its path item's merged in.

        An operation's own go over the path's (OpenAPI 3.1, section 4.8.9.1). Header names are
        case-insensitive (RFC 9110, section 5.1) and lower-cased here; ``Accept``, ``Content-Type``
        and ``Authorization`` headers are ignored by section 4.8.12.
        """
        found: dict[tuple[str, str], At] = {}
        for holder in (operation.item, operation.at):
            for each in holder.child("parameters").items():
                at = self.follow(each)
                if not isinstance(at.raw, dict):
                    continue
                place, name = str(at.raw.get("in")), str(at.raw.get("name"))
                if place == "header":
                    name = name.lower()
                    if name in ("accept", "content-type", "authorization"):
                        continue
                found[place, name] = at
        return found


def _merged(parts: list[At]) -> At:
    """Return a path item with what its references hold; members of its own come first.

    Its place is where parameters and servers stand, which its operations share.
    """
    held = [part for part in parts if isinstance(part.raw, dict)]
    whole = {k: v for part in reversed(held) for k, v in part.raw.items() if k != "$ref"}
    shared = (part for part in held if {"parameters", "servers"} & part.raw.keys())
    return At(whole, next(shared, held[-1]).pointer)


def _is_elsewhere(pointer: str) -> bool:
    """Whether a place is one for an object that is no schema (OpenAPI 3.1, 4.8.1 and 4.8.7)."""
    tokens = pointer.split("/")[1:]
    if not tokens or tokens[0] in ("info", "servers", "security", "tags", "externalDocs"):
        return True
    if tokens[0] == "components":
        return len(tokens) < 3 or (len(tokens) == 3 and tokens[1] != "schemas")
    return tokens[0] in ("paths", "webhooks") and len(tokens) <= 3


def _has_names(data: Mapping[str, Any]) -> bool:
    try:
        return _NAMED.search(orjson.dumps(data)) is not None
    except orjson.JSONEncodeError:  # numbers of more than 64 bits, which a schema may be made with
        return True


def outward(text: bytes) -> set[str]:
    """Return the references in a value, as orjson wrote it, that do not begin with ``#``."""
    return {orjson.loads(b'"' + ref + b'"') for ref in _OUTWARD.findall(text)}


def objects(root: At) -> Iterator[At]:
    """Iterate over all objects with fixed fields; what is data or an extension is left out."""
    stack = [(root, False)]
    while stack:
        at, named = stack.pop()
        if isinstance(at.raw, dict) and not named:
            yield at
        below = [
            (At(value, pointer), names)
            for _, value, pointer, names in children(at.raw, at.pointer, named=named)
        ]
        stack.extend(reversed(below))


def path_key(template: str) -> str:
    """Return a path template with its parameters' names taken out: equal keys, equal paths."""
    return _TEMPLATE.sub("{}", template)


def path_names(template: str) -> list[str]:
    """Return the names of a path template's parameters in order."""
    return _TEMPLATE.findall(template)
