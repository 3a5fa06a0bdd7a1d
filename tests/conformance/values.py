"""Values made from the words of a schema: on both sides of each limit that it sets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Json = Any
PLAIN: tuple[Json, ...] = (
    None, True, 0, 1, -1, 1.5, 12, 1e12, "", "a", "ab", "zzzzzzzzzzzz", "12", "2024-02-29",
    "2024-02-29T10:00:00Z", "3fa85f64-5717-4562-b3fc-2c963f66afa6", "a@example.com",
    10**10, [], ["a"], [1], [1, 1], ["a", "b", "c"], {}, {"yy": 1}, {"zz": 1}, {"zz": "a"},
)  # fmt: skip
"""Values of every type, tried at every place."""
DEPTH = 7
"""Values are made to this depth of schemas."""
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


class Text(NamedTuple):
    """A document and the pointer of a schema in it."""

    document: Mapping[str, Json]
    pointer: str


def follow(document: Json, pointer: str) -> Json:
    """Return what a JSON Pointer (RFC 6901) leads to; None where there is nothing."""
    here = document
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(here, list):
            here = here[int(name)] if name.isdigit() and int(name) < len(here) else None
        else:
            here = here.get(name) if isinstance(here, dict) else None
    return here


class Values:
    """Maker of the values for a schema.

    Args:
        at: the document and where the schema is in it.
    """

    def __init__(self, at: Text) -> None:
        self._at = at

    def made(self) -> Iterator[Json]:
        """Yield values on both sides of every limit that the schema sets, then plain ones."""
        yield from self._values(follow(self._at.document, self._at.pointer), DEPTH)

    def _values(self, schema: Json, depth: int) -> Iterator[Json]:
        if not isinstance(schema, dict) or depth == 0:
            yield from PLAIN
            return
        if isinstance(schema.get("$ref"), str) and schema["$ref"].startswith("#"):
            yield from self._values(follow(self._at.document, schema["$ref"][1:]), depth)
        yield from schema.get("enum", ())
        if "const" in schema:
            yield schema["const"]
        yield from _scalars(schema)
        yield from self._objects(schema, depth)
        yield from self._arrays(schema, depth)
        yield from self._combined(schema, depth)
        yield from sorted(PLAIN, key=lambda value: not _is_of(value, schema.get("type")))

    def _first(self, schema: Json, depth: int, most: int = 60) -> list[Json]:
        values = itertools.islice(self._values(schema, depth - 1), 80)
        count = min(most, {DEPTH: 60, DEPTH - 1: 40}.get(depth, 14))
        return list({repr(value): value for value in values}.values())[:count]

    def _objects(self, schema: dict[str, Json], depth: int) -> Iterator[Json]:
        for word in ("minProperties", "maxProperties"):
            if word in schema:
                sizes = range(max(schema[word] - 1, 0), schema[word] + 2)
                yield from ({f"n{i}": 1 for i in range(size)} for size in sizes)
        each = {n: self._first(s, depth) for n, s in schema.get("properties", {}).items()}
        for word in ("patternProperties", "dependentSchemas"):
            each |= {
                n.strip("^$.*"): self._first(s, depth) for n, s in schema.get(word, {}).items()
            }
        if not each and not {"required", "dependentRequired", "additionalProperties"} & set(schema):
            return
        others = set(schema.get("dependentRequired", ())) | set(schema.get("required", ()))
        for needed in schema.get("dependentRequired", {}).values():
            others |= set(needed)
        each |= {n: ["a", 1] for n in sorted(others) if n not in each}
        rest = self._first(schema.get("additionalProperties"), depth, 5)
        yield from ({"zz": value} for value in rest)
        yield from self._around(each)

    def _around(self, each: dict[str, list[Json]]) -> Iterator[Json]:
        wholes = [
            {n: values[pick % len(values)] for n, values in each.items()} for pick in range(4)
        ]
        for whole in wholes[:2]:
            yield whole
            yield from ({n: v for n, v in whole.items() if n != name} for name in each)
            yield from ({name: whole[name]} for name in each)
            yield from ({**whole, name: 1} for name in ("yy", "zz"))
        for whole in wholes:
            for name, values in each.items():
                yield from ({**whole, name: value} for value in values)

    def _arrays(self, schema: dict[str, Json], depth: int) -> Iterator[Json]:
        heads = [self._first(s, depth, 4) for s in schema.get("prefixItems", ())]
        items = schema.get("items")
        more = [s for s in (items, schema.get("contains")) if isinstance(s, dict)]
        if not heads and not more and not any("Items" in word for word in schema):
            return
        pool = list(itertools.chain.from_iterable(self._first(s, depth) for s in more)) or ["a", 1]
        yield from (list(way) for way in itertools.islice(itertools.product(*heads), 32))
        yield from ([value] for value in pool)
        sizes = {0, 1, 2, 3}
        for word in ("minItems", "maxItems", "minContains", "maxContains"):
            sizes |= {schema.get(word, 1) + step for step in (-1, 0, 1)}
        for size in sorted(size for size in sizes if 0 <= size <= 30):
            yield from ([value] * size for value in pool[:6])
            yield list(itertools.islice(itertools.cycle(pool), size))

    def _combined(self, schema: dict[str, Json], depth: int) -> Iterator[Json]:
        parts = [p for word in ("allOf", "anyOf", "oneOf") for p in schema.get(word, ())]
        parts += [schema[w] for w in ("not", "if", "then", "else", "propertyNames") if w in schema]
        made = [self._first(part, depth, 8) for part in parts]
        yield from itertools.chain.from_iterable(made)
        for one, other in itertools.combinations(made, 2):
            for a, b in itertools.product(one, other):
                if isinstance(a, dict) and isinstance(b, dict):
                    yield {**a, **b}


def _is_of(value: Json, types: Json) -> bool:
    """Whether a value is of a type that a schema names, so that it is worth trying first."""
    named = types if isinstance(types, list) else [types]
    kinds = {kind for name in named for kind in _TYPES.get(name, ())}
    return type(value) in kinds


def _scalars(schema: dict[str, Json]) -> Iterator[Json]:
    for word in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
        limit = schema.get(word)
        if isinstance(limit, (int, float)) and not isinstance(limit, bool):
            yield from (limit, limit - 1, limit + 1, limit + 0.5, limit * 2)
    for word in ("minLength", "maxLength"):
        if isinstance(schema.get(word), int):
            yield from ("a" * max(schema[word] + step, 0) for step in (-1, 0, 1))
    if isinstance(schema.get("pattern"), str):
        yield "".join(c for c in schema["pattern"] if c.isalnum() or c in "-_.")
