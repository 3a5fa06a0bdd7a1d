"""The emitter runs in somebody else's interpreter: the standard library and old syntax alone."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import offramp.contract

EMITTER = Path(offramp.contract.__file__).with_name("emit.py")
FILES = [EMITTER, *sorted(EMITTER.with_name("emitter").glob("*.py"))]
STRANGERS = {
    "django",
    "drf_spectacular",
    "litestar",
    "ninja",
    "aiohttp_pydantic",
}  # imported where present
DOCUMENT = {"openapi": "3.1.0", "info": {}, "paths": {}}


@pytest.fixture
def emit(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", list(sys.path))
    return importlib.import_module("offramp.contract.emit")


def run(tmp_path: Path, **request: Any) -> dict[str, Any]:
    asked = {
        "schema": "offramp.emission/1",
        "root": str(tmp_path),
        "roots": [],
        "app": "api:app",
        "out": str(tmp_path / "result.json"),
        "network": False,
        "memory_mib": 1024,
        "never": [],
        **request,
    }
    (tmp_path / "request.json").write_text(json.dumps(asked))
    command = [sys.executable, "-s", EMITTER, tmp_path / "request.json"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == b""
    result: dict[str, Any] = json.loads((tmp_path / "result.json").read_bytes())
    return result


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_is_written_for_python_3_8(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_imports_the_standard_library_alone(path: Path) -> None:
    names = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    tree.body = [n for n in tree.body if ast.unparse(n).split("\n")[0] != "if TYPE_CHECKING:"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(str(node.module).partition(".")[0])
    strangers = STRANGERS if path.name == "frameworks.py" else set()
    assert names <= {*sys.stdlib_module_names, *strangers}


def test_the_result_says_what_happened(tmp_path: Path) -> None:
    (tmp_path / "api.py").write_text(f"app = {DOCUMENT!r}\n")
    result = run(tmp_path)
    assert result.pop("seconds") >= 0
    assert result.pop("python")
    assert result == {
        "schema": "offramp.emission/1",
        "document": DOCUMENT,
        "import_errors": [],
        "warnings": [],
        "denied": [],
        "sitecustomize": None,
        "notes": [],
        "written": [],
    }


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("raise SystemExit(2)", "exit"),
        ("import no_such_module_anywhere", "module"),
        ("1/0", "raised"),
        ("", "attribute"),
        ("app = 1", "no-document"),
        ("def app(scope, receive, send): ...", "no-document"),
    ],
)
def test_what_goes_wrong_comes_back_as_data(tmp_path: Path, code: str, kind: str) -> None:
    (tmp_path / "api.py").write_text(code + "\n")
    assert run(tmp_path)["error"]["kind"] == kind


@pytest.mark.parametrize(
    ("host", "local"),
    [
        *[(h, True) for h in ("localhost", "127.0.0.1", "127.8.8.8", "::1", "::1%lo", "")],
        *[(h, False) for h in ("example.org", "10.0.0.1", "localhost.example.org", "::2")],
    ],
)
def test_which_hosts_are_local(emit: ModuleType, host: str, local: bool) -> None:
    assert emit.part("recorder")._is_local(host) is local


def test_what_lies_in_the_tree(emit: ModuleType, tmp_path: Path) -> None:
    recorder = emit.part("recorder").Recorder(str(tmp_path), False)
    assert recorder.inside(str(tmp_path / "a/b.py")) == "a/b.py"
    assert recorder.inside(str(tmp_path) + "-other/b.py") is None
    assert recorder.inside("<frozen importlib>") is None
    assert recorder.inside(str(tmp_path / ".venv/lib/site-packages/x.py")) is None


def test_the_tree_has_a_module(emit: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "pkg/sub").mkdir(parents=True)
    (tmp_path / "pkg/sub/__init__.py").write_text("")
    (tmp_path / "pkg/mod.py").write_text("")
    known = {name: emit._has_module(tmp_path, name) for name in ("pkg.sub", "pkg.mod", "pkg", "x")}
    assert known == {"pkg.sub": True, "pkg.mod": True, "pkg": False, "x": False}
