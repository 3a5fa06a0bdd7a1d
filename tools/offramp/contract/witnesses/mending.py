"""Mend an example that is not valid yet: replace the parts that a validator objects to.

Required parts are made small and without regard to one another, so that one of them may meet two
alternatives of a ``oneOf`` at once, or miss a limit that only the whole tells.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from offramp.contract.documents.view import Sources
from offramp.contract.witnesses.nearby import Nearby
from offramp.contract.witnesses.probe import Probe
from offramp.contract.witnesses.samples import Samples

_TRIES = 60
_MOST_PARTS = 4


def mend(probe: Probe, samples: Samples, schema: Sources, value: Any) -> Any:
    """Return a value that the accepting side accepts, or else the value as far as it was mended.

    Args:
        probe: knows what the accepting side objects to.
        samples: makes values for it.
        schema: of the whole value.
        value: a JSON value.
    """
    for _ in range(_MOST_PARTS):
        objections = probe.objections(schema, value)
        ways = [each.way for each in objections if each.way]
        if not ways:
            return value
        way = max(ways, key=len)
        part = _schema_at(samples, schema, way)
        other = _another(probe, samples, part) if part else None
        if other is None:
            return value
        value = _replaced(value, way, other[0])
    return value


def _schema_at(samples: Samples, schema: Sources, way: tuple[str | int, ...]) -> Sources:
    """Return the schema of a part of a value; none where alternatives say what it is."""
    for key in way:
        view = samples.normal.view(schema)
        if isinstance(key, str):
            schema = view.properties.get(key) or view.additional
        else:
            schema = view.prefix[key] if key < len(view.prefix) else view.items
        if not schema:
            return ()
    return schema


def _another(probe: Probe, samples: Samples, schema: Sources) -> tuple[Any] | None:
    """Return a value of a part's schema that is valid for it; None where none was found."""
    view = samples.normal.view(schema)
    for value in islice(Nearby(samples).values(view, view), _TRIES):
        if probe.accepts(schema, value):
            return (value,)
    return None


def _replaced(value: Any, way: tuple[str | int, ...], other: Any) -> Any:
    if not way:
        return other
    key, rest = way[0], way[1:]
    if isinstance(value, dict):
        return {**value, key: _replaced(value[str(key)], rest, other)}
    items = list(value)
    items[int(key)] = _replaced(items[int(key)], rest, other)
    return items
