from __future__ import annotations

from offramp.steps import baseline


def test_packages_that_differ_are_told_with_both_versions() -> None:
    """FastAPI 0.118 → 0.165 alone produced 20 differences for the same code (S12)."""
    base = {"fastapi": "0.118", "pydantic": "2", "gone": "1"}
    cand = {"pydantic": "2", "new": "3", "fastapi": "0.165"}
    assert list(baseline.differing_packages(base, cand).items()) == [
        ("fastapi", ["0.118", "0.165"]),
        ("gone", ["1", None]),
        ("new", [None, "3"]),
    ]
    assert baseline.differing_packages(base, dict(base)) == {}
