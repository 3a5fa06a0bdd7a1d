from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from offramp.findings import Verdict
from offramp.imports.model import Kind, Reference, ScanReport, Source
from offramp.imports.runs.record import RuntimeRecord, join


def static(path: str, line: int, legacy: str, kind: Kind = Kind.FROM_IMPORT) -> Reference:
    return Reference(path, line, 0, kind, legacy)


def seen(path: str, line: int, legacy: str) -> Reference:
    return Reference(path, line, 0, Kind.RUNTIME, legacy, source=Source.RUNTIME)


def joined(
    root: Path, references: list[Reference], hits: list[Reference], allow: tuple[str, ...] = ()
) -> ScanReport:
    report = ScanReport(layers=("a.compat",), references=references, scanned_files=1)
    record = RuntimeRecord("n", ("a.compat",), tuple(hits), {}, ())
    return join(report, record, root, allow=allow)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    text = (
        "import os\nfrom a import (\n    core,\n    compat,\n)\n\ndef f():\n    import a.compat\n"
    )
    (tmp_path / "m.py").write_text(text)
    return tmp_path


def test_what_both_have_seen_says_so(root: Path) -> None:
    report = joined(
        root,
        [static("m.py", 4, "a.compat"), static("m.py", 8, "a.compat", Kind.IMPORT)],
        [seen("m.py", 2, "a.compat")],
    )
    assert [(r.line, r.source) for r in report.references] == [(4, Source.BOTH), (8, Source.STATIC)]
    assert report.hits == 2


def test_what_no_reading_can_know_is_added_and_counts(root: Path) -> None:
    """DESIGN idea 4: neither dynamic imports nor dead code hide."""
    report = joined(root, [], [seen("m.py", 1, "a.compat")])
    assert [r.source for r in report.references] == [Source.RUNTIME]
    assert report.hits == 1
    assert report.verdict is Verdict.FAIL


def test_another_name_on_the_line_is_not_the_same_reference(root: Path) -> None:
    report = joined(root, [static("m.py", 1, "a.compat.x")], [seen("m.py", 1, "a.compat.y")])
    assert [r.source for r in report.references] == [Source.STATIC, Source.RUNTIME]


def test_a_comment_does_not_explain_a_hit(root: Path) -> None:
    report = joined(
        root, [static("m.py", 1, "a.compat", Kind.COMMENT)], [seen("m.py", 1, "a.compat")]
    )
    assert [r.source for r in report.references] == [Source.STATIC, Source.RUNTIME]


def test_a_hit_in_an_allowed_path_is_listed_and_does_not_count(root: Path) -> None:
    hits = [seen("m.py", 1, "a.compat"), seen("/env/m.py", 1, "a.compat")]
    report = joined(root, [], hits, allow=("m.py",))
    assert [(r.path, r.counts) for r in report.references] == [("/env/m.py", True), ("m.py", False)]


def test_a_possible_name_that_was_run_is_a_hit(root: Path) -> None:
    """G10: reading saw only that the name might be the layer's; the run has shown that it is."""
    possible = replace(
        static("user.py", 1, "a.compat", Kind.DYNAMIC_IMPORT), counts=False, possible=True
    )
    report = joined(root, [possible], [seen("user.py", 1, "a.compat.x")])
    (found,) = report.references
    assert (found.legacy, found.counts, found.source) == ("a.compat.x", True, Source.BOTH)


def test_what_a_runner_imports_is_explained_by_who_named_it(root: Path) -> None:
    named = static("tests/conftest.py", 1, "a.compat.plugin", Kind.STRING)
    hits = [seen("<pytest plugins>", 1, "a.compat.plugin"), seen("<python -m>", 1, "a.compat")]
    report = joined(root, [named], hits)
    assert [(r.path, r.source) for r in report.references] == [
        ("<python -m>", Source.RUNTIME),
        ("tests/conftest.py", Source.BOTH),
    ]


def test_what_does_not_count_explains_no_hit(root: Path) -> None:
    """offramp's own settings name the layer in every target; they must not swallow a hit."""
    settings = replace(static("offramp.toml", 2, "a.compat", Kind.CONFIG), counts=False)
    near = replace(static("m.py", 1, "a.compat", Kind.STRING), counts=False)
    report = joined(
        root, [settings, near], [seen("<string>", 1, "a.compat"), seen("m.py", 1, "a.compat")]
    )
    assert [(r.path, r.counts, r.source) for r in report.references] == [
        ("<string>", True, Source.RUNTIME),
        ("m.py", True, Source.RUNTIME),
        ("m.py", False, Source.STATIC),
        ("offramp.toml", False, Source.STATIC),
    ]


