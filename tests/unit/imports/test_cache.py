from __future__ import annotations

from pathlib import Path

import pytest

from offramp.imports.cache import ReportCache
from offramp.imports.model import Kind, Reference, ScanReport

REPORT = ScanReport(
    layers=("a.compat",),
    renames=(("old", "new"),),
    references=[
        Reference("m.py", 1, 0, Kind.IMPORT, "a.compat", span=(7, 15)),
        Reference("\udce9.py", 2, 3, Kind.COMMENT, "a.compat.x", "b.x", counts=False, note="n"),
    ],
    scanned_files=2,
    unparsed_files=["m.py"],
    findings=[],
    tree="0" * 40,
    layer_files=["a/compat.py"],
)


def _cache(folder: Path, tree: str | None = "t", question: str = "q") -> ReportCache:
    return ReportCache({"q": question}, tree, folder)


def test_a_report_comes_back_as_it_was(tmp_path: Path) -> None:
    _cache(tmp_path).save(REPORT)
    assert _cache(tmp_path).load() == REPORT


def test_another_tree_or_question_is_another_entry(tmp_path: Path) -> None:
    _cache(tmp_path).save(REPORT)
    assert _cache(tmp_path, tree="u").load() is None
    assert _cache(tmp_path, question="r").load() is None


def test_outside_git_nothing_is_kept(tmp_path: Path) -> None:
    _cache(tmp_path, tree=None).save(REPORT)
    assert list(tmp_path.iterdir()) == []
    assert _cache(tmp_path, tree=None).load() is None


@pytest.mark.parametrize("cut", [0, 10, 70, 200])
def test_an_entry_that_was_cut_short_is_not_used(tmp_path: Path, cut: int) -> None:
    _cache(tmp_path).save(REPORT)
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(entry.read_bytes()[:cut])
    assert _cache(tmp_path).load() is None


def test_an_entry_that_was_changed_is_not_used(tmp_path: Path) -> None:
    """A cached zero that nobody measured would be the worst of passes."""
    _cache(tmp_path).save(REPORT)
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(entry.read_bytes().replace(b'"counts": true', b'"counts": false'))
    assert _cache(tmp_path).load() is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = _cache(tmp_path / "file" / "below")
    cache.save(REPORT)
    assert cache.load() is None


def test_old_entries_go(tmp_path: Path) -> None:
    for i in range(70):
        _cache(tmp_path, tree=str(i)).save(REPORT)
    assert len(list(tmp_path.iterdir())) == 64
