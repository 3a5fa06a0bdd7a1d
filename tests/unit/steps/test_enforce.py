from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.errors import CannotJudge
from offramp.steps import enforce
from offramp.steps.job import Job

Open = Callable[..., Job]
Commit = Callable[..., None]


def test_a_layer_that_is_not_there_cannot_be_enforced(open_job: Open, commit: Commit) -> None:
    commit()
    with pytest.raises(CannotJudge, match=r"the layer svc\.ghost is not there"):
        enforce.doctor(open_job(layer=("svc.ghost",)))


def test_what_was_removed_can_still_be_enforced(open_job: Open, commit: Commit) -> None:
    """Else the gate of continuous integration ends with the pull request that removes the layer."""
    commit()
    commit({"svc/compat.py": None})
    job = open_job()
    assert enforce._names(job) == "layer svc.compat: gone already"
