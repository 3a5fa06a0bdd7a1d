from __future__ import annotations

from pathlib import Path

import pytest

from offramp import git
from offramp.config import Openapi, Settings
from offramp.steps import baseline
from offramp.steps.job import Job


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


def test_a_kept_document_is_of_the_same_access_to_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an application says may depend on what it could ask for."""
    monkeypatch.setattr(git, "text", lambda *_: "a" * 40)
    keys = {
        baseline._key(
            Job(tmp_path, Settings(openapi=Openapi(app="a:b", network=network))),
            "HEAD",
            shared=False,
        )
        for network in (False, True)
    }
    assert len(keys) == 2
