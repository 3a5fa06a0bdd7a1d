"""Which files the layer has, and when it is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.errors import CannotJudge
from offramp.steps import layer
from offramp.steps.job import Job

Open = Callable[..., Job]
Commit = Callable[..., None]


def test_the_layers_files_are_the_tracked_ones(open_job: Open, commit: Commit) -> None:
    commit({"svc/compat_new.py": "", "svc/compatibility/__init__.py": ""})
    assert layer.files(open_job()) == ["svc/compat.py"]


def test_an_old_root_goes_with_the_layer_or_with_its_own_files(
    open_job: Open, commit: Commit
) -> None:
    commit()
    assert layer.left(open_job()) == ["svc.compat", "old"]
    commit({"svc/compat.py": None, "new/__init__.py": "", "old/__init__.py": ""})
    assert layer.left(open_job()) == ["old"]
    commit({"old/__init__.py": None})
    assert layer.left(open_job()) == []


def test_a_layer_that_is_there_is_not_gone(open_job: Open, commit: Commit) -> None:
    commit()
    assert layer.gone(open_job()) is False


@pytest.mark.parametrize("name", ["svc/compat.py", "src/svc/compat/__init__.py"])
def test_a_layer_that_was_there_is_gone(open_job: Open, commit: Commit, name: str) -> None:
    commit({"svc/compat.py": None, name: ""})
    commit({name: None})
    commit({"svc/more.py": ""})
    assert layer.gone(open_job()) is True


def test_a_layer_that_never_was_is_not_gone(open_job: Open, commit: Commit) -> None:
    """A slip in the name is found in no tree; stage B held for it."""
    commit()
    with pytest.raises(CannotJudge, match=r"the layer svc\.compt is not there, and never was"):
        layer.gone(open_job(layer=("svc.compt",)))
