"""What an error of the application becomes, as data."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from offramp.contract.emitter import failures
from offramp.contract.emitter.recorder import Recorder


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    return Recorder(str(tmp_path), network=False)


def raised(act: Any) -> BaseException:
    try:
        act()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is
        return error
    raise AssertionError


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (lambda: 1 / 0, "raised"),
        (lambda: __import__("nobody_has_it"), "module"),
        (lambda: sys.exit(3), "exit"),
    ],
)
def test_its_kind(recorder: Recorder, act: Any, kind: str) -> None:
    told = failures.failure(raised(act), recorder)
    assert told["kind"] == kind
    assert told["traceback"]


def test_a_refusal_of_this_emitter_speaks_for_itself(recorder: Recorder) -> None:
    error = Exception("two")
    error.refusal = {"kind": "several", "found": ["2 of them"]}  # type: ignore[attr-defined]
    assert failures.failure(error, recorder) == {
        "message": "two",
        "kind": "several",
        "found": ["2 of them"],
    }


def test_whether_a_variable_is_missing() -> None:
    assert failures.asks_variable(raised(lambda: os.environ["NOBODY_SETS_IT"]))
    assert failures.asks_variable(ValueError("the environment variable TOKEN is not set"))
    assert not failures.asks_variable(raised(lambda: {}["x"]))


def test_where_a_document_cannot_be_said() -> None:
    around: dict[str, Any] = {"a": [1, 1.5, None, "x"]}
    around["b"] = [around, around]
    assert failures.unsayable(around) == "it is nested too deeply, or within itself"
    assert failures.unsayable({**around, "c": {"d/e": float("inf")}}) == "/c/d~1e: inf"
    assert failures.unsayable([0, b""]) == "/1: bytes"
    assert failures.unsayable({"x": {(1,): 1}}) == "/x: the key '(1,)'"
