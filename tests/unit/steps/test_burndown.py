from __future__ import annotations

from collections.abc import Callable

import pytest

from offramp.errors import ConfigError
from offramp.steps.burndown import burndown
from offramp.steps.job import Job

Open = Callable[..., Job]
Commit = Callable[..., None]


def test_renames_count_as_the_layer_does(open_job: Open, commit: Commit) -> None:
    commit({"use.py": "import old\nimport svc.compat\n", "old.py": "", "new.py": ""})
    (point,) = burndown(open_job(), 5, None)["points"]
    assert point["hits"] == 2


def test_without_a_layer_there_is_nothing_to_count(
    open_job: Open, commit: Commit, repo: object
) -> None:
    commit({"pyproject.toml": "[tool.offramp]\n"})
    with pytest.raises(ConfigError, match="no compatibility layer"):
        burndown(open_job(), 5, None)
