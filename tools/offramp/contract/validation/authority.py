"""openapi-spec-validator as the authority: by the document's version, offline, and quick.

The verdict is the authority's. Some things are done for it: what it would fetch is refused, its
two structural passes are first run by jsonschema-rs with the same meta-schemas and only repeated
where that finds something, its lists of visited schemas are sets, properties are collected once
for each schema, defaults that meet a pattern are compared with it by an engine that does not run
for ever, and what it finds in a schema gets a place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

import orjson

from offramp.contract.documents.pointers import escape
from offramp.contract.documents.side import At, Side
from offramp.contract.documents.standalone import Standalone, TooLarge


class Refused(Exception):
    """A reference leads out of the document."""


class _NoHandlers(dict[str, Callable[[str], Any]]):
    """A handler for every scheme, the empty one too, that refuses: an empty mapping would not."""

    def __contains__(self, scheme: object) -> bool:
        return True

    def __missing__(self, scheme: str) -> Callable[[str], Any]:
        return _refuse


def _refuse(uri: str) -> NoReturn:
    raise Refused(uri)


class _Seen(set[int]):
    """A set of ids where the authority expects a list."""

    append = set.add


def problems(data: Mapping[str, Any], version: str) -> Iterator[tuple[str, str, str]]:
    """Iterate over what the authority objects to.

    Args:
        data: the document.
        version: "3.0", "3.1" or "3.2".

    Yields:
        Its class of error, a JSON Pointer, and a message of one line.
    """
    validator = _validator(data, version)
    found = False
    try:
        for error in validator.iter_errors():
            found = True
            pointer = "".join(f"/{escape(part)}" for part in getattr(error, "absolute_path", ()))
            yield type(error).__name__, pointer, _line(error)
    except RecursionError:
        yield "RecursionError", "", "a cycle of references cannot be followed"
    except Exception as error:  # noqa: BLE001 - the authority leaks whatever its resolver raises
        # where it has found something before, it stumbles over just that
        if not found:
            yield type(error).__name__, "", f"cannot be resolved: {_line(error)}"


def _line(error: Exception) -> str:
    text = str(getattr(error, "message", "") or error) or type(error).__name__
    line = " ".join(text.split())
    return line if len(line) <= 300 else line[:297] + "..."


def _validator(data: Mapping[str, Any], version: str) -> Any:
    import jsonschema_rs
    from openapi_spec_validator import schemas
    from openapi_spec_validator.validation import validators

    short = version.replace(".", "")
    authority: Any = getattr(validators, f"OpenAPIV{short}SpecValidator")
    meta = getattr(schemas, f"schema_v{short}")
    quick = jsonschema_rs.validator_for(dict(meta), validate_formats=True, offline=True)
    known = authority.keyword_validators
    writer = Standalone(Side(data, version), "response")

    class Structure:
        """The first structural pass: repeated by the authority only where there is a fault."""

        @staticmethod
        def iter_errors(document: Any) -> Iterator[Any]:
            if not _is_valid(quick, document):
                yield from authority.schema_validator.iter_errors(document)

    class Offline(authority):  # type: ignore[misc]
        """The authority without a network."""

        resolver_handlers = _NoHandlers()
        schema_validator = Structure
        keyword_validators = {  # noqa: RUF012 - as the authority has it
            **known,
            "schema": _walk(known["schema"], version),
            "default": _defaults(known["default"], writer),
        }

    return Offline(dict(data), base_uri="")


def _walk(own: Any, version: str) -> Any:
    quick = _schema_checker(version)

    class Schema(own):  # type: ignore[misc]
        """The walk over schemas, with the meta-schema checked quickly first."""

        def __init__(self, registry: Any) -> None:
            super().__init__(registry)
            self.visited_schema_ids = _Seen()
            self.meta_checked_schema_ids = _Seen()
            self._properties: dict[int, set[str]] = {}
            self._busy: set[int] = set()
            self._placed: list[Any] = []

        def __call__(self, schema: Any, *args: Any, **words: Any) -> Iterator[Any]:
            for error in super().__call__(schema, *args, **words):
                if not any(error is each for each in self._placed):
                    self._placed.append(error)
                    error.relative_path.extendleft(reversed(schema.parts))
                yield error

        def _collect_properties(self, schema: Any) -> set[str]:
            """Collect once: a schema may be met in ways that double with each level."""
            key = id(schema.read_value())
            if key not in self._properties:
                if key in self._busy:
                    raise RecursionError
                self._busy.add(key)
                self._properties[key] = super()._collect_properties(schema)
                self._busy.discard(key)
            return self._properties[key]

        def _validate_schema_meta(self, schema: Any, schema_value: Any) -> Any:
            own = isinstance(schema_value, dict) and "$schema" in schema_value
            if quick is not None and not own and _is_valid(quick, schema_value):
                return None
            return super()._validate_schema_meta(schema, schema_value)

    return Schema


def _defaults(own: Any, writer: Standalone) -> Any:
    class Default(own):  # type: ignore[misc]
        """The comparison of defaults, without patterns that never end."""

        def __call__(self, schema: Any, value: Any) -> Iterator[Any]:
            found = _patterned(writer, schema.read_value(), value)
            for error in super().__call__(schema, value) if found is None else found:
                error.relative_path.appendleft("default")
                yield error

    return Default


def _patterned(writer: Standalone, schema: Any, value: Any) -> Iterator[Any] | None:
    """Compare a default with a schema that has patterns; None where it has none.

    Python's own engine may take longer than the universe for forty characters.
    """
    import jsonschema_rs
    from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

    try:
        sliced = writer.slice((At(schema, ""),), value)
        if b'"pattern' not in orjson.dumps(sliced):
            return None
        validator = jsonschema_rs.validator_for(sliced, validate_formats=True, offline=True)
        error = next(iter(validator.iter_errors(value)), None)
    except (TooLarge, ValueError, TypeError, jsonschema_rs.ReferencingError):
        return iter(())  # what cannot be written or read is objected to elsewhere
    if error is None:
        return iter(())
    return iter((OpenAPIValidationError(error.message, path=list(error.instance_path)),))


def _is_valid(validator: Any, value: Any) -> bool:
    try:
        return bool(validator.is_valid(value))
    except ValueError:  # what jsonschema-rs cannot hold, the authority shall judge
        return False


def _schema_checker(version: str) -> Any:
    """The meta-schema that the authority checks single schemas by, for jsonschema-rs."""
    import jsonschema_rs
    from openapi_schema_validator import validators

    meta = getattr(validators, f"OAS{version.replace('.', '')}Validator").META_SCHEMA
    known = getattr(validators, "OPENAPI_SPECIFICATIONS", {})  # what the meta-schema refers to
    resources = [(uri, known[uri].contents) for uri in known if "openapis" in uri]
    try:
        registry = jsonschema_rs.Registry(resources)
        return jsonschema_rs.validator_for(
            dict(meta), validate_formats=True, registry=registry, offline=True
        )
    except (ValueError, jsonschema_rs.ReferencingError):
        return None
