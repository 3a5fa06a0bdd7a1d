"""What the contract gate costs from end to end, beside the target's own import and a peer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import fetch
from measure import compare, machine, table

from offramp.sandbox import build, find_example

OPERATIONS = 400
NOXFILE = "from offramp.sessions import register\n\nregister()\n"
SETTINGS = """\
base = "main"

[openapi]
app = "svc.api:app"
artifact = "docs/openapi.json"
"""
HEAD = """\
from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI(title="svc", version="1")
"""
ROUTE = """

class Ask{n}(BaseModel):
    name: str = Field(max_length={n} + 1)
    size: int | None = None
    tags: list[str] = []


class Told{n}(BaseModel):
    id: int
    asked: Ask{n}


@app.post("/things/{n}/{{key}}")
def thing{n}(key: str, asked: Ask{n}, deep: bool = False) -> Told{n}:
    return Told{n}(id={n}, asked=asked)
"""


def workshop(scratch: Path) -> None:
    """Measure the gate on the reference service, and on one of many operations."""
    print(f"workshop ({machine()})\n")
    _measure("the reference service", _reference(scratch), scratch, "lukhas.adapters.openai.api")
    _measure(f"{OPERATIONS} operations", _large(scratch), scratch, "svc.api")


def _measure(title: str, root: Path, scratch: Path, module: str) -> None:
    caches = [scratch / f"{root.name}-caches-{turn}" for turn in range(2)]
    gate = [sys.executable, "-m", "nox", "-s", "openapi_diff"]
    cold, warm = (["env", f"XDG_CACHE_HOME={folder}", *gate] for folder in caches)
    # The installers' own caches stay: what a second machine downloads is no work of ours.
    first = compare({"nox -s openapi_diff, cold": cold}, cwd=root, runs=1, warm=False)
    subprocess.run(warm, cwd=root, check=True, capture_output=True)
    (python,) = caches[1].glob("offramp/environments/*/venv/bin/python")
    documents = [_artifact(root), root / ".offramp" / "openapi" / "baseline.json"]
    door = [sys.executable, "-m", "offramp"]
    commands = {
        "the target's import and document": [
            *(os.fspath(python), "-c"),
            f"import {module} as m; (getattr(m, 'app', None) or m.get_app()).openapi()",
        ],
        "nox -s openapi_diff, warm": warm,
        "offramp openapi-diff, warm": ["env", warm[1], *door, "openapi-diff"],
        "offramp, both documents as files": [
            *(*door, "openapi-diff", "--base", os.fspath(documents[1])),
            *("--cand", os.fspath(documents[0])),
        ],
        **_peer(documents),
        "nox --list": [sys.executable, "-m", "nox", "--list"],
    }
    figures = {**compare(commands, cwd=root), **first}
    own, gated = (figures[name] for name in list(commands)[:2])
    beyond = f"beyond the target's own: {gated.wall - own.wall:.2f} s"
    print(f"{title}: warm, {beyond} (CPU {gated.cpu - own.cpu:.2f} s)\n{table(figures)}\n")


def _peer(documents: list[Path]) -> dict[str, list[str]]:
    """Return oasdiff's comparison of the two documents, where it can be had."""
    try:
        binary = fetch.peer()
    except SystemExit as reason:
        print(f"without oasdiff: {reason}")
        return {}
    files = [os.fspath(path) for path in reversed(documents)]
    return {"oasdiff, both documents as files": [os.fspath(binary), "breaking", *files]}


def _artifact(root: Path) -> Path:
    (found,) = (root / "docs").rglob("*openai.json" if root.name == "reference" else "openapi.json")
    return found


def _reference(scratch: Path) -> Path:
    return build(find_example(), scratch / "reference")


def _large(scratch: Path) -> Path:
    root = scratch / "large"
    (root / "svc").mkdir(parents=True)
    (root / "svc" / "__init__.py").touch()
    (root / "offramp.toml").write_text(SETTINGS)
    (root / "noxfile.py").write_text(NOXFILE)
    (root / "requirements.txt").write_text("fastapi\n")
    _git(root, "init", "-q", "-b", "main")
    for branch, count in (("main", OPERATIONS), ("work", OPERATIONS + 1)):
        _git(root, "checkout", "-q", "-B", branch)
        routes = [ROUTE.format(n=number) for number in range(count)]
        (root / "svc" / "api.py").write_text(HEAD + "".join(routes))
        _git(root, "add", "--all")
        _git(root, "commit", "-q", "-m", branch)
    return root


def _git(root: Path, *words: str) -> None:
    git = shutil.which("git") or "git"
    who = ("-c", "user.name=B", "-c", "user.email=b@example.com", "-c", "commit.gpgsign=false")
    subprocess.run([git, *who, *words], cwd=root, check=True)
