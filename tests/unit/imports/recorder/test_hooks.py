"""The hooks, put into this very process and taken out again."""

from __future__ import annotations

import atexit
import builtins
import importlib
import importlib.util
import json
import sys
from collections.abc import Callable
from importlib import _bootstrap
from pathlib import Path
from typing import Any

import pytest

from offramp.imports.recorder.offramp_recorder import RUNNER, SELFTEST, hooks
from offramp.imports.recorder.offramp_recorder.recording import Recorder

Run = Callable[[str], list[tuple[int, str]]]


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """A recorder whose hooks hold until the test is over, and a layer to import."""
    (tmp_path / "abc_shop" / "compat").mkdir(parents=True)
    (tmp_path / "abc_shop" / "compat" / "__init__.py").write_text("")
    (tmp_path / "abc_shop" / "compat" / "old.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("abc_shop", "abc_shop.compat", "abc_shop.compat.old"):
        monkeypatch.setitem(sys.modules, name, sys)  # so that it is put back, which is to take away
        del sys.modules[name]
    for module in (builtins, importlib):
        monkeypatch.setattr(module, "__import__", module.__import__)
    monkeypatch.setattr(importlib, "import_module", importlib.import_module)
    monkeypatch.setattr(importlib.util, "module_from_spec", importlib.util.module_from_spec)
    monkeypatch.setattr(_bootstrap, "module_from_spec", _bootstrap.module_from_spec)
    monkeypatch.setattr(sys, "meta_path", sys.meta_path[:])
    monkeypatch.setattr(atexit, "register", lambda *_: None)
    monkeypatch.setattr(sys, "addaudithook", lambda _: None)  # it could not be taken out again
    made = Recorder(str(tmp_path), ["abc_shop.compat"], nonce="n", block=False, reach="test")
    made.open()
    hooks.install(made)
    return made


def entries(recorder: Recorder) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(recorder.path).read_text().splitlines()[1:]]


@pytest.fixture
def run(recorder: Recorder, tmp_path: Path) -> Run:
    def run(source: str) -> list[tuple[int, str]]:
        file = tmp_path / "app.py"
        file.write_text(source)
        exec(compile(source, str(file), "exec"), {"__name__": "app", "__file__": str(file)})
        found = [e for e in entries(recorder) if "name" in e and e["name"] != SELFTEST]
        return [(e["line"], e["via"]) for e in found]

    return run


def test_each_mechanism_shows_that_it_works(recorder: Recorder) -> None:
    """G1."""
    assert [e["via"] for e in entries(recorder) if e.get("name") == SELFTEST] == [
        "statement",
        "call",
        "finder",
    ]


def test_this_process_has_loaded_what_writes_outcomes(recorder: Recorder) -> None:
    assert {"runner": RUNNER} in entries(recorder)


@pytest.mark.parametrize(
    ("line", "via"),
    [
        ("import abc_shop.compat", "statement"),
        ("importlib.import_module('.compat', 'abc_shop')", "call"),
        ("importlib.import_module(name='abc_shop.compat')", "call"),
        ("importlib.__import__('abc_shop.compat')", "statement"),
        ("importlib._bootstrap._gcd_import('abc_shop.compat')", "finder"),
        ("util.module_from_spec(util.find_spec('abc_shop.compat'))", "call"),
        ("import abc_shop.compat.old", "statement"),
    ],
)
def test_each_way_to_load_a_module_is_seen_once(run: Run, line: str, via: str) -> None:
    assert run(f"import importlib, importlib.util as util\n{line}\n") == [(2, via)]


def test_a_module_in_hand_is_read_as_an_attribute(run: Run) -> None:
    lines = "import abc_shop.compat\nhold = [abc_shop]\ngetattr(hold[0], 'comp' + 'at')\n"
    assert run(lines) == [(1, "statement"), (3, "attribute")]


def test_a_question_is_no_import(run: Run) -> None:
    assert run("from importlib.util import find_spec\nfind_spec('abc_shop.compat')\n") == []


def test_arguments_that_are_none_get_the_originals_error(run: Run) -> None:
    lines = "import importlib\nfor bad in ((), (3,), ('.x',)):\n    try:\n"
    lines += "        importlib.import_module(*bad)\n    except (TypeError, AttributeError):\n"
    lines += "        continue\n    raise AssertionError(bad)\n"
    assert run(lines) == []


@pytest.mark.parametrize(
    ("take", "silent"),
    [
        (lambda: None, []),
        (lambda: setattr(builtins, "__import__", _bootstrap.__import__), ["statement"]),
        (lambda: setattr(importlib, "import_module", lambda _: None), ["call"]),
        (lambda: sys.meta_path.pop(0), ["finder"]),
        (lambda: setattr(builtins, "__import__", lambda *_: 1 / 0), ["statement"]),
    ],
)
def test_at_the_end_it_says_what_was_taken_away(
    recorder: Recorder, take: Callable[[], object], silent: list[str]
) -> None:
    """G1: a recorder that was thrown out is not one that saw nothing."""
    bare: Any = importlib.import_module.__wrapped__  # type: ignore[attr-defined] # it is a wrapper
    take()
    hooks._finish(recorder, bare)
    assert entries(recorder)[-1] == {"end": True, "silent": silent}


def test_a_fork_that_recorded_nothing_says_nothing(recorder: Recorder) -> None:
    before = entries(recorder)
    recorder.pid += 1
    hooks._finish(recorder, importlib.import_module)
    assert entries(recorder) == before
