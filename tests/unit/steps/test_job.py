from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.errors import ConfigError, GitError
from offramp.steps.job import Job, Request

Open = Callable[..., Job]
Commit = Callable[..., None]


def test_the_settings_are_those_of_the_repository(repo: Path, open_job: Open) -> None:
    job = open_job()
    assert job.root == repo
    assert job.layers() == ("svc.compat",)
    assert job.settings.compat.max_hits == 2
    assert dict(job.settings.compat.renames) == {"old": "new"}


def test_a_layer_that_is_asked_for_stands_in_for_all_that_is_set_about_another(
    open_job: Open,
) -> None:
    compat = open_job(layer=("a.compat",)).settings.compat
    assert (compat.layer, dict(compat.renames), compat.allow) == (("a.compat",), {}, ())
    compat = open_job(renames={"b": "c"}).settings.compat
    assert (compat.layer, dict(compat.renames)) == ((), {"b": "c"})


@pytest.mark.parametrize("asked", [{}, {"layer": ("a.compat",)}])
def test_a_budget_is_never_above_the_committed_one(
    open_job: Open, monkeypatch: pytest.MonkeyPatch, asked: dict[str, object]
) -> None:
    """Also not for another layer, whose settings are not committed at all (G8)."""
    assert open_job(max_hits=1, **asked).settings.compat.max_hits == 1
    with pytest.raises(ConfigError):
        open_job(max_hits=3, **asked)
    monkeypatch.setenv("SVC_COMPAT_MAX_HITS", "1")
    assert open_job(**asked).settings.compat.max_hits == 1
    monkeypatch.setenv("SVC_COMPAT_MAX_HITS", "999")
    with pytest.raises(ConfigError):
        open_job(**asked)


def test_no_layer_is_an_error_that_says_how_to_name_one(repo: Path, open_job: Open) -> None:
    (repo / "pyproject.toml").unlink()
    with pytest.raises(ConfigError, match="no compatibility layer is named") as caught:
        open_job().layers()
    assert "--layer" in (caught.value.next or "")


def test_outside_of_a_repository_there_is_no_job(tmp_path: Path) -> None:
    with pytest.raises(GitError):
        Job.open(tmp_path, Request())


def test_the_commit_is_none_before_the_first(open_job: Open, commit: Commit, repo: Path) -> None:
    job = open_job()
    assert job.commit() is None
    commit()
    head = subprocess.run(
        ["git", "-C", repo, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    )
    assert job.commit() == head.stdout.strip()


def test_what_offramp_writes_does_not_change_the_tree(repo: Path, open_job: Open) -> None:
    job = open_job()
    before = job.tree()
    (repo / "docs" / "openapi").mkdir(parents=True)
    (repo / "docs" / "openapi" / "openapi.json").write_text("{}")
    job.ledger.prepare()
    assert job.tree() == before
    (repo / "docs" / "other.json").write_text("{}")
    assert job.tree() != before


def test_the_digest_is_that_of_the_settings_in_force(
    repo: Path, open_job: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = open_job().settings_digest()
    assert open_job().settings_digest() == digest
    assert open_job(cache=False, commit=True).settings_digest() == digest
    for asked in ({"layer": ("a",)}, {"renames": {"a": "b"}}, {"max_hits": 0}, {"base": "x"}):
        assert open_job(**asked).settings_digest() != digest
    monkeypatch.setenv("SVC_COMPAT_MAX_HITS", "0")
    assert open_job().settings_digest() != digest


def test_the_digest_follows_a_file_that_a_step_changed(repo: Path, open_job: Open) -> None:
    job = open_job()
    digest = job.settings_digest()
    path = repo / "pyproject.toml"
    path.write_text(path.read_text().replace('allow = ["docs/**"]\n', ""))
    assert job.settings_digest() == open_job().settings_digest() != digest


def test_a_baseline_that_is_asked_for_is_none_of_what_earlier_stages_have_shown(
    open_job: Open,
) -> None:
    """`stage-c --base X` rests on the same stage B as `stage-c` does."""
    asked = open_job(base="other")
    assert asked.settings.base == "other"
    assert asked.of_settings().settings_digest() == open_job().settings_digest()
    assert asked.of_settings().tree() == asked.tree()
