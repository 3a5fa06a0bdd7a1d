from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.errors import CannotJudge
from offramp.steps import enforce
from offramp.steps.job import Job

Open = Callable[..., Job]
Commit = Callable[..., None]


def test_the_layers_files_are_the_tracked_ones(open_job: Open, commit: Commit) -> None:
    commit({"svc/compat_new.py": "", "svc/compatibility/__init__.py": ""})
    assert enforce.layer_files(open_job()) == ["svc/compat.py"]


def test_a_layer_that_is_not_there_cannot_be_enforced(open_job: Open, commit: Commit) -> None:
    commit()
    with pytest.raises(CannotJudge, match=r"the layer svc\.ghost is not there"):
        enforce.doctor(open_job(layer=("svc.ghost",)))
