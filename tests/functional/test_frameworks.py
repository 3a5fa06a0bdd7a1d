"""Twelve frameworks, with minimal applications and as people write them, in real environments."""

from __future__ import annotations

import json
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from deepdiff import DeepDiff

from offramp.checkout import environment
from offramp.contract import loads, polish, validate
from offramp.contract.making.emission import Emission
from offramp.contract.making.generate import generate
from offramp.errors import OfframpError
from offramp.findings import Severity

pytestmark = [pytest.mark.functional, pytest.mark.network]

FLASK = "from flask import Flask\napp = Flask(__name__)\n"
DJANGO = """
SECRET_KEY = "x"
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"{more}]
REST_FRAMEWORK = {{"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}}
"""
APPS: dict[str, tuple[str, str, dict[str, str]]] = {
    "fastapi": (
        "fastapi",
        "api:app",
        {
            "api.py": "from fastapi import FastAPI\napp = FastAPI()\n"
            "@app.get('/things')\ndef things() -> int: return 1\n"
        },
    ),
    "litestar": (
        "litestar",
        "api:app",
        {
            "api.py": "from litestar import Litestar, get\n@get('/things')\n"
            "async def things() -> int: return 1\napp = Litestar([things])\n"
        },
    ),
    "apiflask": (
        "apiflask",
        "api:app",
        {
            "api.py": "from apiflask import APIFlask\napp = APIFlask(__name__)\n"
            "@app.get('/things')\ndef things(): return {}\n"
        },
    ),
    "flask-smorest": (
        "flask-smorest",
        "api:app",
        {
            "api.py": FLASK + "from flask_smorest import Api, Blueprint\n"
            "app.config.update(API_TITLE='t', API_VERSION='1', OPENAPI_VERSION='3.0.3')\n"
            "api = Api(app)\nblp = Blueprint('b', __name__)\n"
            "@blp.route('/things')\n@blp.response(200)\ndef things(): return {}\n"
            "api.register_blueprint(blp)\n"
        },
    ),
    "apispec": (
        "apispec",
        "api:spec",
        {
            "api.py": "from apispec import APISpec\nspec = APISpec('t', '1', '3.1.0')\n"
            "spec.path('/things', operations={'get': {'responses': {200: {'description': 'x'}}}})\n"
        },
    ),
    "connexion": (
        "connexion[flask]",
        "api:app",
        {
            "api.py": "import connexion\napp = connexion.FlaskApp(__name__)\n"
            "def things(): return {}\napp.add_api('openapi.yaml')\n",
            "openapi.yaml": "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /things:\n"
            "    get: {operationId: api.things, responses: {'200': {description: x}}}\n",
        },
    ),
    "django-ninja": (
        "django-ninja",
        "urls:api",
        {
            "settings.py": DJANGO.format(more=""),
            "urls.py": "from django.urls import path\nfrom ninja import NinjaAPI\n"
            "api = NinjaAPI()\n@api.get('/things')\ndef things(request) -> int: return 1\n"
            "urlpatterns = [path('', api.urls)]\n",
        },
    ),
    "drf-spectacular": (
        "drf-spectacular",
        "wsgi:application",
        {
            "settings.py": DJANGO.format(more=', "rest_framework", "drf_spectacular"'),
            "urls.py": "from django.urls import path\n"
            "from rest_framework.decorators import api_view\n"
            "from rest_framework.response import Response\nfrom drf_spectacular.utils import "
            "extend_schema\n@extend_schema(responses=int)\n@api_view(['GET'])\n"
            "def things(request): return Response(1)\nurlpatterns = [path('things', things)]\n",
            "wsgi.py": "from django.core.wsgi import get_wsgi_application\n"
            "application = get_wsgi_application()\n",
        },
    ),
    "falcon": (
        "falcon spectree pydantic",
        "api:app",
        {
            "api.py": "import falcon\nfrom spectree import Response, SpecTree\n"
            "spec = SpecTree('falcon')\nclass Things:\n"
            "    @spec.validate(resp=Response('HTTP_204'))\n"
            "    def on_get(self, req, resp):\n        '''x'''\n"
            "app = falcon.App()\napp.add_route('/things', Things())\nspec.register(app)\n"
        },
    ),
    "aiohttp-pydantic": (
        "aiohttp-pydantic",
        "api:app",
        {
            "api.py": "from aiohttp import web\nfrom aiohttp_pydantic import PydanticView, oas\n"
            "class Things(PydanticView):\n    async def get(self): return web.json_response(1)\n"
            "app = web.Application()\napp.router.add_view('/things', Things)\noas.setup(app)\n"
        },
    ),
    "sanic": (
        "sanic sanic-ext pydantic",
        "api:app",
        {
            "api.py": "from sanic import Sanic, json\napp = Sanic('demo')\n"
            "@app.get('/things')\nasync def things(request): return json(1)\n"
        },
    ),
    "blacksheep": (
        "blacksheep uvicorn",
        "api:app",
        {
            "api.py": "from blacksheep import Application, get\n"
            "from blacksheep.server.openapi.v3 import OpenAPIHandler\n"
            "from openapidocs.v3 import Info\napp = Application()\n"
            "docs = OpenAPIHandler(info=Info(title='t', version='1'))\ndocs.bind_app(app)\n"
            "@get('/things')\nasync def things() -> int: return 1\n"
        },
    ),
}


