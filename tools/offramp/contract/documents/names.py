"""What ``$id``, ``$anchor`` and ``$dynamicAnchor`` name: references by name written as pointers.

A reference is relative to the resource that it stands in (JSON Schema 2020-12, section 8.2), and
what a ``$dynamicRef`` leads to depends on the way there (section 8.2.3.2). Both are settled once,
before anything is compared: the copy that is made has JSON Pointers alone, and a template that is
used with several bindings is copied for each of them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urljoin

from offramp.contract.documents.members import BUNDLE, children
from offramp.contract.documents.pointers import keys
from offramp.errors import CannotJudge

_MOST = 20_000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

Scope = tuple[tuple[str, str], ...]
"""Where each dynamic anchor leads: the outermost of its name on the way (section 7.1)."""


class _Resource:
    """A schema with an address of its own, or a whole document.

    Attributes:
        pointer: its place.
        base: its address; "" is that of the document being read.
        document: the address of the document that holds it.
        anchors, dynamic: pointers by name; dynamic anchors are anchors as well.
        scope: what its dynamic anchors lead to when it is read where it stands.
    """

    def __init__(self, pointer: str, base: str, document: str) -> None:
        self.pointer = pointer
        self.base = base
        self.document = document
        self.anchors: dict[str, str] = {}
        self.dynamic: dict[str, str] = {}
        self.scope: Scope = ()


def join(base: str, reference: str) -> str:
    """Return the address that a reference without its fragment means (RFC 3986, section 5.2).

    Args:
        base: a URI, or a path relative to the document; then ``..`` may lead above it.
        reference: a URI reference.
    """
    path = reference.partition("#")[0]
    if not path:
        return base
    if _SCHEME.match(path):
        return path
    if _SCHEME.match(base):
        try:
            return urljoin(base, path)
        except ValueError:
            return path
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(path)))


class Names:
    """Reads what a document names, and writes its references as pointers.

    Args:
        root: the document.

    Attributes:
        data: the document with references as pointers.
        copies: what references that are no pointers mean: a schema, and its pointer.

    Raises:
        CannotJudge: the bindings of templates are too many.
    """

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        own = root.get("$self")
        self._resources: dict[str, _Resource] = {}
        self._addresses: dict[str, _Resource] = {}
        self._bound: frozenset[str] = frozenset()
        self._numbers: dict[tuple[str, Scope], str] = {}
        self._queue: list[tuple[str, str, Scope]] = []
        self._dependent: set[str] = set()
        self._lone: dict[str, str | None] | None = None
        self.copies: dict[str, tuple[Any, str]] = {}
        whole = _Resource("", join("", own) if isinstance(own, str) else "", "")
        self._add(whole)
        self._addresses.setdefault("", whole)
        self._read(whole)
        for resource in self._resources.values():
            self._settle(resource)
        self.data: dict[str, Any] = self._copy(dict(root), "", whole, whole.scope, named=False)
        while self._queue:
            ref, pointer, scope = self._queue.pop()
            resource = self._resource_of(pointer)
            made = self._copy(self._value(pointer), pointer, resource, scope, named=False)
            self.copies[ref] = (made, pointer)

    def _add(self, resource: _Resource) -> None:
        self._resources[resource.pointer] = resource
        self._addresses.setdefault(resource.base, resource)

    def _read(self, whole: _Resource) -> None:
        """Note all resources and anchors, the first of a name, and what a scope changes."""
        bound: dict[str, str] = {}
        refs: list[tuple[str, str, _Resource]] = []
        stack = [(self._root, "", whole, False)]
        while stack:
            raw, pointer, resource, named = stack.pop()
            if not named and isinstance(raw, dict):
                resource = self._enter(raw, pointer, resource)
                for word in ("$ref", "$dynamicRef"):
                    ref = raw.get(word)
                    if isinstance(ref, str):
                        refs.append((pointer, ref, resource))
                        if word == "$dynamicRef":
                            bound[pointer] = ref.partition("#")[2]
            below = [
                (value, at, self._bundled(raw, at, key, resource) if named else resource, inner)
                for key, value, at, inner in children(raw, pointer, named=named)
            ]
            stack.extend(reversed(below))
        self._bound = frozenset(bound.values())
        if bound:
            self._spread(list(bound), refs)

    def _spread(self, work: list[str], refs: list[tuple[str, str, _Resource]]) -> None:
        """Note the places that hold a $dynamicRef, or refer to one that does."""
        users: dict[str | None, list[str]] = {}
        for holder, ref, resource in refs:
            users.setdefault(self._find(ref, resource), []).append(holder)
        while work:
            at = work.pop()
            while at not in self._dependent:
                self._dependent.add(at)
                work.extend(users.get(at, ()))
                at = at.rpartition("/")[0]

    def _enter(self, raw: dict[str, Any], pointer: str, resource: _Resource) -> _Resource:
        own = raw.get("$id")
        if own is None and pointer in self._resources:
            own = raw.get("$self")
        if isinstance(own, str) and own and pointer:
            address = join(resource.base, own)
            if pointer in self._resources:
                # a document of its own has the address that it was read from as well
                resource.base = address
                self._addresses.setdefault(address, resource)
            else:
                resource = _Resource(pointer, address, resource.document)
                self._add(resource)
        for word, known in (("$anchor", ()), ("$dynamicAnchor", (resource.dynamic,))):
            name = raw.get(word)
            if isinstance(name, str):
                for table in (resource.anchors, *known):
                    table.setdefault(name, pointer)
        return resource

    def _bundled(self, raw: Any, at: str, key: str, resource: _Resource) -> _Resource:
        """The resource of a member of a map: another document has one of its own."""
        if at.count("/") != 2 or not at.startswith(f"/{BUNDLE}/"):
            return resource
        if raw[key] == {"$ref": "#"}:
            self._addresses.setdefault(key, resource)
            return resource
        made = _Resource(at, key, key)
        self._add(made)
        return made

    def _settle(self, resource: _Resource) -> None:
        """Set the scope of a resource that is read where it stands: the outer ones go first."""
        tokens = resource.pointer.split("/")
        scope: Scope = ()
        for length in range(1, len(tokens) + 1):
            outer = self._resources.get("/".join(tokens[:length]))
            if outer is not None:
                scope = self._with(scope, outer)
        resource.scope = scope

    def _with(self, scope: Scope, resource: _Resource) -> Scope:
        known = dict(scope)
        fresh = {n: p for n, p in resource.dynamic.items() if n in self._bound and n not in known}
        return tuple(sorted({**known, **fresh}.items())) if fresh else scope

    def _resource_of(self, pointer: str) -> _Resource:
        while pointer not in self._resources:
            pointer = pointer.rpartition("/")[0]
        return self._resources[pointer]

    def _value(self, pointer: str) -> Any:
        """What stands at a pointer; None where there is nothing."""
        raw: Any = self._root
        for key in keys(pointer):
            if isinstance(raw, dict):
                raw = raw.get(key)
            elif isinstance(raw, list) and key.isdecimal() and int(key) < len(raw):
                raw = raw[int(key)]
            else:
                return None
        return raw

    def _find(self, ref: str, resource: _Resource) -> str | None:
        """Return the pointer of what a reference in a resource leads to."""
        path, _, fragment = ref.partition("#")
        target = resource
        if path:
            found = self._addresses.get(join(resource.base, path))
            found = found or self._addresses.get(join(resource.document, path))
            if found is None:
                return None
            target = found
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            return target.anchors.get(fragment) or (None if path else self._only(fragment))
        # many write pointers from the document's root in schemas that have an $id, too
        outer = target if path else self._addresses[resource.document]
        for start in (target.pointer, outer.pointer):
            if self._value(start + fragment) is not None:
                return start + fragment
        return None

    def _only(self, anchor: str) -> str | None:
        """The one anchor of a name in all the document, for those who leave its address out."""
        if self._lone is None:
            self._lone = {}
            for resource in self._resources.values():
                for name, pointer in resource.anchors.items():
                    self._lone[name] = None if name in self._lone else pointer
        return self._lone.get(anchor)

    def _static(self, ref: str, resource: _Resource, scope: Scope) -> str:
        pointer = self._find(ref, resource)
        return ref if pointer is None else self._refer(pointer, scope)

    def _dynamic(self, ref: str, resource: _Resource, scope: Scope) -> str:
        pointer = self._find(ref, resource)
        if pointer is None:
            return ref
        name = ref.partition("#")[2]
        if self._resource_of(pointer).dynamic.get(name) == pointer:
            pointer = dict(scope).get(name, pointer)
        return self._refer(pointer, scope)

    def _refer(self, pointer: str, scope: Scope) -> str:
        """Return a reference to a place as it is read with a scope."""
        resource = self._resource_of(pointer)
        scope = self._with(scope, resource)
        plain = "#" + pointer.replace("%", "%25")
        if scope == resource.scope or pointer not in self._dependent:
            return plain
        ref = self._numbers.get((pointer, scope))
        if ref is None:
            if len(self._numbers) >= _MOST:
                raise CannotJudge(
                    "too many bindings of templates",
                    expected=f"at most {_MOST} schemas that a $dynamicRef makes",
                    found=f"more, the last of {pointer}",
                )
            # no URI has two number signs: the copy cannot be meant by anything that is written
            ref = self._numbers[pointer, scope] = f"{plain}#{len(self._numbers) + 1}"
            self._queue.append((ref, pointer, scope))
        return ref

    def _copy(
        self, raw: Any, pointer: str, resource: _Resource, scope: Scope, *, named: bool
    ) -> Any:
        """Copy a value with the references in it written as pointers."""
        if isinstance(raw, dict) and not named and pointer in self._resources:
            resource = self._resources[pointer]
            scope = self._with(scope, resource)
        if not isinstance(raw, (dict, list)):
            return raw
        made = raw.copy()
        for key, value, at, inner in children(raw, pointer, named=named):
            made[key] = self._copy(value, at, resource, scope, named=inner)
        if isinstance(made, dict) and not named:
            self._write_references(made, resource, scope)
        return made

    def _write_references(self, made: dict[str, Any], resource: _Resource, scope: Scope) -> None:
        ref, dynamic = made.get("$ref"), made.get("$dynamicRef")
        if isinstance(ref, str):
            made["$ref"] = self._static(ref, resource, scope)
        if isinstance(dynamic, str):
            del made["$dynamicRef"]
            target = self._dynamic(dynamic, resource, scope)
            if "$ref" not in made:
                made["$ref"] = target
            else:
                both = made.get("allOf")
                made["allOf"] = [*(both if isinstance(both, list) else ()), {"$ref": target}]
