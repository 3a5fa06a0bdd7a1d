from __future__ import annotations

from typing import Any

import pytest

from offramp.contract.making.refusals import ended, explained
from offramp.errors import DocumentError, EnvironmentProblem


def said(**error: Any) -> Any:
    denied = error.pop("denied", [])
    return explained("pkg.api:app", {"message": "m", "stage": "imported", **error}, denied, 256)


def test_an_attribute_that_is_near() -> None:
    error = said(kind="attribute", attribute="ap", names=["app", "zebra"], path="pkg/api.py")
    assert error.expected == "did you mean 'app'?"
    assert error.where == "pkg/api.py"
    assert said(kind="attribute", attribute="q", names=["zebra"], path="p").expected is None


def test_a_missing_module_of_the_target_and_of_others() -> None:
    ours = said(kind="module", name="pkg", traceback=["x"])
    theirs = said(kind="module", name="fastapi", traceback=["x"])
    assert "roots" in ours.next
    assert "requirements" in theirs.next
    assert (type(ours), type(theirs)) == (DocumentError, EnvironmentProblem)


def test_a_denied_host_is_the_first_advice() -> None:
    error = said(kind="raised", traceback=["x", "y"], denied=["db.example.org"])
    assert "db.example.org" in error.next
    assert error.found == "x\ny"


@pytest.mark.parametrize(
    ("kind", "more", "family"),
    [
        ("exit", {"code": 3}, DocumentError),
        ("memory", {}, EnvironmentProblem),
        ("elsewhere", {"found": "/x"}, EnvironmentProblem),
        ("mixed", {"modules": [{"module": "a", "file": "/a"}]}, EnvironmentProblem),
        ("no-document", {"type": "builtins.int", "answers": []}, DocumentError),
        ("startup", {}, DocumentError),
        ("several", {"found": ["a:b", "c:d"]}, DocumentError),
        ("arguments", {"arguments": ["env"]}, DocumentError),
        ("versions", {"count": 2}, DocumentError),
        ("unsayable", {"type": "ValueError", "place": "/x"}, DocumentError),
        ("raised", {}, DocumentError),
    ],
)
def test_each_kind_cannot_judge(kind: str, more: dict[str, Any], family: type) -> None:
    error = said(kind=kind, **more)
    assert type(error) is family
    assert error.exit_code == 1


def test_an_emitter_that_was_killed() -> None:
    assert "SIGKILL" in str(ended("a:b", -9, "last words"))
    assert "last words" in str(ended("a:b", -9, "last words"))
    assert "exit code 3" in str(ended("a:b", 3, ""))
