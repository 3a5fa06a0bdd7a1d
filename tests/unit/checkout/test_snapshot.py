from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import snapshot
from offramp.checkout.snapshot import Kept

NAMES = [
    "plain",
    "a b",
    "caf\N{LATIN SMALL LETTER E WITH ACUTE}",
    '"quoted"',
    "line\nbreak",
    "x\\y",
]


@pytest.mark.functional
def test_bytes_go_into_git_and_come_back(upstream: Path, git: Callable[..., str]) -> None:
    head = git(upstream, "rev-parse", "HEAD")
    odd = os.fsdecode(b"\xff\xfe")
    items: dict[str, Kept | None] = {
        name: Kept(stat.S_IFREG | 0o640, os.urandom(50)) for name in [*NAMES, odd, "deep/er/x"]
    }
    items["link"] = Kept(stat.S_IFLNK | 0o777, b"nowhere at all")
    items["empty"] = Kept(stat.S_IFREG | 0o755, b"")
    items["file.txt"] = None
    commit = snapshot.keep(upstream, items, "refs/offramp/test", head, "kept")
    modes = {name: item.mode if item else None for name, item in items.items()}
    assert snapshot.recall(upstream, commit, modes) == items
    assert git(upstream, "rev-parse", commit + "^") == head
    assert "main.txt" in git(upstream, "ls-tree", "--name-only", commit)
    assert "file.txt" not in git(upstream, "ls-tree", "--name-only", commit)


@pytest.mark.functional
def test_what_git_would_put_on_disk(upstream: Path, git: Callable[..., str]) -> None:
    (upstream / ".gitattributes").write_text("*.crlf text eol=crlf\n")
    (upstream / "a.crlf").write_bytes(b"one\r\ntwo\r\n")
    (upstream / "run").write_bytes(b"#!\n")
    (upstream / "run").chmod(0o755)
    (upstream / "link").symlink_to("run")
    git(upstream, "add", "--all")
    git(upstream, "commit", "-q", "-m", "More")
    names = ["a.crlf", "run", "link", "nothing"]
    found = snapshot.checked_out(upstream, "HEAD", names)
    assert found["a.crlf"] is not None
    assert found["a.crlf"].data == b"one\r\ntwo\r\n"
    assert found == {name: snapshot.read(upstream, name) for name in names}


def test_reading_and_writing_back(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/file").write_bytes(b"\0\r\n")
    (tmp_path / "d/file").chmod(0o604)
    (tmp_path / "d/link").symlink_to("no such place")
    kept = {name: snapshot.read(tmp_path, name) for name in ("d/file", "d/link")}
    for name in kept:
        snapshot.write(tmp_path, name, None)
    assert list(tmp_path.iterdir()) == []
    for name, item in kept.items():
        snapshot.write(tmp_path, name, item)
    assert {name: snapshot.read(tmp_path, name) for name in kept} == kept
    assert (tmp_path / "d/file").stat().st_mode & 0o777 == 0o604
    assert sorted(p.name for p in (tmp_path / "d").iterdir()) == ["file", "link"]


def test_a_folder_or_a_link_in_the_way(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("theirs")
    root = tmp_path / "root"
    (root / "file/within").mkdir(parents=True)
    (root / "file/within/x").write_text("x")
    (root / "d").symlink_to(outside)
    assert snapshot.read(root, "d/file") is None
    assert snapshot.in_the_way(root, ["file", "d/file"]) == ["d", "file/within/x"]
    snapshot.write(root, "d/file", None)
    assert (outside / "file").read_text() == "theirs"
    for name in ("file", "d/file"):
        snapshot.write(root, name, Kept(stat.S_IFREG | 0o644, b"ours"))
    assert (outside / "file").read_text() == "theirs"
    assert not (root / "d").is_symlink()
    assert (root / "file").read_bytes() == b"ours"


def test_files_under_folders(tmp_path: Path, lay: Callable[..., Path]) -> None:
    files = ("p/a.py", "p/__pycache__/a.pyc", "p/q/b.txt", "p/out/c", "single")
    lay(tmp_path, dict.fromkeys(files, ""))
    (tmp_path / "p/loop").symlink_to(tmp_path)
    found = snapshot.under(tmp_path, ["p", "single", "missing"], ["p/out"])
    assert found == ["p/a.py", "p/loop", "p/q/b.txt", "single"]
