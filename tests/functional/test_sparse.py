"""A baseline of which only a part is laid out: quicker, and never another document."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from offramp.checkout import absent, worktrees

pytestmark = pytest.mark.functional

SETTINGS = """\
base = "main"

[openapi]
app = "svc.api:app"
sparse = {sparse}

[environment]
interpreter = "{python}"
"""
API = """\
from fastapi import FastAPI
from pydantic import BaseModel

from svc.core import greet
{more}

class Answer(BaseModel):
    text: str


app = FastAPI(title=greet("t"))


@app.get("/greet")
def hello() -> Answer:
    return Answer(text="")
"""


@pytest.fixture
def service(make_target: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    target = make_target()
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(target.root.parent / "cache"))

    def serve(sparse: Sequence[str], more: str = "", **settings: str) -> Any:
        text = SETTINGS.format(sparse=json.dumps(sparse), python=sys.executable)
        for old, new in settings.items():
            text = text.replace(old, new)
        target.write({"svc/api.py": API.format(more=more), "offramp.toml": text})
        target.write({"elsewhere/words.py": "WORD = 'w'\n", "elsewhere/deep/x.txt": "x"})
        target.commit("Serve")
        target.git("branch", "-f", "main")
        return target

    return serve


def baseline(target: Any) -> tuple[dict[str, Any], str]:
    done = target.offramp("openapi-baseline")
    assert done.returncode == 0, done.stderr
    assert target.git("worktree", "list").count("\n") == 0
    kept = json.loads((target.root / ".offramp/openapi/baseline.json").read_text())
    return kept, done.stderr


def test_what_is_enough_is_enough(service: Any) -> None:
    """FastAPI and pydantic list the tree for packages' metadata, which is no reason to stop."""
    narrow, said = baseline(service(["svc"]))
    assert "laid out whole" not in said
    whole, _ = baseline(service([]))
    assert narrow["paths"] == whole["paths"]


@pytest.mark.parametrize(
    ("more", "reached"),
    [
        ("from elsewhere import words", "elsewhere"),
        ("try:\n    import elsewhere.words\nexcept ImportError:\n    pass", "elsewhere"),
        ("import os\nassert os.path.exists('elsewhere/deep/x.txt')", "elsewhere"),
        ("import subprocess\nsubprocess.run(['true'])", "a program"),
    ],
)
def test_what_is_reached_for_has_all_laid_out(service: Any, more: str, reached: str) -> None:
    document, said = baseline(service(["svc"], more))
    assert document["paths"]
    assert f"laid out whole: svc.api:app reaches for what is not laid out: {reached}" in said


def test_a_wrong_name_has_all_laid_out(service: Any) -> None:
    document, said = baseline(service(["no/such"]))
    assert document["paths"]
    assert "laid out whole" in said


def test_an_application_that_fails_fails_in_the_whole_tree(service: Any) -> None:
    target = service(["svc"])
    target.write({"svc/api.py": "raise RuntimeError('broken')\n"})
    target.commit("Break")
    target.git("branch", "-f", "main")
    done = target.offramp("openapi-baseline")
    assert done.returncode == 1
    assert "broken" in done.stderr
    assert "not laid out" not in done.stderr


def test_a_kept_document_needs_no_tree(service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another part of the commit cannot even be read."""
    target = service([], app='document = "api/kept.json"\n#')
    kept = {"openapi": "3.1.0", "info": {"title": "k", "version": "1"}, "paths": {}}
    target.write({"api/kept.json": json.dumps(kept)})
    target.commit("Keep")
    target.git("branch", "-f", "main")
    (target.root / "elsewhere/words.py").write_text("WORD = 'another'\n")
    target.commit("Change")
    blob = target.git("rev-parse", "main:elsewhere/words.py")
    (target.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    document, said = baseline(target)
    assert document["info"]["title"] == "k"
    assert "laid out whole" not in said


def test_names_are_literal(target: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(target.root.parent / "cache"))
    files = ["a*/x", "ab/x", "[c]/x", "c/x", "d e/x", "!f/x", "#g/x", "h\\/x", "i/j/k", "i/l", "m"]
    target.commit("Names", dict.fromkeys(files, "text\n"))
    wanted = ["a*", "[c]", "d e", "!f", "#g", "h\\", "i/j", "no/such"]
    with worktrees.worktree(target.root, "HEAD", only=wanted) as tree:
        there = {os.fspath(p.relative_to(tree)) for p in tree.rglob("*") if p.is_file()}
        assert {path for path in files if path in there} == set(files) - {"ab/x", "c/x", "i/l"}
        assert not {path for path in there if path.startswith(("svc", "tests"))}
        assert "offramp.toml" in there
        assert absent(tree) == ["ab", "c", "i/l", "svc", "tests"]
        assert target.git("-C", os.fspath(tree), "status", "--porcelain") == ""
    with worktrees.worktree(target.root, "HEAD") as tree:
        assert absent(tree) == []
    assert list(Path(target.root, ".git").glob("worktrees/*")) == []
