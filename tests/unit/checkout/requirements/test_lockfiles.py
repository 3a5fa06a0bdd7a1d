"""What each kind of lock file pins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout.requirements import lockfiles
from offramp.checkout.requirements.finding import find
from offramp.errors import EnvironmentProblem

Lay = Callable[[Path, dict[str, str]], Path]


def test_pylock_is_taken_as_it_is(tmp_path: Path, lay: Lay) -> None:
    text = 'lock-version = "1.0"\ncreated-by = "x"\npackages = []\n'
    lay(tmp_path, {"pylock.toml": text, "requirements.txt": "other\n"})
    source = find(tmp_path)
    assert (source.kind, source.lines) == ("pylock.toml", [text])
    with pytest.raises(EnvironmentProblem, match="does not go together"):
        find(tmp_path, ["requirements.txt", "pylock.toml"])
    lay(tmp_path, {"sub/pylock.toml": text})
    assert find(tmp_path, ["sub/pylock.toml"]).kind == "pylock.toml"
    (tmp_path / "pylock.toml").write_text("x = 1\n")
    with pytest.raises(EnvironmentProblem, match="is no lock file"):
        find(tmp_path)


def test_uv_lock_without_uv(tmp_path: Path, lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lockfiles, "find_uv", lambda: None)
    lay(tmp_path, {"uv.lock": "version = 1\n"})
    with pytest.raises(EnvironmentProblem, match="without uv"):
        find(tmp_path)


CORE = 'lock-version = "1.0"\n[[packages]]\nname = "core"\n'


def test_a_pylock_without_the_project_itself(tmp_path: Path, lay: Lay) -> None:
    """S2: what the lock has of the tree's root is the project; a folder beside it is copied."""
    path = 'directory = {{path = "{}", editable = true}}\n'
    lay(tmp_path, {"locks/pylock.prod.toml": CORE + path.format(".."), "core/a.py": ""})
    source = find(tmp_path, ["locks/pylock.prod.toml"])
    assert (source.kind, source.local) == ("pylock.toml", [])
    assert "core" not in source.lines[0]
    (tmp_path / "locks/pylock.prod.toml").write_text(CORE + path.format("../core"))
    source = find(tmp_path, ["locks/pylock.prod.toml"])
    assert "editable = false" in source.lines[0]
    assert [entry.split()[0] for entry in source.code] == ["core"]


def test_paths_of_a_uv_lock_below_the_root_are_relative_to_it(tmp_path: Path) -> None:
    assert lockfiles._below("app", "-e ./core ; x") == "-e ./app/core ; x"
    assert lockfiles._below("app", "-e ../core") == "-e ./core"
    assert lockfiles._below("app", "-e ..") == "-e ."
    assert lockfiles._below("app", "alpha==1") == "alpha==1"
    assert lockfiles._below("", "-e ./core") == "-e ./core"
