from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from offramp.checkout import journal
from offramp.checkout.journal import RestorePoint
from offramp.checkout.owners import Owner
from offramp.errors import GitError

pytestmark = pytest.mark.functional


@pytest.fixture
def point(upstream: Path, git: Callable[..., str]) -> RestorePoint:
    head = git(upstream, "rev-parse", "HEAD")
    return RestorePoint("1", upstream, "x", head, "refs/heads/main", head, Owner.me())


def test_what_is_written_is_read_back(point: RestorePoint) -> None:
    assert journal.read(point.root) == []
    full = replace(
        point,
        leave_out=("a",),
        paths=("b", "c"),
        before={"b": 33188},
        after={"b": None},
        made="0" * 40,
        state=journal.DONE,
    )
    for one in (point, full, replace(point, id="0", branch=None, paths=None)):
        journal.write(one)
    assert [p.id for p in journal.read(point.root)] == ["0", "1"]
    assert journal.read(point.root)[1] == full
    changed = journal.change(full, state=journal.RESTORED)
    assert journal.read(point.root)[1] == changed
    assert [p.name for p in journal.folder(point.root).iterdir()] == ["restore.json"]


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "offramp.restore/2"},
        {"points": None},
        {"points": [{"id": "1"}]},
        {"points": "x"},
    ],
)
def test_another_form_is_refused(point: RestorePoint, change: dict[str, object]) -> None:
    journal.write(point)
    path = journal.folder(point.root) / "restore.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(GitError, match="cannot be read") as caught:
        journal.read(point.root)
    assert caught.value.where == str(path)


def test_an_unknown_state_is_refused(point: RestorePoint) -> None:
    journal.write(replace(point, state="half"))
    with pytest.raises(GitError, match="cannot be read"):
        journal.read(point.root)
