"""A small real target: a FastAPI service with a compatibility layer, as a git repository."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

SETTINGS = """\
base = "main"

[compat]
layer = "svc.compat"
report = "docs/compat.json"

[openapi]
app = "svc.api:app"
artifact = "docs/openapi.json"
servers = [{{ url = "https://api.example.com" }}]

[environment]
interpreter = "{python}"

[suites]
smoke = ["pytest", "tests/smoke", "-q"]
unit = ["pytest", "tests/unit", "-q"]
"""
FILES = {
    "svc/__init__.py": "",
    "svc/core.py": "def greet(name: str) -> str:\n    return f'hello {name}'\n",
    "svc/compat/__init__.py": "from svc.core import greet\n\n__all__ = ['greet']\n",
    "svc/api.py": (
        "from fastapi import FastAPI\n\nfrom svc.core import greet\n\n"
        "app = FastAPI(title='svc')\n\n\n"
        "@app.get('/greet/{name}')\ndef hello(name: str) -> dict[str, str]:\n"
        "    return {'text': greet(name)}\n"
    ),
    "svc/user.py": "from svc.core import greet\n\nTEXT = greet('user')\n",
    "tests/smoke/test_smoke.py": (
        "def test_user():\n    from svc.user import TEXT\n\n    assert TEXT\n"
    ),
    "tests/unit/test_unit.py": (
        "import pytest\n\nfrom svc.core import greet\n\n\n"
        "def test_greet():\n    assert greet('x') == 'hello x'\n\n\n"
        "def test_known_to_fail():\n    assert greet('x') == 'it failed before, too'\n"
    ),
    ".gitignore": "__pycache__/\n",
}


class Target:
    """A repository, and the doors to it as a user has them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *args: str) -> str:
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        who = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *who, *args], cwd=self.root, env=env, capture_output=True, text=True, check=True
        )
        return done.stdout.rstrip("\n")

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, message: str, files: Mapping[str, str] | None = None) -> str:
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def start(self, *words: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "offramp", *words],
            cwd=self.root,
            env={**os.environ, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def offramp(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        child = self.start(*words, **env)
        out, err = child.communicate(timeout=120)
        return subprocess.CompletedProcess(list(words), child.returncode, out, err)

    def json(self, *words: str, code: int = 0, **env: str) -> dict:
        done = self.offramp(*words, "--json", **env)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    def digest(self) -> str:
        """The bytes of every file and the target of every link, git's own included."""
        sums = hashlib.sha256()
        for path in sorted(self.root.rglob("*")):
            what = b""
            if path.is_symlink():
                what = os.fsencode(path.readlink())
            elif path.is_file():
                what = path.read_bytes()
            sums.update(os.fsencode(path.relative_to(self.root)) + b"\0" + what + b"\0")
        return sums.hexdigest()


@pytest.fixture
def make_target(tmp_path: Path) -> Callable[..., Target]:
    def make(name: str = "target", *, settings: str = SETTINGS, **files: str) -> Target:
        target = Target(tmp_path / name)
        target.root.mkdir()
        target.git("init", "-q", "-b", "main")
        target.git("config", "user.name", "T")
        target.git("config", "user.email", "t@example.com")
        target.commit("Begin", {**FILES, "offramp.toml": settings.format(python=sys.executable)})
        target.git("switch", "-q", "-c", "work")
        return target

    return make


@pytest.fixture
def target(make_target: Callable[..., Target]) -> Target:
    return make_target()
