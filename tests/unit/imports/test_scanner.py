"""Every form of reference and every near miss of tests/corpus/imports, one by one."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from offramp.errors import CannotJudge, ConfigError
from offramp.findings import Verdict
from offramp.imports import scan
from offramp.imports.layout import Layout
from offramp.imports.model import Kind, ScanReport
from offramp.imports.prefilter import Search
from offramp.imports.targets import Targets

Lay = Callable[..., Path]
CORPUS = Path(__file__).parents[2] / "corpus" / "imports"
RENAMES = {"candidate": "labs", "memory": "stores"}
RENAMED = {"beyond-roots.yml", "renames.yml", "roots.yml"}


def _load(name: str) -> Any:
    return yaml.safe_load((CORPUS / name).read_text(encoding="utf-8"))


def _cases() -> list[Any]:
    classes = sorted(p.name for p in CORPUS.glob("*.yml") if p.name != "tree.yml")
    return [
        pytest.param(name, case, id=f"{name.removesuffix('.yml')}-{case['id']}")
        for name in classes
        for case in _load(name)
    ]


@pytest.mark.parametrize(("name", "case"), _cases())
def test_corpus(name: str, case: dict[str, Any], tmp_path: Path, lay: Lay) -> None:
    renaming = name in RENAMED
    if not renaming:
        lay(tmp_path, _load("tree.yml"))
    lay(tmp_path, {**case.get("files", {}), case["path"]: case["text"]})
    layer, renames = ([], RENAMES) if renaming else ("acme.compat", {})
    report = scan(tmp_path, layer, renames, cache=False)
    here = [r for r in report.references if r.path == case["path"]]
    hits = [r for r in here if r.counts]
    assert [r.line for r in hits] == case["hits"]
    if "listed" in case:
        assert [r.line for r in here if not r.counts] == case["listed"]
    if "kind" in case:
        assert Kind(case["kind"]) in {r.kind for r in here}
    assert all(r.swallowed is case.get("swallowed", False) for r in hits)
    assert all(r.possible is case.get("possible", False) for r in hits)
    assert (case["path"] in report.unparsed_files) is case.get("unparsed", False)
    if "canonical" in case:
        assert hits[0].canonical == case["canonical"]
    for reference in here:
        if reference.span is not None:
            start, end = reference.span
            assert case["text"].encode()[start:end].strip(), "a span names something"


@pytest.mark.parametrize(("name", "case"), _cases())
def test_what_is_opened_holds_a_pattern_that_git_looks_for(name: str, case: dict[str, Any]) -> None:
    """In a repository git finds the files to open; outside of one they are all opened."""
    targets = Targets([], RENAMES) if name in RENAMED else Targets(["acme.compat"], {})
    layout = Layout([*({} if name in RENAMED else _load("tree.yml")), case["path"]])
    search, data = Search(targets, layout), case["text"].encode()
    held = any(re.search(pattern.encode(), data) for pattern in search.patterns)
    assert held or not search.finds(case["path"], data)


def test_calls_that_lack_their_arguments_are_passed_over(tmp_path: Path) -> None:
    """They fail when they are run; a scan does not fail on them."""
    names = ["import_module", "__import__", "getattr", "exec", "find_spec", "sys.modules.get"]
    names += [
        "mock.patch",
        "monkeypatch.setattr",
        "monkeypatch.delitem",
        "attrgetter",
        "x.patch.dict",
    ]
    calls = "".join(f"{name}({given})\n" for name in names for given in ("", "*a", "**k"))
    report = one(tmp_path, f"import a\na.compat\n{calls}".encode())
    assert [r.line for r in report.references if r.counts] == [2]


@pytest.mark.parametrize(
    ("first", "part", "last", "hits"),
    [
        ("[a, a]", "t[{}]", "t[i].compat.f()", [5]),
        ("{1: a}", "t.get({})", "t[i].compat.f()", [5]),
        ("['x']", "t[{}]", "import_module(t[i])", []),
        ("['x']", "t.get({})", "import_module(t.get(i))", []),
    ],
)
def test_a_table_that_is_made_of_itself_is_read_once(
    tmp_path: Path, first: str, part: str, last: str, hits: list[int]
) -> None:
    """Following each of its parts anew took time without end."""
    parts = ", ".join(part.format(key) for key in ("i", "i + 1", "i + 2"))
    table = f"t = {first}\nfor i in x:\n    t = [{parts}]\n"
    report = one(tmp_path, f"import a  # compat\n{table}{last}\n".encode())
    assert [r.line for r in report.references if r.counts] == hits


def one(root: Path, text: bytes, path: str = "m.py", layer: str = "a.compat") -> ScanReport:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(text)
    return scan(root, layer, cache=False)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (b"import a.compat.x as y\n", b"a.compat.x"),
        (b"from a import  compat\n", b"compat"),
        (b"from  a.compat import x\n", b"a.compat"),
        (b"import a\na . compat . f()\n", b"a . compat . f"),
        (b"import m; m.patch('a.compat.f')\r\n", b"a.compat.f"),
        (b"\xef\xbb\xbfx = '\xc3\xa9'; import a.compat\n", b"a.compat"),
        (b"# coding: latin-1\nx = '\xe9'; import a.compat\n", b"a.compat"),
        (b"# coding: shift_jis\nx = '\x83\\'; import a.compat\n", b"a.compat"),
        ("ö = 1; import a.compat\n".encode(), b"a.compat"),
        (b"x = 1\rimport a.compat", b"a.compat"),
        (b'x = """\r\n\r\n>>> import a.compat\r\n"""\r\n', None),
    ],
)
def test_a_span_is_exact_in_any_encoding(tmp_path: Path, text: bytes, written: bytes) -> None:
    report = one(tmp_path, text)
    spans = [r.span for r in report.references if r.counts]
    if written is not None:
        assert [text[slice(*s)] for s in spans if s] == [written]


def test_a_file_in_latin_1_without_a_declaration_is_searched_and_reported(tmp_path: Path) -> None:
    """A peer says "All checks passed!" of such a file."""
    report = one(tmp_path, b"x = '\xe9'\nimport a.compat\n")
    assert report.hits == 1
    assert report.unparsed_files == ["m.py"]
    assert not report.references[0].parsed


def test_utf_16_is_searched(tmp_path: Path) -> None:
    assert one(tmp_path, "import a.compat\n".encode("utf-16")).hits == 1


def test_a_pickle_is_read_and_not_loaded(tmp_path: Path) -> None:
    data = b"\x80\x04\x8c\x08a.compat\x94\x8c\x05Thing\x94\x93\x94."
    report = one(tmp_path, data, "data.pkl")
    assert {r.kind for r in report.references} == {Kind.PICKLE}
    assert report.hits


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    report = one(tmp_path, b"import a.compat\n", b"caf\xe9.py".decode("utf-8", "surrogateescape"))
    assert report.hits == 1


def test_the_last_line_of_a_file_of_thirteen_megabytes(tmp_path: Path) -> None:
    report = one(tmp_path, b"#" + b"x" * 13_000_000 + b"\nimport a.compat")
    assert [r.line for r in report.references] == [2]


def test_a_hundred_thousand_matching_lines_are_bounded_and_still_fail(tmp_path: Path) -> None:
    report = one(tmp_path, b"import a.compat\n" * 100_000)
    assert len(report.references) == 1000
    assert [f.rule for f in report.findings] == ["too-many-references"]
    report = scan(tmp_path, "a.compat", max_hits=2000, cache=False)
    assert report.verdict is Verdict.FAIL


def test_many_lines_of_documentation_do_not_fail_the_gate(tmp_path: Path) -> None:
    report = one(tmp_path, b"see a.compat there\n" * 100_000, "x.log")
    assert report.verdict is Verdict.PASS
    assert len(report.references) == 1000
    assert "99000 more" in report.references[-1].note


def test_links_do_not_lead_out_of_the_tree_or_in_circles(tmp_path: Path) -> None:
    root = tmp_path / "root"
    one(tmp_path, b"import a.compat\n", "outside.py")
    one(root, b"import a.compat\n", "in.py")
    (root / "link.py").symlink_to(tmp_path / "outside.py")
    (root / "loop").symlink_to(root)
    (root / "self.py").symlink_to(root / "self.py")
    (root / "dangling.py").symlink_to(root / "nothing.py")
    report = scan(root, "a.compat", cache=False)
    assert [r.path for r in report.references] == ["in.py"]


def test_no_file_at_all_cannot_be_judged(tmp_path: Path) -> None:
    """G9: a wrong working directory is no pass."""
    assert scan(tmp_path, "a.compat", cache=False).verdict is Verdict.CANNOT_JUDGE


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match="does not exist"):
        scan(tmp_path / "no", "a.compat")


@pytest.mark.parametrize(
    ("layer", "renames"),
    [([], {}), ("", {}), ("a b", {}), ("a..b", {}), ([], {"labs": "labs"}), ([], {"a-b": "c"})],
)
def test_what_cannot_be_looked_for(tmp_path: Path, layer: Any, renames: Any) -> None:
    """G1: a map of names to themselves could never show a use."""
    with pytest.raises(ConfigError):
        scan(tmp_path, layer, renames)


def test_allow_takes_patterns_and_not_prefixes(tmp_path: Path, lay: Lay) -> None:
    """G12: an entry for a folder does not let through what only begins like it."""
    lay(tmp_path, {"old/m.py": "import a.compat\n", "old_new/m.py": "import a.compat\n"})
    report = scan(tmp_path, "a.compat", {}, ["old/"], cache=False)
    assert [(r.path, r.counts) for r in report.references] == [
        ("old/m.py", False),
        ("old_new/m.py", True),
    ]


def test_an_allow_entry_that_matches_nothing_is_a_finding(tmp_path: Path, lay: Lay) -> None:
    """G12."""
    lay(tmp_path, {"m.py": "x = 1\n"})
    report = scan(tmp_path, "a.compat", {}, ["gone/**"], cache=False)
    assert [f.rule for f in report.findings] == ["stale-allow-entry"]
    assert report.verdict is Verdict.FAIL


def test_documentation_counts_on_demand(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"m.py": "# a.compat\n", "d.md": "a.compat\n"})
    assert scan(tmp_path, "a.compat", cache=False).hits == 0
    assert scan(tmp_path, "a.compat", count_docs=True, cache=False).hits == 2


def test_what_offramp_writes_is_left_out(tmp_path: Path, lay: Lay) -> None:
    files = {"report.json": '{"legacy": "a.compat"}\n', ".offramp/x.py": "import a.compat\n"}
    lay(tmp_path, files)
    report = scan(tmp_path, "a.compat", leave_out=["report.json"], cache=False)
    assert (report.hits, report.scanned_files) == (0, 0)


def test_layer_files_are_named(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {"src/a/__init__.py": "", "src/a/compat.py": "", "src/a/b.py": ""})
    assert scan(tmp_path, "a.compat", cache=False).layer_files == ["src/a/compat.py"]


def test_the_same_tree_gives_the_same_report(tmp_path: Path, lay: Lay) -> None:
    lay(tmp_path, {f"m{i}.py": "from a.compat import x, y\n" for i in range(5)})
    first = scan(tmp_path, ["a.compat", "a.old"], cache=False).to_dict()
    assert first == scan(tmp_path, ["a.old", "a.compat"], cache=False).to_dict()


def test_the_root_may_be_said_as_text(tmp_path: Path) -> None:
    (tmp_path / "user.py").write_text("import a.compat\n")
    assert scan(str(tmp_path), "a.compat", cache=False).hits == 1
