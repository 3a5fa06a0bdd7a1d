from __future__ import annotations

import os
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


def test_the_tree_of_a_run_is_that_of_now_whatever_has_changed(
    repo: Path, open_job: Open, commit: Commit
) -> None:
    """A run asks for it after each step; what is told from git's list alone must show all."""
    commit({"a.py": "one", "b.py": "one", "docs/openapi/openapi.json": "{}"})
    job, seen = open_job(), set()
    file, new, artifact = repo / "a.py", repo / "new.py", repo / "docs/openapi/openapi.json"

    def git(*words: str) -> None:
        who = ("-c", "user.name=T", "-c", "user.email=t@example.com")
        subprocess.run(["git", "-C", repo, *who, *words], check=True, capture_output=True)

    def nested(message: str) -> None:
        git("init", "-q", "nested")
        git("-C", "nested", "commit", "-q", "--allow-empty", "-m", message)

    def in_place() -> None:
        """The same size, and the time of before."""
        before = file.stat()
        file.write_text("tow")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    for act in (
        lambda: file.write_text("two"),
        in_place,
        lambda: file.chmod(0o755),
        lambda: git("add", "a.py"),
        lambda: new.write_text("1"),
        lambda: new.write_text("2"),
        lambda: git("commit", "-qam", "x"),
        file.unlink,
        lambda: file.symlink_to("b.py"),
        lambda: git("update-index", "--assume-unchanged", "b.py"),
        lambda: (repo / "b.py").write_text("three"),
        lambda: nested("one"),
        lambda: nested("two"),
    ):
        act()
        assert job.tree() == job.tree() == open_job().tree()
        seen.add(job.tree())
    assert len(seen) == 10
    artifact.write_text("{ }")
    assert job.tree() in seen


def test_a_tree_that_stays_is_listed_and_no_more(
    repo: Path, open_job: Open, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit({"a.py": "", "docs/openapi/openapi.json": "{}"})
    (repo / "a.py").write_text("changed")
    (repo / "docs/openapi/openapi.json").write_text("{ }")
    job = open_job()
    before = job.tree()
    (repo / "docs/openapi/openapi.json").write_text("{  }")
    monkeypatch.setattr("offramp.steps.job.work_tree_id", lambda *_: "asked again")
    assert job.tree() == before
    (repo / "a.py").write_text("changed again")
    assert job.tree() == "asked again"


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
