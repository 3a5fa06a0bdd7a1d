"""Check values against both schemas of a pair by a JSON Schema validator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import orjson

from offramp.contract.documents.pointers import escape
from offramp.contract.documents.standalone import Standalone, TooLarge
from offramp.contract.documents.view import Sources
from offramp.contract.pairs import Pair, Pairs
from offramp.contract.witnesses.wire import readings

_LONGEST_WORDS = 160


class Reason(NamedTuple):
    """Why a value is rejected.

    Attributes:
        keyword: of the schema.
        way: to the part of the value, as keys and indices.
        words: what the validator says.
    """

    keyword: str
    way: tuple[str | int, ...]
    words: str

    def spell(self) -> str:
        """Return the reason as one line of bounded length, with a pointer into the value."""
        pointer = "".join(f"/{escape(key)}" for key in self.way)
        words = self.words
        if len(words) > _LONGEST_WORDS:
            half = _LONGEST_WORDS // 2
            words = f"{words[:half]} … {words[-half:]}"
        return f"{pointer}: {words}" if pointer else words


class Probe:
    """Checks values in one direction of a comparison.

    Args:
        pairs: the documents.
        direction: "request", where the base accepts and the candidate rejects, or "response",
            where the candidate may send and the base rules out.
    """

    def __init__(self, pairs: Pairs, direction: str) -> None:
        self.request = direction == "request"
        sides = (pairs.base, pairs.cand) if self.request else (pairs.cand, pairs.base)
        self.accepting, self.rejecting = sides
        self._writers = [Standalone(normal.side, direction) for normal in sides]
        self._validators: dict[bytes, Any] = {}

    @property
    def written(self) -> int:
        """The schemas written so far, a measure of effort."""
        return sum(writer.written for writer in self._writers)

    def schemas(self, pair: Pair) -> tuple[Sources, Sources]:
        """Return the accepting and the rejecting schema of a pair."""
        return (pair.base, pair.cand) if self.request else (pair.cand, pair.base)

    def wholes(self, pair: Pair) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Return both schemas with all that they refer to; None where that is too much."""
        try:
            wide, narrow = (
                writer.whole(schema)
                for writer, schema in zip(self._writers, self.schemas(pair), strict=True)
            )
        except TooLarge:
            return None
        return wide, narrow

    def tells_apart(self, pair: Pair, value: Any) -> bool:
        """Whether one side accepts a value and the other rejects it.

        On the wire a value is text, which may be read in several ways: one way must be accepted,
        and all must be rejected.
        """
        accepting, rejecting = self.schemas(pair)
        ways = list(readings(value)) if pair.turn.is_text else [value]
        return not any(self._ask(1, rejecting, way, _is_valid, True) for way in ways) and any(
            self._ask(0, accepting, way, _is_valid, False) for way in ways
        )

    def accepts(self, schema: Sources, value: Any) -> bool:
        """Whether a schema of the accepting document accepts a value."""
        return bool(self._ask(0, schema, value, _is_valid, False))

    def objections(self, schema: Sources, value: Any) -> list[Reason]:
        """Return why a schema of the accepting document rejects a value."""
        return list(self._ask(0, schema, value, _errors, ()))

    def reasons(self, pair: Pair, value: Any) -> list[Reason]:
        """Return why the rejecting side rejects a value."""
        found = self._ask(1, self.schemas(pair)[1], value, _errors, ())
        return sorted(found, key=lambda each: (len(each.way), repr(each)))

    def _ask(
        self, number: int, schema: Sources, value: Any, question: Callable[..., Any], doubt: Any
    ) -> Any:
        """Ask the validator; what can not be judged is answered so that no witness comes of it."""
        import jsonschema_rs

        try:
            sliced = self._writers[number].slice(schema, value)
            key = orjson.dumps(sliced)
            validator = self._validators.get(key)
            if validator is None:
                validator = jsonschema_rs.validator_for(sliced, validate_formats=True, offline=True)
                self._validators[key] = validator
            return question(validator, value)
        except (TooLarge, ValueError, TypeError, jsonschema_rs.ReferencingError, RecursionError):
            return doubt


def _is_valid(validator: Any, value: Any) -> bool:
    return bool(validator.is_valid(value))


def _errors(validator: Any, value: Any) -> list[Reason]:
    return [
        Reason(_keyword(error), tuple(error.instance_path), error.message)
        for error in validator.iter_errors(value)
    ]


def _keyword(error: Any) -> str:
    """The last keyword on the way to the error; a property's name or a place in a list is none."""
    words = [each for each in error.schema_path if isinstance(each, str)]
    if not words:
        return ""
    return "additionalProperties" if error.kind.name == "falseSchema" else words[-1]
