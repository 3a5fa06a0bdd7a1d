from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.errors import CannotJudge
from offramp.imports import scan
from offramp.imports.model import Kind, Reference, ScanReport, Source
from offramp.imports.rewriting import rewrite
from offramp.imports.rewriting.rewrite import FixPlan, plan_fix

Tree = Callable[[dict[str, bytes]], Path]


@pytest.fixture
def tree(tmp_path: Path, lay: Callable[..., Path]) -> Tree:
    return functools.partial(lay, tmp_path)


LAYER = {
    "a/__init__.py": b"",
    "a/core.py": b"def f(): ...\ndef g(): ...\n",
    "a/compat.py": b"from a.core import f, g\ndef own(): ...\n",
}


def planned(root: Path, **options: tuple[str, ...]) -> FixPlan:
    return plan_fix(root, scan(root, "a.compat", allow=options.get("allow", ())), **options)


@pytest.mark.parametrize(
    "line",
    [
        b"from a.compat import f\r\nx = 1\r\n",
        b"\xef\xbb\xbffrom a.compat import f\nx = '\xc3\xa4'\n",
        b"# -*- coding: latin-1 -*-\nx = '\xe4'; from a.compat import f  # \xfc\n",
        b"# vim: set fileencoding=cp1252 :\nx = '\x80'\nfrom a.compat import f\n",
        b"x = 1\rfrom a.compat import f\ry = 2\r",
        b"\x0c\nif True:\n\tfrom a.compat import f\n\x0c\n",
        b"x = '\xce\x9b \xf0\x9f\x98\x80'; from a.compat import f  # \xce\x9b",
        b"s = '''\n\x0b\x1c\xe2\x80\xa8'''\nfrom a.compat import f\n",
    ],
)
def test_what_is_outside_of_the_change_stays_to_the_byte(tree: Tree, line: bytes) -> None:
    root = tree({**LAYER, "m.py": line})
    plan = planned(root)
    assert plan.edits == {"m.py": line.replace(b"a.compat", b"a.core")}
    plan.apply()
    assert (root / "m.py").read_bytes() == line.replace(b"a.compat", b"a.core")


def test_the_mode_of_a_file_stays(tree: Tree) -> None:
    root = tree({**LAYER, "tool": b"#!/usr/bin/env python3\nfrom a.compat import f\n"})
    (root / "tool").chmod(0o755)
    planned(root).apply()
    assert (root / "tool").stat().st_mode & 0o777 == 0o755


def test_a_name_without_a_home_is_reported_and_not_guessed(tree: Tree) -> None:
    """Of 228 references in a real repository 48 had no counterpart under the new root."""
    root = tree({**LAYER, "m.py": b"from a.compat import own\n"})
    plan = planned(root)
    assert plan.edits == {}
    assert [(r.legacy, why) for r, why in plan.unfixed] == [
        ("a.compat.own", "own is made in a.compat itself")
    ]


def test_an_allowed_path_is_left_alone(tree: Tree) -> None:
    root = tree({**LAYER, "docs/m.py": b"from a.compat import f\n"})
    plan = planned(root, allow=("docs/**",))
    assert (plan.edits, plan.fixed, plan.unfixed) == ({}, (), ())


def test_a_run_time_hit_is_reported(tree: Tree) -> None:
    root = tree(LAYER)
    hit = Reference("m.py", 1, 0, Kind.RUNTIME, "a.compat", source=Source.RUNTIME)
    report = ScanReport(("a.compat",), references=(hit,), scanned_files=1)
    ((reference, why),) = plan_fix(root, report).unfixed
    assert reference == hit
    assert "when it ran" in why


def test_the_diff_shows_the_change_and_the_plan_is_plain_data(tree: Tree) -> None:
    root = tree({**LAYER, "m.py": b"import os\nfrom a.compat import f"})
    plan = planned(root)
    assert plan.diff() == (
        "--- a/m.py\n+++ b/m.py\n@@ -1,2 +1,2 @@\n import os\n"
        "-from a.compat import f\n\\ No newline at end of file\n"
        "+from a.core import f\n\\ No newline at end of file\n"
    )
    data = plan.to_dict()
    assert (data["schema"], data["files"]) == ("offramp.fix/1", ["m.py"])
    assert [r["legacy"] for r in data["fixed"]] == ["a.compat.f"]


