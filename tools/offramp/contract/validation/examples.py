"""Find examples that do not fit the schema that they illustrate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from offramp.contract.documents.side import At, Side, objects
from offramp.contract.documents.standalone import Standalone, TooLarge


def misfits(side: Side, most: int) -> Iterator[tuple[str, str]]:
    """Iterate over examples that do not fit: OpenAPI 3.1, sections 4.8.12.2, 4.8.14 and 4.8.24.

    Args:
        side: the document.
        most: the number of examples that are looked at.

    Yields:
        A JSON Pointer to the example, and what is wrong with it, in one line.
    """
    writers = {d: Standalone(side, d) for d in ("request", "response")}
    for count, (schema, example) in enumerate(_pairs(side.root)):
        if count == most:
            return
        request = "/requestBody/" in schema.pointer or "/parameters/" in schema.pointer
        problem = _problem(writers["request" if request else "response"], schema, example.raw)
        if problem:
            yield example.pointer, f"the example does not fit its schema: {problem}"


def _pairs(root: At) -> Iterator[tuple[At, At]]:
    """Schemas with their examples: of media types, parameters and headers, and of schemas."""
    for at in objects(root):
        yield from _of_holder(at) if "schema" in at.raw else _of_schema(at)


def _of_holder(at: At) -> Iterator[tuple[At, At]]:
    schema = at.child("schema")
    if "example" in at.raw:
        yield schema, at.child("example")
    for _, each in at.child("examples").members():
        if isinstance(each.raw, dict) and "value" in each.raw:
            yield schema, each.child("value")


def _of_schema(at: At) -> Iterator[tuple[At, At]]:
    if "$ref" in at.raw or not ({"type", "allOf", "anyOf", "oneOf"} & at.raw.keys()):
        return
    if "example" in at.raw:
        yield at, at.child("example")
    for each in at.child("examples").items():
        yield at, each


def _problem(writer: Standalone, schema: At, value: Any) -> str | None:
    import jsonschema_rs

    try:
        sliced = writer.slice((schema,), value)
        validator = jsonschema_rs.validator_for(sliced, validate_formats=True, offline=True)
        error = next(iter(validator.iter_errors(value)), None)
    except (TooLarge, ValueError, jsonschema_rs.ReferencingError):
        return None
    if error is None:
        return None
    line = " ".join(str(error.message).split())
    return line if len(line) <= 200 else line[:197] + "..."
