from __future__ import annotations

from pathlib import Path

from offramp.steps import polish


def test_packages_that_differ_are_told_with_both_versions() -> None:
    """FastAPI 0.118 → 0.165 alone produced 20 differences for the same code (S12)."""
    base = {"fastapi": "0.118", "pydantic": "2", "gone": "1"}
    cand = {"pydantic": "2", "new": "3", "fastapi": "0.165"}
    assert list(polish.differing_packages(base, cand).items()) == [
        ("fastapi", ["0.118", "0.165"]),
        ("gone", ["1", None]),
        ("new", [None, "3"]),
    ]
    assert polish.differing_packages(base, dict(base)) == {}


def test_what_an_earlier_step_wrote_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"uses": []}')
    assert polish.read_json(tmp_path / "a.json") == {"uses": []}
