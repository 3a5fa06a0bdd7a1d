"""The application of a tree, found by itself."""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp import git
from offramp.contract.making.applications import applications, root_of, roots_of, the_application
from offramp.errors import ConfigError

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
FACTORY = "from fastapi import FastAPI\ndef create_app(): return FastAPI()\n"
Lay = Callable[..., Path]


@pytest.fixture
def repo(tmp_path: Path, lay: Callable[..., Path]) -> Lay:
    """Write files into a repository."""
    git.run(tmp_path, "init", "-q")
    return functools.partial(lay, tmp_path)


def found(tree: Path, *roots: str) -> list[tuple[str, str]]:
    return [(one.app, one.root) for one in applications(tree, roots)]


@pytest.mark.parametrize(
    ("files", "app", "root"),
    [
        ({"main.py": FASTAPI}, "main:app", ""),
        ({"app/main.py": FASTAPI}, "app.main:app", ""),
        ({"app/main.py": "import routers\n" + FASTAPI, "app/routers.py": ""}, "main:app", "app"),
        ({"src/main.py": "import src.x\n" + FASTAPI}, "src.main:app", ""),
        ({"src/main.py": FASTAPI}, "main:app", "src"),
        ({"src/shop/__init__.py": "", "src/shop/api.py": FASTAPI}, "shop.api:app", "src"),
        ({"backend/app/__init__.py": FASTAPI}, "app:app", "backend"),
        (
            {"main.py": FASTAPI, "tests/test_x.py": FASTAPI, "examples/a.py": FASTAPI},
            "main:app",
            "",
        ),
        ({"examples/a.py": FASTAPI}, "examples.a:app", ""),
        ({"a.py": FACTORY}, "a:create_app", ""),
        ({"a.py": FACTORY, "b.py": "from a import create_app\nit = create_app()\n"}, "b:it", ""),
        (
            {
                "v1.py": FASTAPI,
                "main.py": "from v1 import app as v1\n" + FASTAPI + "app.mount('', v1)",
            },
            "main:app",
            "",
        ),
    ],
)
def test_the_one_application(repo: Lay, files: dict[str, str], app: str, root: str) -> None:
    assert found(repo(files)) == [(app, root)]


def test_a_framework_without_documents_needs_the_package_that_makes_them(repo: Lay) -> None:
    tree = repo({"api.py": "from flask import Flask\napp = Flask(__name__)\n"})
    assert found(tree) == []
    (tree / "ext.py").write_text("from flask_smorest import Api\n")
    assert found(tree) == [("api:app", "")]


def test_django(repo: Lay) -> None:
    """The WSGI application where drf-spectacular describes it; a NinjaAPI speaks for itself."""
    place = "from django.core.{0} import get_{0}_application\napplication = get_{0}_application()\n"
    files = {f"ca/config/{kind}.py": place.format(kind) for kind in ("wsgi", "asgi")}
    tree = repo({"ca/manage.py": "", **files})
    assert found(tree) == []
    (tree / "ca/config/settings.py").write_text("INSTALLED_APPS = ['drf_spectacular']\n")
    assert found(tree) == [("config.wsgi:application", "ca")]
    (tree / "ca/api.py").write_text("from ninja import NinjaAPI\napi = NinjaAPI()\n")
    assert found(tree) == [("api:api", "ca")]


def test_what_is_ignored_or_no_python_is_passed_over(repo: Lay) -> None:
    tree = repo({".gitignore": "venv/", "venv/x.py": FASTAPI, "a.py": FASTAPI + "print 1\n"})
    assert found(tree) == []


def test_none_and_several_cannot_be_judged(repo: Lay) -> None:
    tree = repo({"a.py": "", "b/c.py": ""})
    with pytest.raises(ConfigError, match="the tree has none"):
        the_application(tree)
    (tree / "a.py").write_text(FASTAPI)
    assert the_application(tree).app == "a:app"
    (tree / "b/c.py").write_text(FASTAPI)
    with pytest.raises(ConfigError, match="the tree has 2") as caught:
        the_application(tree)
    assert caught.value.found == "a:app (a.py:2)\nb.c:app (b/c.py:2)"
    assert caught.value.expected.startswith('app = "a:app" in [tool.offramp.openapi]')


MAKE = "from fastapi import FastAPI\ndef make(config): return FastAPI()\n"


def test_a_factory_that_needs_arguments_is_none_to_take_and_yet_another_one(repo: Lay) -> None:
    tree = repo({"a.py": MAKE})
    with pytest.raises(ConfigError, match="1 that can be seen") as caught:
        the_application(tree)
    assert caught.value.found == "a:make (a.py:2), a factory that needs arguments"
    (tree / "b.py").write_text(FASTAPI)
    assert len(found(tree)) == 2
    (tree / "a.py").write_text(MAKE + "app = make(1)\n")
    (tree / "b.py").unlink()
    assert found(tree) == [("a:app", "")]


@pytest.mark.parametrize(
    ("more", "apps"),
    [
        ("def create(): return make(1)\n", ["a:make"]),
        ("def create() -> FastAPI:\n    app = make(1)\n    return app\n", ["a:create"]),
        ("def main(): run(make(1))\n", ["a:make"]),
        ("def configure(app: FastAPI) -> FastAPI: return app\n", ["a:make"]),
    ],
)
def test_which_of_two_functions_is_the_factory(repo: Lay, more: str, apps: list[str]) -> None:
    assert [app for app, _ in found(repo({"a.py": MAKE + more}))] == apps


def test_what_is_mounted_within_a_function_under_its_own_name_is_another(repo: Lay) -> None:
    inner = "def make():\n    app = FastAPI()\n    root = FastAPI()\n    root.mount('', app)\n"
    text = f"from fastapi import FastAPI\n{inner}    return root\napp = make()\n"
    assert found(repo({"a.py": text, "docs/x.py": FASTAPI})) == [("a:app", "")]


def test_roots_that_are_set_go_first(repo: Lay) -> None:
    tree = repo({"a/b/c.py": FASTAPI})
    assert found(tree, "a") == [("b.c:app", "a")]
    assert root_of(tree, "a/b/c.py", ["a", "a/b"]) == "a/b"
    assert root_of(tree, "a/b/c.py", ["."]) == ""


def test_the_root_of_an_application_that_is_named(repo: Lay) -> None:
    tree = repo({"src/shop/api.py": "", "x.py": "", "one/x.py": "", "one/y.py": "", "two/y.py": ""})
    assert roots_of(tree, "shop.api:app") == ["src"]
    assert roots_of(tree, "x:app") == []
    assert roots_of(tree, "y:app") == []
    assert roots_of(tree, "nowhere:app") == []


CORPUS = Path(__file__).parents[3] / "corpus/contract/applications"


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir()))
def test_the_corpus(name: str, tmp_path: Path) -> None:
    """Twelve frameworks as people write them; what they make is in test_frameworks.py."""
    tree = Path(shutil.copytree(CORPUS / name, tmp_path / "tree"))
    git.run(tree, "init", "-q")
    wanted = json.loads((tree / "case.json").read_text())["found"]
    assert [one.app for one in applications(tree)] == wanted