def test_a_file_that_has_changed_since_is_not_overwritten(tree: Tree) -> None:
    root = tree({**LAYER, "m.py": b"from a.compat import f\n", "n.py": b"import a.compat as c\n"})
    plan = planned(root)
    (root / "m.py").write_bytes(b"from a.compat import g\n")
    with pytest.raises(CannotJudge, match="has changed"):
        plan.apply()
    assert (root / "m.py").read_bytes() == b"from a.compat import g\n"
    assert (root / "n.py").read_bytes() == b"import a.compat as c\n"


def test_all_files_are_written_or_none(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {f"m{i}.py": b"from a.compat import f\n" for i in range(3)}
    root = tree({**LAYER, **before})
    plan = planned(root)
    assert len(plan.edits) == 3
    replace = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if Path(target).name == "m1.py":
            raise PermissionError(13, "Permission denied", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(CannotJudge, match="nothing is changed"):
        plan.apply()
    assert {p.name: p.read_bytes() for p in root.glob("*.py")} == before
    assert {p.name for p in root.iterdir()} == {*before, "a"}, "no scratch file is left"


def test_a_result_that_would_not_parse_is_not_written(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({**LAYER, "m.py": b"from a.compat import f\n"})
    monkeypatch.setattr(rewrite.Canonical, "of", lambda self, legacy: "a.co-re.f")
    monkeypatch.setattr(
        "offramp.imports.rewriting.binding.Binding._bound_to",
        lambda self, home: ([rewrite_item("1nvalid", "f", "f")], ""),
    )
    plan = planned(root)
    assert plan.edits == {}
    assert ["would not parse" in why for _, why in plan.unfixed] == [True]
    assert (root / "m.py").read_bytes() == b"from a.compat import f\n"


def rewrite_item(*parts: str) -> object:
    from offramp.imports.rewriting.statements import Item

    return Item(*parts)


def test_a_use_by_way_of_a_rewritten_module_is_fixed_with_it(tree: Tree) -> None:
    root = tree(
        {
            **LAYER,
            "first.py": b"from a import compat as c\nc.f()\n",
            "second.py": b"from first import c\nc.f()\n",
        }
    )
    report = scan(root, "a.compat")
    assert {r.path for r in report.references if r.counts} == {"first.py", "second.py"}
    plan = plan_fix(root, report)
    assert list(plan.edits) == ["first.py"]
    assert plan.unfixed == ()
    assert {r.path for r in plan.fixed} == {"first.py", "second.py"}


@pytest.mark.parametrize(
    ("user", "given"),
    [
        ("from first import c\nc.h()\n", "c"),
        ("import first\nfirst.c.h()\n", "c"),
        ("from first import *\nc.h()\n", "c"),
    ],
)
def test_a_name_that_other_modules_take_stays(tree: Tree, user: str, given: str) -> None:
    first = b"import a.compat as c\nc.f(c.h())\n"
    files = {**LAYER, "a/more.py": b"def h(): ...\n", "first.py": first, "second.py": user.encode()}
    files["a/compat.py"] = b"from a.core import f\nfrom a.more import h\n"
    plan = planned(tree(files))
    assert plan.edits == {}
    ours = [why for reference, why in plan.unfixed if reference.path == "first.py"]
    assert [f"other modules take {given} from this one" in why for why in ours] == [True]


@pytest.mark.parametrize("error", [PermissionError(13, "no"), KeyboardInterrupt()])
def test_nothing_is_left_behind_where_writing_fails(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """A full disk leaves half a scratch file; an interrupt comes between two files."""
    before = {f"m{i}.py": b"from a.compat import f\n" for i in range(3)}
    root = tree({**LAYER, **before})
    plan = planned(root)
    replace, write = Path.replace, Path.write_bytes

    def fails(self: Path, data: bytes) -> int:
        if isinstance(error, OSError) and self.name.startswith(".m1.py"):
            write(self, data[:3])
            raise error
        return write(self, data)

    def interrupted(self: Path, target: Path) -> Path:
        if isinstance(error, KeyboardInterrupt) and Path(target).name == "m1.py":
            raise error
        return replace(self, target)

    monkeypatch.setattr(Path, "write_bytes", fails)
    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises((CannotJudge, KeyboardInterrupt)):
        plan.apply()
    assert {p.name: p.read_bytes() for p in root.glob("*.py")} == before
    assert {p.name for p in root.iterdir()} == {*before, "a"}


def test_a_use_in_a_file_that_does_not_parse_goes_with_its_import(tree: Tree) -> None:
    """G15: a plain import that is renamed alone would leave its uses without a name."""
    root = tree({"new/__init__.py": b"", "new/core.py": b"def f(): ...\n"})
    text = b"import old.core\nprint 'x', old.core.f()\n"
    (root / "m.py").write_bytes(text)
    plan = plan_fix(root, scan(root, [], {"old": "new"}))
    assert plan.edits == {"m.py": text.replace(b"old", b"new")}
    (root / "m.py").write_bytes(text.replace(b"core.f", b"core.gone"))
    plan = plan_fix(root, scan(root, [], {"old": "new"}))
    assert plan.edits == {}
    assert sorted(why for _, why in plan.unfixed) == [
        "line 2 stays, and goes with it",
        "new.core.gone does not exist",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "import old\nf(vars(old), old.core)\ndel old\n",
            "import new.core\nf(vars(new), new.core)\ndel new\n",
        ),
        ("import old.core\nf(old)\n", "import new.core\nf(new)\n"),
        ("import old\nold = old.core\n", "import new as old\nold = old.core\n"),
        ("import old\ndef g(new): f(old, new)\n", "import new as old\ndef g(new): f(old, new)\n"),
        ("import old\ndef g(old): f(old)\n", "import new as old\ndef g(old): f(old)\n"),
        ("import old\n__all__ = ['old']\n", "import new as old\n__all__ = ['old']\n"),
        (
            "try:\n    import old\nexcept ImportError:\n    old = None\nold and old.core.f()\n",
            (
                "try:\n    import new.core, new as old\n"
                "except ImportError:\n    old = None\nold and new.core.f()\n"
            ),
        ),
        (
            "import old.core\nold.core.made = 1\nf(old.core.made)\ndel old.core.made\n",
            "import new.core\nnew.core.made = 1\nf(new.core.made)\ndel new.core.made\n",
        ),
        (
            "from old import core\nfor core in x: core.y\n",
            "from new import core\nfor core in x: core.y\n",
        ),
        ("import old.core as c\nf(c.__dict__)\n", "import new.core as c\nf(c.__dict__)\n"),
        ("import old\nf(old.asked)\n", "import new\nf(new.asked)\n"),
    ],
)
def test_uses_of_a_renamed_root_alone_go_with_it(tree: Tree, before: str, after: str) -> None:
    made = b"def __getattr__(name):\n    if name == 'asked':\n        return f()\n"
    root = tree({"new/__init__.py": made, "new/core.py": b"def f(): ...\n"})
    (root / "m.py").write_text(before)
    plan = plan_fix(root, scan(root, [], {"old": "new"}))
    assert [why for _, why in plan.unfixed] == []
    assert plan.edits["m.py"].decode() == after


def test_a_name_that_a_string_elsewhere_reaches_stays(tree: Tree) -> None:
    """``mock.patch`` would look for it in vain."""
    files = {**LAYER, "views.py": b"import a.compat as c\nc.f(c.h())\n", "a/more.py": b"h = 1\n"}
    files["a/compat.py"] = b"from a.core import f\nfrom a.more import h\n"
    root = tree(files)
    assert list(planned(root).edits) == ["views.py"]
    (root / "test_views.py").write_text("mock.patch('views.c.h', 1)\n")
    plan = planned(root)
    assert plan.edits == {}
    assert ["other modules take c from this one" in why for _, why in plan.unfixed] == [True]


def test_in_text_an_import_and_its_uses_go_together_and_commands_by_themselves(tree: Tree) -> None:
    text = b"python - <<X\nimport a.compat\na.compat.f()\nX\npython -m a.compat.sub\n"
    sub = {
        "a/compat/sub.py": b"from a.core import *\n",
        "a/compat/__init__.py": LAYER["a/compat.py"],
    }
    files = {**LAYER, **sub, "run.sh": text}
    del files["a/compat.py"]
    plan = planned(tree(files))
    assert plan.edits == {"run.sh": text.replace(b"-m a.compat.sub", b"-m a.core")}
    assert [why for _, why in plan.unfixed][1:] == ["line 2 stays, and goes with it"]
