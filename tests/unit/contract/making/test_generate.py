"""What the emitter's result means to a person."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from offramp.contract.making.child import variables
from offramp.contract.making.emission import Emission
from offramp.contract.making.generate import (
    Generated,
    ImportFailure,
    _checked,
    _sitecustomize,
    _warning,
    generate,
)
from offramp.errors import DocumentError


@pytest.mark.parametrize(
    "document",
    [
        *({}, [], None, "3.1", {"openapi": "3.1.0"}, {"openapi": "2.0", "paths": {}}),
        *({"openapi": "3.1.0", "paths": None}, {"error": "x"}, {"openapi": "4.0.0", "paths": {}}),
    ],
)
def test_d6_what_is_no_document_is_refused(document: object) -> None:
    with pytest.raises(DocumentError, match="not an OpenAPI 3 document"):
        _checked("a:b", document)


@pytest.mark.parametrize("part", ["paths", "webhooks", "components"])
def test_a_document_needs_one_of_its_parts(part: str) -> None:
    document = {"openapi": "3.1.0", part: {}}
    assert _checked("a:b", document) is document


def test_the_variables_of_an_application(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "GIT_DIR", "GIT_SSH_COMMAND"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("APP_MODE", "test")
    env = variables({"PYTHONPATH": "mine"})
    assert env["PYTHONPATH"] == "mine"
    assert env["PYTHONHASHSEED"] == "0"
    assert env["APP_MODE"] == "test"
    assert not [name for name in env if name.startswith("GIT_") or name == "VIRTUAL_ENV"]
    assert os.environ["GIT_DIR"] == "x"


def test_texts() -> None:
    assert str(ImportFailure("a.b", "ImportError: no", "x.py", 3)) == (
        "x.py:3 imports a.b: ImportError: no"
    )
    said = {"category": "UserWarning", "message": "m", "path": "x.py", "line": 1}
    assert _warning(said) == "x.py:1: UserWarning: m"
    assert _warning({**said, "path": None}) == "UserWarning: m"
    assert _sitecustomize(None) is None
    assert _sitecustomize({"path": "sitecustomize.py", "ran": True}) == (
        "sitecustomize.py ran at start"
    )


def test_a_document_is_made(tmp_path: Path) -> None:
    (tmp_path / "api.py").write_text("app = {'openapi': '3.1.0', 'paths': {}}\n")
    assert generate(Emission(Path(sys.executable), tmp_path, "api:app")).document["paths"] == {}


def test_what_was_made_can_be_kept() -> None:
    made = Generated(
        document={"openapi": "3.1.0", "paths": {}},
        import_errors=[ImportFailure("a", "ImportError: x", "b.py", 1)],
        warnings=["w"],
        denied=[],
        stdout_tail="",
        stderr_tail="",
        sitecustomize=None,
        python="3.11.7",
        seconds=0.5,
    )
    again = Generated.from_dict(json.loads(json.dumps(made.to_dict())))
    assert again == made
    assert again.import_errors[0].line == 1
    with pytest.raises((KeyError, TypeError)):
        Generated.from_dict({"document": {}})