def test_the_head_of_a_block_is_a_statement_of_its_own(tmp_path: Path) -> None:
    lines = [
        "with patch('a.compat.f'):",
        "    if rare:",
        "        import a.compat.f",
        "@dec(",
        "    'a.compat',",
        ")",
        "def f(): ...",
    ]
    (tmp_path / "m.py").write_text("\n".join(lines) + "\n")
    report = joined(
        tmp_path,
        [
            static("m.py", 1, "a.compat.f", Kind.STRING),
            static("m.py", 3, "a.compat.f"),
            static("m.py", 5, "a.compat", Kind.STRING),
        ],
        [seen("m.py", 1, "a.compat"), seen("m.py", 4, "a.compat")],
    )
    assert [(r.line, r.source) for r in report.references] == [
        (1, Source.BOTH),
        (3, Source.STATIC),
        (5, Source.BOTH),
    ]


def test_a_computed_name_that_was_several_is_several_hits(root: Path) -> None:
    possible = replace(
        static("user.py", 1, "a.compat", Kind.DYNAMIC_IMPORT), counts=False, possible=True
    )
    hits = [seen("user.py", 1, "a.compat.x"), seen("user.py", 1, "a.compat.y")]
    report = joined(root, [possible], hits)
    assert [(r.legacy, r.source, r.counts) for r in report.references] == [
        ("a.compat.x", Source.BOTH, True),
        ("a.compat.y", Source.RUNTIME, True),
    ]


def test_what_lies_in_the_layer_is_no_hit_under_any_name(root: Path) -> None:
    """A test beside the layer's modules goes with them; pytest may call its module test_own."""
    report = ScanReport(layers=("a.compat",), scanned_files=1)
    hits = (
        seen("src/a/compat/test_own.py", 1, "a.compat"),
        seen("tests/a/compat/test_x.py", 1, "a.compat"),
    )
    record = RuntimeRecord("n", ("a.compat",), hits, {}, ())
    paths = ["src/a/__init__.py", "src/a/compat/__init__.py", *(h.path for h in hits)]
    now = join(report, record, root, paths=paths)
    assert [r.path for r in now.references] == ["tests/a/compat/test_x.py"]


@pytest.mark.parametrize(
    ("tests", "explained"),
    [(("t.py::a", "t.py::b"), True), (("t.py::a", "u.py::a"), False), ((), False)],
)
def test_an_allowed_file_explains_what_its_own_tests_did(
    root: Path, tests: tuple[str, ...], explained: bool
) -> None:
    named = replace(static("t.py", 3, "a.compat", Kind.COMMAND), counts=False, note="allowed")
    hit = seen("<string>", 1, "a.compat")
    report = ScanReport(layers=("a.compat",), references=[named], scanned_files=1)
    now = join(report, RuntimeRecord("n", ("a.compat",), (hit,), {hit: tests}, ()), root)
    assert now.hits == (not explained)


def test_a_hit_without_a_file_says_which_tests_showed_it(root: Path) -> None:
    hit = replace(seen("<string>", 1, "a.compat"), note="code without a file")
    record = RuntimeRecord("n", ("a.compat",), (hit,), {hit: ("t.py::a", "t.py::b")}, ())
    (only,) = join(ScanReport(layers=("a.compat",), scanned_files=1), record, root).references
    assert only.note == "code without a file, in t.py::a and 1 more"


def test_what_is_not_the_renamed_root_is_no_hit(tmp_path: Path) -> None:
    """Third-party code imports the standard library's types; a test has a helper of its own."""
    paths = ["stores/__init__.py", "tests/memory.py", "tests/test_a.py", "app.py"]
    report = ScanReport(layers=(), renames=(("memory", "stores"), ("types", "kinds")))
    record = RuntimeRecord(
        "n",
        ("memory", "types"),
        (
            seen("/usr/lib/x/y.py", 1, "types.CodeType"),
            seen("tests/test_a.py", 1, "memory"),
            seen("app.py", 1, "memory"),
        ),
        {},
        (),
    )
    both = join(report, record, tmp_path, paths=paths)
    assert [(r.path, r.legacy) for r in both.references] == [("app.py", "memory")]
