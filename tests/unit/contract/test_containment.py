"""Whether one schema takes in another is asked of jsonschema-rs."""

from __future__ import annotations

from offramp.contract.containment import covers


def test_the_solver() -> None:
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    wide, narrow = {**dialect, "type": ["string", "null"]}, {**dialect, "type": "string"}
    assert covers(wide, narrow) == "yes"
    assert covers(narrow, wide) == "no"
    assert covers({**dialect, "pattern": "("}, narrow) == "unknown"
    assert covers({**dialect, "type": "strin"}, narrow) == "unknown"
