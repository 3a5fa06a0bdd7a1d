"""What each kind of lock file pins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import lockfiles
from offramp.checkout.requirements import find
from offramp.errors import EnvironmentProblem

Lay = Callable[[Path, dict[str, str]], Path]


def test_poetry_lock(tmp_path: Path, lay: Lay) -> None:
    lay(
        tmp_path,
        {
            "poetry.lock": """
[[package]]
name = "fastapi"
version = "0.1"
optional = false
groups = ["main"]
files = [{file = "f.whl", hash = "sha256:aa"}]
[[package]]
name = "pytest"
version = "8"
optional = false
groups = ["dev"]
files = []
[[package]]
name = "tomli"
version = "2"
optional = false
groups = ["main", "dev"]
markers = {main = "python_version < '3.11'", dev = "python_version < '3.12'"}
files = [{file = "t.whl", hash = "sha256:bb"}]
[[package]]
name = "redis"
version = "5"
optional = true
groups = ["main"]
files = [{file = "r.whl", hash = "sha256:cc"}]
[extras]
cache = ["redis"]
[metadata]
lock-version = "2.1"
"""
        },
    )
    fastapi = "fastapi==0.1 --hash=sha256:aa"
    tomli = "tomli==2 ; (python_version < '3.11') --hash=sha256:bb"
    source = find(tmp_path)
    assert (source.lines, source.whole) == ([fastapi, tomli], True)
    assert find(tmp_path, extras=["cache"]).lines[-1] == "redis==5 --hash=sha256:cc"


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


def test_poetry_packages_from_elsewhere(tmp_path: Path, lay: Lay) -> None:
    head = '[[package]]\nname = "x"\nversion = "1"\n[package.source]\n'
    pinned = head + 'type = "git"\nurl = "https://example.org/x"\nresolved_reference = "abc"\n'
    lay(tmp_path, {"poetry.lock": pinned})
    source = find(tmp_path)
    assert source.lines == ["x @ git+https://example.org/x@abc"]
    assert "names no groups" in source.notes[0]
    lay(tmp_path, {"poetry.lock": head + 'type = "directory"\nurl = "../x"\n'})
    with pytest.raises(EnvironmentProblem, match="cannot pin"):
        find(tmp_path)