CORPUS = Path(__file__).parent.parent / "corpus/contract/applications"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the environments are kept: several applications have the same requirements."""
    return tmp_path_factory.mktemp("environments")


def valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.")
    findings = validate(loads(json.dumps(document).encode(), "openapi.json"))
    assert [f.message for f in findings if f.severity is Severity.BREAKING] == []
    polished = polish(document, servers=[{"url": "/v1"}], version="abc123")
    owned = ["root['servers']", "root['info']['x-service-version']"]
    assert DeepDiff(document, polished, exclude_paths=owned) == {}
    assert polished != document


@pytest.mark.parametrize("name", sorted(APPS))
def test_a_document_is_made_and_stays_the_same(name: str, tmp_path: Path, cache: Path) -> None:
    packages, app, files = APPS[name]
    (tmp_path / "requirements.txt").write_text("\n".join(packages.split()) + "\n")
    for path, text in files.items():
        (tmp_path / path).write_text(text)
    python = environment(tmp_path, cache_root=cache).python
    variables = {"DJANGO_SETTINGS_MODULE": "settings"} if "settings.py" in files else {}
    asked = Emission(python, tmp_path, app, environment=variables, timeout=60)
    made = {json.dumps(generate(asked).document) for _ in range(3)}
    assert len(made) == 1
    document = json.loads(made.pop())
    assert [path.rstrip("/") for path in document["paths"]].count("/things") == 1
    assert "get" in next(v for k, v in document["paths"].items() if k.rstrip("/") == "/things")
    assert not [p for p in tmp_path.rglob("*") if os.fspath(p).endswith(".pyc")]
    valid(document)


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.iterdir()))
def test_an_application_as_people_write_it(
    name: str, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made, valid, the same in each run and in two at once; or refused, and it is said why."""
    tree = Path(shutil.copytree(CORPUS / name, tmp_path / "tree"))
    case = json.loads((tree / "case.json").read_text())
    python = environment(tree, cache_root=cache).python
    asked = Emission(python, tree, case["app"])
    if "refused" in case:
        with pytest.raises(OfframpError, match=re.escape(case["refused"])) as caught:
            generate(asked)
        assert caught.value.exit_code == 1
        return
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(generate, asked) for _ in range(2)]
        made = [json.dumps(one.result().document) for one in both]
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    made.append(json.dumps(generate(asked).document))
    assert len(set(made)) == 1
    document = json.loads(made[0])
    assert sorted(document["paths"]) == case["paths"]
    valid(document)
