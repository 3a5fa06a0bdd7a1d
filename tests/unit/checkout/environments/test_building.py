"""What an installer is told to install."""

from __future__ import annotations

from pathlib import Path

import pytest

from offramp.checkout.environments import building, installers
from offramp.checkout.requirements.sources import Source


@pytest.fixture(params=[True, False])
def uv(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(installers, "find_uv", lambda: "uv" if request.param else None)
    return bool(request.param)


def test_pins_bound_and_the_project_is_left_out(tmp_path: Path, uv: bool) -> None:
    source = Source("poetry.lock", lines=["a"], constraints=["a==1 --hash=sha256:x"], own="demo")
    words = building._arguments(tmp_path, source, tmp_path)
    assert words[:2] == ["-r", str(tmp_path / "requirements.txt")]
    pins = "a==1 --hash=sha256:x\n" if uv else "a==1\n"
    assert (tmp_path / "constraints.txt").read_text() == pins
    assert ("--override" in words) is uv
    if uv:
        assert (tmp_path / "overrides.txt").read_text() == "demo ; python_version < '0'\n"


def test_hashes_are_demanded_of_all_or_none(tmp_path: Path, uv: bool) -> None:
    """S13: one pin without a hash fails."""
    source = Source("requirements", lines=["a==1 --hash=sha256:x", "b==1"], own="demo")
    words = building._arguments(tmp_path, source, tmp_path)
    assert words[-1] == "--require-hashes"
    assert "--no-deps" not in words


def test_a_lock_that_names_paths_lies_where_they_begin(tmp_path: Path, uv: bool) -> None:
    (tmp_path / "copy/locks").mkdir(parents=True)
    source = Source("pylock.toml", files=["locks/pylock.toml"], lines=["x = 1"], local=["core d"])
    words = building._arguments(tmp_path, source, tmp_path / "copy")
    assert words == ["-r", str(tmp_path / "copy/locks/pylock.toml")]
    source.local = []
    assert building._arguments(tmp_path, source, tmp_path)[1] == str(tmp_path / "pylock.toml")


def test_code_of_the_tree_is_built_in_a_copy(tmp_path: Path) -> None:
    (tmp_path / "lib/.venv").mkdir(parents=True)
    (tmp_path / "lib/a.py").write_text("")
    with building._copy(tmp_path, Source("requirements")) as folder:
        assert folder == tmp_path
    with building._copy(tmp_path, Source("requirements", local=["lib d"])) as folder:
        assert folder != tmp_path
        assert [path.name for path in (folder / "lib").iterdir()] == ["a.py"]
    assert not folder.exists()
