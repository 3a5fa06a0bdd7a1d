"""Find an example message that one side accepts and the other rejects.

It is the proof of a breaking finding: a request that the base accepts and the candidate rejects,
or an answer that the candidate may send and the base rules out. Both are checked by a validator
(jsonschema-rs), against the schemas of both documents.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

import orjson

from offramp.contract.ledger import Ledger, Root
from offramp.contract.pairs import Found, Pair, Pairs
from offramp.contract.patterns import matching
from offramp.contract.samples import UNDECLARED, Samples
from offramp.contract.standalone import Standalone, TooLarge
from offramp.contract.values import key_of
from offramp.contract.view import Sources

_TRIES = 160
_EFFORT = 5_000
"""The most schemas that are written in search of one witness."""
_REASONS = {
    "content-": "JSON Schema does not check how a string's content is encoded",
    "default-value-": "a default changes what is assumed, not what is valid",
    "x-extensible-": "an extensible enumeration is an announcement, not a constraint",
    "sunset-": "it is a matter of days, not of values",
    "type-unknown": "there is no such type",
    "reference-unresolved": "the schema is not in the document",
}
_NONE_FOUND = "no example that tells the two schemas apart was found"


class Witnesses:
    """Finds examples for the findings of one comparison.

    Args:
        ledger: the comparison.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._pairs = ledger.pairs
        self._operations = ledger.operations
        self._values: dict[tuple[str, str | None, bytes, bytes], Any] = {}
        self._validators: dict[bytes, Any] = {}
        self._roots: dict[int, Root] = {}
        for root in ledger.roots:
            self._roots.setdefault(id(root.pair), root)

    def find(self, pair: Pair, found: Found) -> tuple[dict[str, Any] | None, str | None]:
        """Return a witness, or None and the reason why there is none.

        Args:
            pair: where the finding was made.
            found: the finding, of severity "breaking".
        """
        for start, reason in _REASONS.items():
            if found.kind.startswith(start):
                return None, reason
        search = _Search(self._pairs, pair, self._validators)
        key = (pair.turn.direction, found.subject, *search.texts())
        if b'"$ref"' in key[2] + key[3]:
            value = search.run(found.subject)
        elif key in self._values:
            value = self._values[key]
        else:
            value = self._values[key] = search.run(found.subject)
        if value is _NOTHING:
            return None, _NONE_FOUND
        witness = self._lifted(pair, search, value) or {"kind": "schema", "instance": value}
        request = pair.turn.direction == "request"
        witness["accepted_by"] = "base" if request else "candidate"
        witness["rejected_by"] = "candidate" if request else "base"
        return witness, None

    def _lifted(self, pair: Pair, search: _Search, value: Any) -> dict[str, Any] | None:
        """Put the value where it stands in a whole message, and check that as well."""
        top = pair
        while top.parent is not None:
            above, step = top.parent
            value = search.put(above, step, value)
            if value is _NOTHING:
                return None
            top = above
        root = self._roots.get(id(top))
        if root is None or not search.tells_apart(top, value):
            return None
        witness: dict[str, Any] = {
            "kind": root.kind,
            "operation": self._operations[root.operation],
        }
        if root.kind in ("parameter", "header"):
            witness.update({"in": root.where, "name": root.name})
            witness["text"] = _text(value)
        else:
            witness["media_type"] = root.name
            if root.where:
                witness["status"] = root.where
        witness["instance"] = value
        return witness


_NOTHING = object()


def _text(value: Any) -> str:
    """Write a value as a parameter carries it (RFC 6570; style "simple" or "form")."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join(_text(each) for each in value)
    if isinstance(value, dict):
        return ",".join(f"{name},{_text(each)}" for name, each in value.items())
    return json.dumps(value)


class _Search:
    """Looks for a value that tells a pair of schemas apart."""

    def __init__(self, pairs: Pairs, pair: Pair, validators: dict[bytes, Any]) -> None:
        self._pair = pair
        self._validators = validators
        request = pair.turn.direction == "request"
        sides = (pairs.base, pairs.cand) if request else (pairs.cand, pairs.base)
        self._request = request
        self._accepting, self._rejecting = sides
        self._writers = [Standalone(normal.side, pair.turn.direction) for normal in sides]
        self._samples = Samples(sides[0], pair.turn.direction)

    def texts(self) -> tuple[bytes, bytes]:
        """Return both schemas as text: equal inline schemas have equal witnesses."""
        base, cand = (
            orjson.dumps([at.raw for at in each], option=orjson.OPT_SORT_KEYS)
            for each in (self._pair.base, self._pair.cand)
        )
        return base, cand

    def _schemas(self, pair: Pair) -> tuple[Sources, Sources]:
        return (pair.base, pair.cand) if self._request else (pair.cand, pair.base)

    def run(self, subject: str | None) -> Any:
        """Return the first value that one side accepts and the other rejects.

        Args:
            subject: the name of the property that the finding is about, if it is about one.
        """
        accepting, rejecting = self._schemas(self._pair)
        view, other = self._accepting.view(accepting), self._rejecting.view(rejecting)
        candidates = self._samples.nearby(view, other)
        if subject is not None and "object" in view.atoms:
            bare = self._samples.object(view, 0)
            schema = view.properties.get(subject)
            value = self._samples.smallest(schema, 1) if schema else 1
            targeted = ({n: v for n, v in bare.items() if n != subject}, {**bare, subject: value})
            candidates = itertools.chain(targeted, candidates)
        candidates = itertools.chain([self._samples.smallest(accepting)], candidates)
        tried: set[str] = set()
        for value in itertools.islice(candidates, _TRIES):
            if sum(writer.written for writer in self._writers) > _EFFORT:
                break
            key = key_of(value)
            if key not in tried and self.tells_apart(self._pair, value):
                return value
            tried.add(key)
        return _NOTHING

    def tells_apart(self, pair: Pair, value: Any) -> bool:
        """Whether one side of a pair accepts a value and the other rejects it."""
        accepting, rejecting = self._schemas(pair)
        return not self._is_valid(1, rejecting, value) and self._is_valid(0, accepting, value)

    def _is_valid(self, number: int, schema: Sources, value: Any) -> bool:
        import jsonschema_rs

        try:
            sliced = self._writers[number].slice(schema, value)
            key = orjson.dumps(sliced)
            validator = self._validators.get(key)
            if validator is None:
                validator = jsonschema_rs.validator_for(sliced, validate_formats=True, offline=True)
                self._validators[key] = validator
            return bool(validator.is_valid(value))
        except (TooLarge, ValueError, jsonschema_rs.ReferencingError, RecursionError):
            # not to be judged: taken so that no witness comes of it
            return number == 1

    def put(self, above: Pair, step: tuple[Any, ...], value: Any) -> Any:
        """Return a value of the pair above that has a value at a step."""
        accepting, _ = self._schemas(above)
        view = self._accepting.view(accepting)
        kind = step[0]
        if kind in ("branch", "same"):
            if isinstance(value, dict) and "object" in view.atoms:
                return {**self._samples.object(view, 1), **value}
            return value
        if kind == "item":
            least = max(int(view.bounds.get("minItems", 0)), step[1] + 1)
            made = self._samples.array(view, 1, least)
            made[step[1]] = value
            return made
        if kind == "whole":
            return _NOTHING
        names = {"additional": UNDECLARED}
        name = names.get(kind) or (step[1] if kind == "property" else matching(step[1], 1))
        return _NOTHING if name is None else {**self._samples.object(view, 1), name: value}
