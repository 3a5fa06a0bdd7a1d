from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from offramp.checkout.cache import DocumentCache, key

ASKED = {
    "tree": "t",
    "environment": "e",
    "emitter": "m",
    "settings": {"app": "a:b", "roots": []},
    "variables": {"FEATURES": "beta"},
}


def test_everything_that_decides_is_in_the_key() -> None:
    first = key(**ASKED)
    assert key(**ASKED) == first
    for change in (
        *({"tree": "u"}, {"environment": "f"}, {"emitter": "n"}),
        {"settings": {"app": "a:c", "roots": []}},
        {"variables": {"FEATURES": "all"}},
        {"variables": {}},
        {"variables": {"FEATURES": "beta", "UV_INDEX_URL": "https://example.com/simple"}},
    ):
        assert key(**{**ASKED, **change}) != first
    moved = {**ASKED, "tree": "te", "environment": ""}
    assert key(**moved) != first


@pytest.mark.parametrize(
    "name", ["PWD", "_", "TERM", "TERM_PROGRAM", "NOX_CURRENT_SESSION", "GITHUB_RUN_ID", "SSH_TTY"]
)
def test_a_kept_document_is_not_lost_with_the_terminal(name: str) -> None:
    again = {**ASKED, "variables": {"FEATURES": "beta", name: "another"}}
    assert key(**again) == key(**ASKED)


def test_what_cannot_be_kept_is_said(tmp_path: Path) -> None:
    """A full disk, or a folder that nobody may write to, is no reason not to judge."""
    (tmp_path / "documents").write_text("not a folder")
    cache = DocumentCache(tmp_path / "documents")
    assert cache.read(key(**ASKED)) is None
    assert cache.write(key(**ASKED), {}) in {"Not a directory", "File exists"}


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path / "documents")
    name = key(**ASKED)
    assert cache.read(name) is None
    cache.write(name, {"document": {"openapi": "3.1.0"}, "text": "\N{SNOWMAN}\n"})
    assert cache.read(name) == {"document": {"openapi": "3.1.0"}, "text": "\N{SNOWMAN}\n"}
    assert not [p for p in tmp_path.rglob("*") if p.name.endswith(".new")]


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "other schema"])
def test_what_was_changed_on_disk_is_not_taken(tmp_path: Path, damage: str) -> None:
    cache = DocumentCache(tmp_path)
    name = key(**ASKED)
    cache.write(name, {"document": {"title": "one"}})
    path = next(p for p in tmp_path.rglob("*") if p.is_file())
    data = path.read_bytes()
    path.write_bytes(
        {
            "cut": data[:-4],
            "changed": data.replace(b"one", b"two"),
            "empty": b"",
            "other schema": data.replace(b"document/1", b"document/0"),
        }[damage]
    )
    assert cache.read(name) is None
    cache.write(name, {"document": {}})
    assert cache.read(name) == {"document": {}}


def test_a_file_under_another_key_is_not_taken(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path)
    one, other = key(**ASKED), key(**{**ASKED, "tree": "u"})
    cache.write(one, {"document": {}})
    path = tmp_path / other[:2] / other[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((tmp_path / one[:2] / one[2:]).read_bytes())
    assert cache.read(other) is None


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64])
def test_what_is_no_key(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        DocumentCache(tmp_path).read(name)


def test_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert DocumentCache.of_user().folder.name == "documents"


def test_the_documents_made_longest_ago_go_first(tmp_path: Path) -> None:
    cache = DocumentCache(tmp_path / "documents")
    assert cache.prune(0) == 0
    names = [key(**{**ASKED, "tree": str(number)}) for number in range(4)]
    for age, name in enumerate(names):
        cache.write(name, {"number": age})
        (path,) = (tmp_path / "documents").rglob(name[2:])
        os.utime(path, (1000 - age, 1000 - age))
    assert cache.prune(2) == 2
    assert [cache.read(name) is not None for name in names] == [True, True, False, False]


def test_no_more_than_a_bound_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offramp.checkout.cache._MOST", 3)
    cache = DocumentCache(tmp_path)
    for number in range(5):
        cache.write(key(**{**ASKED, "tree": str(number)}), {})
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 3


def test_whoever_reads_while_others_write_gets_all_or_nothing(tmp_path: Path) -> None:
    cache, name = DocumentCache(tmp_path), key(**ASKED)
    content = {"document": {"text": "x" * 50_000}}

    def use(number: int) -> bool:
        if number % 2:
            return cache.write(name, content) is None
        return cache.read(name) in (None, content)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(200)))
    assert cache.read(name) == content
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [name[2:]]


def test_what_cannot_be_deleted_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = DocumentCache(tmp_path)
    assert cache.write(key(**ASKED), {}) is None

    def refuse(path: Path) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "unlink", refuse)
    assert cache.prune(0) == 0
