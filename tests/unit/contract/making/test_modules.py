"""What a module says of applications, read and not imported."""

from __future__ import annotations

import pytest

from offramp.contract.making.modules import Module, read


def module(text: str, name: str = "pkg.api", path: str = "pkg/api.py") -> Module:
    return read(name, path, text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "from fastapi import FastAPI\napp = FastAPI()",
        "import fastapi\napp: fastapi.FastAPI = fastapi.FastAPI()",
        "import fastapi as f\napp = f.FastAPI()",
        "from fastapi import FastAPI as F\nclass Mine(F): ...\napp = Mine()",
        "from fastapi.applications import FastAPI\ntry:\n    app = FastAPI()\nexcept E: ...",
        "from fastapi import FastAPI\nif x:\n    pass\nelse:\n    app = FastAPI()",
        "from fastapi import FastAPI\napp = FastAPI()\napp = Around(app)",
    ],
)
def test_an_application_at_the_modules_level(text: str) -> None:
    assert {name: kind for name, (_, kind) in module(text).made.items()} == {
        "app": "fastapi.FastAPI"
    }


@pytest.mark.parametrize(
    "text",
    [
        "class FastAPI: ...\napp = FastAPI()",
        "from mine import FastAPI\napp = FastAPI()",
        "from fastapi import APIRouter\napp = APIRouter()",
        "from fastapi import FastAPI\nif __name__ == '__main__':\n    app = FastAPI()",
        "from fastapi import FastAPI\ndef f():\n    app = FastAPI()",
        "from fastapi import FastAPI\nAPPS = [FastAPI()]",
    ],
)
def test_what_is_none(text: str) -> None:
    assert module(text).made == {}


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("def make(): return FastAPI()", True),
        ("async def make(x=1, *, y=2) -> FastAPI: ...", True),
        ("def make(x):\n    app = FastAPI()\n    return app", False),
        ("def make(*, x):\n    app: FastAPI = FastAPI()\n    return app", False),
        ("@cache\ndef make() -> 'Mine': ...\nclass Mine(FastAPI): ...", None),
        ("def make(): return 1", None),
    ],
)
def test_a_factory(text: str, free: bool | None) -> None:
    found = module("from fastapi import FastAPI\n" + text).factories.get("make")
    assert (found and found[2]) == free


def test_names_are_followed_to_where_they_come_from() -> None:
    found = module(
        "from .v1 import app as v1\nfrom ..x import make\nroot.mount('/v1', v1)\na = make()"
    )
    assert found.mounted == {"pkg.v1.app"}
    assert found.called["a"][1] == "x.make"
    top = read("pkg", "pkg/__init__.py", b"from .make import make\nb = make()")
    assert top.called["b"][1] == "pkg.make.make"
