"""What fails quietly is recorded; the traps themselves are in tests/functional/test_emission.py."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from offramp.contract.emitter.recorder import LIMIT, NetworkDenied, Recorder


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    """A recorder whose import hooks are taken out again; the audit hook would stay for ever."""
    import builtins

    before = builtins.__import__, importlib.import_module, warnings.showwarning
    with warnings.catch_warnings():
        made = Recorder(str(tmp_path), network=True)
        made.start()
        yield made
    builtins.__import__, importlib.import_module, warnings.showwarning = before


def test_an_error_that_passes_through_is_noted_where_it_began(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outer_of_test.py").write_text("import inner_of_test\n")
    (tmp_path / "inner_of_test.py").write_text("from json import nothing_such\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ImportError):
        importlib.import_module("outer_of_test")
    assert [(e["path"], e["line"], e["module"]) for e in recorder.import_errors] == [
        ("inner_of_test.py", 1, "json")
    ]


def test_only_so_many_are_kept(recorder: Recorder, tmp_path: Path) -> None:
    code = compile("import no_such_module_at_all", str(tmp_path / "x.py"), "exec")
    for _ in range(LIMIT + 10):
        with pytest.raises(ImportError):
            exec(code, {"__name__": "x"})
    assert len(recorder.import_errors) == LIMIT


def test_third_parties_deprecations_are_quiet(recorder: Recorder, tmp_path: Path) -> None:
    own, other = str(tmp_path / "x.py"), "/elsewhere/y.py"
    for category in (DeprecationWarning, UserWarning):
        for place in (own, other):
            recorder.on_warning("said", category, place, 3)
    assert [(w["category"], w["path"], w["line"]) for w in recorder.warnings] == [
        ("DeprecationWarning", "x.py", 3),
        ("UserWarning", "x.py", 3),
        ("UserWarning", None, None),
    ]


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("203.0.113.7", 80))),
        ("socket.sendto", (None, ("203.0.113.7", 80))),
        ("socket.getaddrinfo", ("203.0.113.7", 80, 0, 0, 0)),
        ("socket.gethostbyname", (b"203.0.113.7",)),
    ],
)
def test_the_network_is_refused(tmp_path: Path, event: str, arguments: tuple[object, ...]) -> None:
    recorder = Recorder(str(tmp_path), network=False)
    for _ in range(2):
        with pytest.raises(NetworkDenied):
            recorder.on_event(event, arguments)
    assert recorder.denied == ["203.0.113.7"]


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("socket.connect", (None, "/run/a.socket")),
        ("socket.getaddrinfo", (None, 80, 0, 0, 0)),
        ("open", ("x", "r", 0)),
    ],
)
def test_what_is_no_network(tmp_path: Path, event: str, arguments: tuple[object, ...]) -> None:
    recorder = Recorder(str(tmp_path), network=False)
    recorder.on_event(event, arguments)
    assert recorder.denied == []
