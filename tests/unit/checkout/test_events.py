"""What CI services say of a run, and what is malformed; how it is used is in test_ci_checkouts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offramp.checkout.events import Event, current
from offramp.errors import CannotJudge

ONE, TWO, THREE = ("1" * 40, "2" * 40, "3" * 64)
Said = Callable[..., Event | None]


@pytest.fixture
def github(tmp_path: Path) -> Said:
    def say(name: str, payload: Any, **more: str) -> Event | None:
        path = tmp_path / "event.json"
        path.write_text(payload if isinstance(payload, str) else json.dumps(payload))
        said = {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(path)}
        return current({**said, **{f"GITHUB_{key}": text for key, text in more.items()}})

    return say


def test_outside_of_ci_there_is_no_event(github: Said) -> None:
    assert current({"CI": "true", "CI_COMMIT_SHA": ONE}) is None
    assert github("schedule", "{") is None


def test_a_push(github: Said) -> None:
    found = github("push", {"before": ONE, "after": TWO}, SHA=TWO)
    assert found == Event("the push event", (TWO, TWO), before=ONE)
    assert github("push", {"before": THREE}) == Event("the push event", before=THREE)


def test_a_pull_request(github: Said) -> None:
    payload = {"pull_request": {"base": {"ref": "main", "sha": ONE}, "head": {"sha": TWO}}}
    found = github("pull_request", payload, SHA=THREE)
    assert found == Event("the pull_request event", (THREE, TWO), "main", before=ONE)
    found = github("pull_request", payload, BASE_REF="release")
    assert found is not None
    assert found.into == "release"
    found = github("pull_request", {"pull_request": {"base": {"sha": ONE}}})
    assert found == Event("the pull_request event", before=ONE)


def test_what_was_before_is_nothing_to_a_pull_request_target(github: Said) -> None:
    """It checks out the base itself: an older base says nothing of the request."""
    payload = {"pull_request": {"base": {"ref": "main", "sha": ONE}, "head": {"sha": TWO}}}
    found = github("pull_request_target", payload)
    assert found == Event("the pull_request_target event", (TWO,), "main")


def test_a_merge_group(github: Said) -> None:
    group = {"base_sha": ONE, "head_sha": TWO, "base_ref": "refs/heads/main"}
    found = github("merge_group", {"merge_group": group})
    assert found == Event("the merge_group event", (TWO,), "main", ONE)


def test_gitlab() -> None:
    said = {"CI_COMMIT_SHA": TWO, "CI_COMMIT_BEFORE_SHA": ONE}
    assert current(said) == Event("the push event", (TWO,), before=ONE)
    said |= {"CI_COMMIT_BEFORE_SHA": "0" * 40, "CI_MERGE_REQUEST_DIFF_BASE_SHA": ONE}
    assert current(said) == Event("the merge request event", (TWO,), before=ONE)
    said |= {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    assert current(said) == Event("the merge request event", (TWO,), "main", before=ONE)
    said |= {"CI_PROJECT_ID": "7", "CI_MERGE_REQUEST_PROJECT_ID": "1"}
    assert current(said) == Event("the merge request event", (TWO,), "main", onto=ONE)


MALFORMED: list[tuple[str, Any]] = [
    ("push", "not JSON"),
    ("push", []),
    ("push", {}),
    ("push", {"before": None}),
    ("push", {"before": "main"}),
    ("push", {"before": ONE[:39]}),
    ("push", {"before": ONE + "\n"}),
    ("push", {"before": ONE, "after": ["x"]}),
    ("pull_request", {}),
    ("pull_request", {"pull_request": {"base": None}}),
    ("pull_request", {"pull_request": {"base": {"ref": ["main"]}}}),
    ("pull_request", {"pull_request": {"base": {}}}),
    ("merge_group", {"merge_group": {"base_ref": "main"}}),
]


@pytest.mark.parametrize(("name", "payload"), MALFORMED)
def test_what_is_malformed_is_not_guessed_at(github: Said, name: str, payload: Any) -> None:
    with pytest.raises(CannotJudge, match="malformed") as caught:
        github(name, payload)
    assert "--base" in str(caught.value.next)


def test_variables_may_be_malformed_as_well(github: Said) -> None:
    with pytest.raises(CannotJudge) as caught:
        current({"CI_COMMIT_BEFORE_SHA": "-x"})
    assert "CI_COMMIT_BEFORE_SHA" in str(caught.value.where)
    with pytest.raises(CannotJudge):
        github("push", {"before": ONE}, SHA="x")


def test_a_container_that_has_the_variables_alone(tmp_path: Path) -> None:
    """A pull request's branch stands in a variable; what a push says stands in the file alone."""
    said = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main", "GITHUB_SHA": ONE}
    found = Event("the pull_request event", (ONE,), "main")
    assert current(said) == found
    assert current({**said, "GITHUB_EVENT_PATH": str(tmp_path / "gone")}) == found
    assert current({"GITHUB_EVENT_NAME": "push", "GITHUB_SHA": ONE}) is None
    with pytest.raises(CannotJudge, match="No such file"):
        current({"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(tmp_path / "gone")})
