"""What a CI service says of the run: which commit was there before, and what a change goes into.

GitHub Actions names the event and a file that has it as JSON (GITHUB_EVENT_NAME and
GITHUB_EVENT_PATH; "Webhook events and payloads" has the members); GitLab has variables
("Predefined CI/CD variables"). Neither is asked for more than ``--base`` would say.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offramp.errors import CannotJudge

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?\Z")
_PULL = (
    *("pull_request", "pull_request_target"),
    *("pull_request_review", "pull_request_review_comment"),
)
_GITLAB = (
    *("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_MERGE_REQUEST_DIFF_BASE_SHA"),
    "CI_COMMIT_BEFORE_SHA",
)


@dataclass(frozen=True)
class Event:
    """The event that started a CI run.

    Attributes:
        name: how people call it.
        heads: the commits that it is about; a repository that has none of them is another one.
        into: the branch that a change goes into.
        onto: the commit that a change is built on, where that is known better than the branch.
        before: what was there before: of a branch that was pushed, of what a change goes into.
    """

    name: str
    heads: tuple[str, ...] = ()
    into: str | None = None
    onto: str | None = None
    before: str | None = None


def current(variables: Mapping[str, str] | None = None) -> Event | None:
    """Return the event of this CI run, or None outside of one and where it is about no change.

    Args:
        variables: the environment; that of the process by default.

    Raises:
        CannotJudge: the event is malformed; what to compare with must not be guessed then.
    """
    said = os.environ if variables is None else variables
    name = said.get("GITHUB_EVENT_NAME", "")
    if name in ("push", "merge_group", *_PULL):
        return _github(name, said)
    return _gitlab(said) if any(map(said.get, _GITLAB)) else None


def _github(name: str, said: Mapping[str, str]) -> Event | None:
    label, path = f"the {name} event", said.get("GITHUB_EVENT_PATH", "")
    sha = _Members(said, "the environment").commit("GITHUB_SHA")
    target = said.get("GITHUB_BASE_REF") if name in _PULL else None
    if not path or (target and not Path(path).exists()):  # a container has the variables alone
        return Event(label, _known(sha), target) if target else None
    event = _Members(_read(path), path)
    if name == "push":
        before = event.commit("before", needed=True)
        return Event(label, _known(sha, event.commit("after")), before=before)
    if name == "merge_group":
        group = event.members(name)
        onto, branch = group.commit("base_sha", needed=True), group.text("base_ref") or ""
        heads = _known(sha, group.commit("head_sha"))
        return Event(label, heads, branch.removeprefix("refs/heads/") or None, onto)
    pull = event.members("pull_request")
    base, head = pull.members("base"), pull.members("head", needed=False)
    heads = _known(sha, head.commit("sha"))
    into = target or base.text("ref")
    tip = base.commit("sha", needed=not into)
    # what pull_request_target checks out is the base, and not the request
    return Event(label, heads, into, before=tip if name != "pull_request_target" else None)


def _gitlab(said: Mapping[str, str]) -> Event:
    variables = _Members(said, "the environment")
    heads = _known(variables.commit("CI_COMMIT_SHA"))
    into, fork, before = _GITLAB
    if said.get(into) or said.get(fork):
        name, target = "the merge request event", variables.text(into)
        if said.get("CI_PROJECT_ID") == said.get("CI_MERGE_REQUEST_PROJECT_ID"):
            return Event(name, heads, target, before=variables.commit(fork))
        # a pipeline of the fork's: its own branch of that name may be far behind
        return Event(name, heads, target, onto=variables.commit(fork))
    return Event("the push event", heads, before=variables.commit(before))


def _known(*commits: str | None) -> tuple[str, ...]:
    return tuple(commit for commit in commits if commit)


def _read(path: str) -> Any:
    try:
        return json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise _malformed(path, "a file of JSON", str(error)) from error


@dataclass(frozen=True)
class _Members:
    """A JSON object whose members are read with care."""

    value: Any
    where: str

    def members(self, name: str, *, needed: bool = True) -> _Members:
        value = self._get(name)
        return _Members(value if needed or value else {}, f"{self.where}: {name}")

    def text(self, name: str) -> str | None:
        value = self._get(name)
        if value is not None and not isinstance(value, str):
            raise _malformed(f"{self.where}: {name}", "a text", repr(value))
        return value or None

    def commit(self, name: str, *, needed: bool = False) -> str | None:
        value = self.text(name)
        if (value or needed) and not _COMMIT.match(value or ""):
            raise _malformed(f"{self.where}: {name}", "the whole id of a commit", repr(value))
        return value

    def _get(self, name: str) -> Any:
        if not isinstance(self.value, Mapping):
            raise _malformed(self.where, "an object", repr(self.value)[:80])
        return self.value.get(name)


def _malformed(where: str, expected: str, found: str) -> CannotJudge:
    return CannotJudge(
        "the CI event that says what to compare with is malformed",
        expected=expected,
        found=found,
        where=where,
        next="name the base with --base",
    )
