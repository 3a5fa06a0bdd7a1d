"""Real frameworks are asked in tests/functional/test_frameworks.py; here are stand-ins."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from offramp.contract.emitter import frameworks

DOCUMENT = {"openapi": "3.1.0", "info": {}, "paths": {}}


def named(name: str, **members: Any) -> Any:
    """An instance of a class with another package's name."""
    package, _, kind = name.rpartition(".")
    return type(kind, (), {"__module__": package, **members})()


def test_a_framework_is_known_by_its_classes_names() -> None:
    app = named("litestar.app.Litestar")
    below = type("Mine", (type(app),), {"__module__": "mine"})()
    assert frameworks.is_a(app, "litestar.Litestar")
    assert frameworks.is_a(below, "litestar.Litestar")
    assert not frameworks.is_a(app, "sanic.Sanic", "litestar.Router")


def test_none_takes_what_it_does_not_know() -> None:
    for extract in frameworks.EXTRACTORS:
        assert extract(object()) is None
        assert extract(named("flask.app.Flask", extensions={}, __call__=nothing)) is None
    assert "litestar" not in sys.modules


def nothing(*_: Any) -> list[bytes]:
    return []


def test_the_first_that_knows_takes_it() -> None:
    assert frameworks.as_it_is(DOCUMENT) is DOCUMENT
    assert frameworks.as_it_is({"title": "x"}) is None
    assert frameworks.openapi_method(named("fastapi.FastAPI", openapi=lambda _: DOCUMENT)) == (
        DOCUMENT
    )


def test_two_apis_in_one_application_are_not_guessed_between() -> None:
    api = named("flask_smorest.Api")
    both = {"apis": {"A": {"ext_obj": api}, "B": {"ext_obj": api}}}
    app = named("flask.app.Flask", extensions={"flask-smorest": both})
    with pytest.raises(frameworks.Several) as caught:
        frameworks.flask_smorest(app)
    assert caught.value.things == [api, api]


def test_what_is_mounted_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frameworks, "MOUNTED", {})
    inner = named("fastapi.FastAPI", openapi=lambda _: DOCUMENT)
    mount = named("starlette.routing.Mount", app=inner, path="/v1")
    made = {"openapi": lambda app: {**DOCUMENT, "paths": app.paths}, "paths": {}}
    outer = named("fastapi.FastAPI", routes=[mount], **made)
    with pytest.raises(frameworks.Several, match="it has no path"):
        frameworks.openapi_method(outer)
    outer.paths = {"/health": {}}
    assert frameworks.openapi_method(outer)["paths"] == {"/health": {}}
    assert list(frameworks.MOUNTED.items()) == [("/v1", inner)]


def test_what_has_whatever_it_is_asked_for_is_not_asked() -> None:
    assert frameworks.openapi_method(named("x.Lazy", __getattr__=lambda *_: nothing)) is None


@pytest.mark.parametrize("wsgi", ["", 'os.environ["DJANGO_SETTINGS_MODULE"]'])
def test_the_settings_of_django_as_manage_py_says_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wsgi: str
) -> None:
    """Where the application's own module does not say them itself."""
    line = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
    (tmp_path / "manage.py").write_text(line)
    (tmp_path / "wsgi.py").write_text(wsgi)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "")
    monkeypatch.setitem(sys.modules, "django", named("x.Y", setup=nothing))
    frameworks.prepare([tmp_path], "wsgi")
    assert os.environ["DJANGO_SETTINGS_MODULE"] == ("" if wsgi else "shop.settings")
