"""One of the two documents of a comparison: references resolved, path items read by the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

import orjson

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


def escape(key: str | int) -> str:
    """Return a JSON Pointer's token for a key (RFC 6901, section 3)."""
    text = key if isinstance(key, str) else str(key)
    if "~" in text:
        text = text.replace("~", "~0")
    return text.replace("/", "~1") if "/" in text else text


def _unescape(token: str) -> str:
    """Read a token of a pointer that stands in a URI fragment (RFC 6901, section 6)."""
    if "%" in token:
        token = unquote(token)
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


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
    """

    def __init__(self, data: Mapping[str, Any], version: str) -> None:
        self.root = At(data, "")
        self.version = version
        self.is_30 = version == "3.0"
        self._targets: dict[str, At | None] = {}
        self._names: dict[str, At] | None = None

    def target(self, ref: str) -> At | None:
        """Return what a reference leads to; None when it is remote or leads nowhere."""
        if ref not in self._targets:
            self._targets[ref] = self._find(ref)
        return self._targets[ref]

    def followed(self) -> set[str]:
        """Return the pointers that references have led to so far."""
        return {at.pointer for at in self._targets.values() if at is not None}

    def _find(self, ref: str) -> At | None:
        if ref == "#" or ref.startswith("#/"):
            at = self.root
            for token in ref[1:].split("/")[1:]:
                key: str | int = _unescape(token)
                if isinstance(at.raw, list) and str(key).isdecimal():
                    key = int(key)
                at = at.child(key)
                if at.raw is None:
                    return None
            return at
        if self._names is None:
            self._names = dict(_named(self.root))
        return self._names.get(ref)

    def remote(self) -> list[str]:
        """Return the references that lead out of the document, sorted."""
        text = orjson.dumps(self.root.raw)
        found = {orjson.loads(b'"' + ref + b'"') for ref in _OUTWARD.findall(text)}
        return sorted(ref for ref in found if self.target(ref) is None)

    def follow(self, at: At) -> At:
        """Return what a Reference Object stands for; itself when it is none, or leads nowhere."""
        seen = set()
        while isinstance(at.raw, dict) and isinstance(at.raw.get("$ref"), str):
            if at.pointer in seen:
                return at
            seen.add(at.pointer)
            found = self.target(at.raw["$ref"])
            if found is None:
                return at
            at = found
        return at

    def operations(self, item: At) -> dict[str, Operation]:
        """Return the operations of a path item by upper-case method.

        Only the fixed fields of OpenAPI 3.2, section 4.9.1, and ``additionalOperations`` are
        methods: ``summary``, ``parameters`` and ``x-*`` are not. A path item may be a reference
        with siblings; members of its own come first.
        """
        own = item
        target = self.follow(item)
        found: dict[str, Operation] = {}
        for part in (target, own) if target.pointer != own.pointer else (own,):
            for method in METHODS:
                if isinstance(part.get(method), dict):
                    found[method.upper()] = Operation(method.upper(), part.child(method), target)
            for method, at in part.child("additionalOperations").members():
                if isinstance(at.raw, dict):
                    found[method.upper()] = Operation(method.upper(), at, target)
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


def path_key(template: str) -> str:
    """Return a path template with its parameters' names taken out: equal keys, equal paths."""
    return _TEMPLATE.sub("{}", template)


def path_names(template: str) -> list[str]:
    """Return the names of a path template's parameters in order."""
    return _TEMPLATE.findall(template)


def _named(root: At) -> Iterator[tuple[str, At]]:
    """Find schemas that are named by ``$id``, ``$anchor`` or ``$dynamicAnchor``."""
    stack = [(root, "")]
    while stack:
        at, base = stack.pop()
        if isinstance(at.raw, list):
            stack.extend((each, base) for each in at.items())
        elif isinstance(at.raw, dict):
            own = at.raw.get("$id") or at.raw.get("$self")
            if isinstance(own, str):
                base = urljoin(base, own)
                yield base, at
                yield own, at
            for word in ("$anchor", "$dynamicAnchor"):
                anchor = at.raw.get(word)
                if isinstance(anchor, str):
                    yield f"#{anchor}", at
                    yield f"{base}#{anchor}", at
            stack.extend((each, base) for _, each in at.members())
