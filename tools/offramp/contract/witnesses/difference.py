"""Make values of what one schema accepts and another rejects, from the difference of the two.

jsonschema-rs subtracts canonical schemas. What is left is a schema of its own, whose smallest
values are examples; where it could not be written exactly, the examples are tries.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from offramp.contract.documents.normal import Normal
from offramp.contract.documents.side import At, Side
from offramp.contract.witnesses.nearby import Nearby
from offramp.contract.witnesses.samples import Samples

_MOST = 60


def differing(accepting: Any, rejecting: Any) -> Iterator[Any]:
    """Iterate over values that one schema should accept and another reject.

    Args:
        accepting: a schema by JSON Schema 2020-12, see `standalone`.
        rejecting: likewise.
    """
    import jsonschema_rs

    try:
        wide, narrow = (
            jsonschema_rs.canonicalize(each, validate_formats=True, offline=True)
            for each in (accepting, rejecting)
        )
        left = wide.subtract(narrow).to_json_schema()
    except (ValueError, jsonschema_rs.ReferencingError):
        return
    if not isinstance(left, dict):
        return
    normal = Normal(Side(left, "3.1"))
    samples = Samples(normal, "request")
    sources = (At(left, ""),)
    view = normal.view(sources)
    if view.never:
        return
    yield samples.smallest(sources)
    for union in view.unions:
        for branch in union.branches:
            inner = normal.view(branch)
            yield samples.smallest(branch)
            yield from islice(Nearby(samples).values(inner, inner), _MOST)
    yield from islice(Nearby(samples).values(view, view), _MOST)
