"""How each framework's application is asked for its OpenAPI document.

Loaded by ``emit.py`` in the target's interpreter: the standard library alone, Python 3.8. A
framework is known by the names of the application's classes, so that none of them is imported
unless the application has done so.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

MOUNTED: dict[str, Any] = {}
"""What has a document of its own and is not in this one: path → application."""

_SETTINGS = "DJANGO_SETTINGS_MODULE"


class Several(Exception):
    """There is more than one document; ``refusal`` says so, ``things`` are what makes them."""

    def __init__(self, things: list[Any], what: str) -> None:
        super().__init__(f"there are {len(things)} {what}")
        self.things = things
        self.refusal = {"kind": "several", "found": [f"{len(things)} {what}"]}


class Unversioned(Exception):
    """The views have versions, and no document is of all of them."""

    def __init__(self, count: int) -> None:
        super().__init__("no version is said")
        self.refusal = {"kind": "versions", "count": count}


def prepare(roots: Iterable[Path], module: str) -> None:
    """Set Django up, where the variables or manage.py say that the application is Django's.

    What the module says itself (``wsgi.py`` does) goes before what manage.py says.
    """
    if not os.environ.get(_SETTINGS):
        said = re.compile(_SETTINGS + r"""["']\s*,\s*["']([\w.]+)["']""")
        folders = list(roots)
        own = [folder.joinpath(*module.split(".")).with_suffix(".py") for folder in folders]
        if any(_SETTINGS in _text(path) for path in own):
            return
        for folder in folders:
            found = said.search(_text(folder / "manage.py"))
            if found:
                os.environ[_SETTINGS] = found.group(1)
                break
    if os.environ.get(_SETTINGS):
        import django  # type: ignore[import-not-found, import-untyped, unused-ignore]

        django.setup()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


_DJANGO = ("django.WSGIHandler", "django.ASGIHandler")


def is_a(app: Any, *names: str) -> bool:
    """Whether one of the application's classes has one of these names: ``package.Class``."""
    for kind in type(app).__mro__:
        package = kind.__module__.partition(".")[0]
        if f"{package}.{kind.__qualname__}" in names:
            return True
    return False


def living(*names: str) -> list[Any]:
    """Return the objects of these classes that there are: ``package.Class``."""
    kinds = {name.rpartition(".")[2] for name in names}
    return [
        thing
        for thing in gc.get_objects()
        if getattr(type(thing), "__qualname__", "") in kinds and is_a(thing, *names)
    ]


def as_it_is(app: Any) -> Any:
    """Take a document for what it is."""
    return app if isinstance(app, dict) and ("openapi" in app or "swagger" in app) else None


def openapi_method(app: Any) -> Any:
    """Ask FastAPI, or whatever follows it."""
    # Looked up without asking: a proxy or a mock has whatever it is asked for.
    if isinstance(app, type) or inspect.getattr_static(app, "openapi", None) is None:
        return None
    method = app.openapi
    if not callable(method):
        return None
    for route in getattr(app, "routes", None) or ():
        if hasattr(getattr(route, "app", None), "openapi"):
            MOUNTED[route.path] = route.app
    document = method()
    if MOUNTED and isinstance(document, dict) and not document.get("paths"):
        raise Several(list(MOUNTED.values()), "applications mounted in it, and it has no path")
    return document


def litestar(app: Any) -> Any:
    """Ask Litestar."""
    if not is_a(app, "litestar.Litestar"):
        return None
    from litestar.serialization import (  # type: ignore[import-not-found, unused-ignore]
        encode_json,
        get_serializer,
    )

    schema = app.openapi_schema.to_schema()  # with UUIDs and dates, where these are defaults
    return json.loads(encode_json(schema, serializer=get_serializer(app.type_encoders)))


def apiflask(app: Any) -> Any:
    """Ask APIFlask."""
    if not is_a(app, "apiflask.APIFlask"):
        return None
    app.config["SPEC_FORMAT"] = "json"  # YAML comes as text
    with app.app_context():
        return _by_flask(app, app.spec)


def _by_flask(app: Any, document: Any) -> Any:
    """Return a document as Flask serves it, which knows UUIDs, dates and decimals."""
    provider = getattr(app, "json", None)  # since Flask 2.2
    return json.loads(provider.dumps(document)) if provider is not None else document


def flask_smorest(app: Any) -> Any:
    """Ask the Api of flask-smorest, or the Flask application that has one."""
    if is_a(app, "flask.Flask"):
        known = app.extensions.get("flask-smorest", {}).get("apis", {})
        apis = [entry["ext_obj"] for entry in known.values()]
        if len(apis) > 1:
            raise Several(apis, "APIs of flask-smorest")
        app = apis[0] if apis else None
    if not is_a(app, "flask_smorest.Api"):
        return None
    return _by_flask(getattr(app, "_app", None), app.spec.to_dict())


def apispec(app: Any) -> Any:
    """Ask an APISpec."""
    return app.to_dict() if is_a(app, "apispec.APISpec") else None


def connexion(app: Any) -> Any:
    """Take the one specification that a Connexion application was made from."""
    if is_a(app, "connexion.FlaskApp", "connexion.AsyncApp"):
        app = getattr(app, "middleware", None)  # Connexion 2 has none, and serves it with Flask
    if not is_a(app, "connexion.ConnexionMiddleware"):
        return None
    if len(app.apis) > 1:
        raise Several(app.apis, "specifications")
    return json.loads(json.dumps(app.apis[0].specification.raw)) if app.apis else None


def flask_openapi3(app: Any) -> Any:
    """Ask flask-openapi3."""
    return app.api_doc if is_a(app, "flask_openapi3.OpenAPI") else None


def django_ninja(app: Any) -> Any:
    """Ask a NinjaAPI, or the Django application whose addresses lead to one."""
    if is_a(app, *_DJANGO):
        from django.urls import get_resolver  # type: ignore[import-not-found, import-untyped, unused-ignore]  # fmt: skip

        _ = get_resolver().url_patterns  # imports the module that ROOT_URLCONF names
        apis = living("ninja.NinjaAPI", "ninja_extra.NinjaExtraAPI")
        if len(apis) > 1:
            raise Several(apis, "NinjaAPIs")
        app = apis[0] if apis else None
    if not is_a(app, "ninja.NinjaAPI"):
        return None
    from ninja.responses import (  # type: ignore[import-not-found, unused-ignore]
        NinjaJSONEncoder,
    )

    return json.loads(json.dumps(app.get_openapi_schema(), cls=NinjaJSONEncoder))


def drf_spectacular(app: Any) -> Any:
    """Ask drf-spectacular for the document of a Django application."""
    if not is_a(app, *_DJANGO):
        return None
    from django.conf import settings  # type: ignore[import-not-found, import-untyped, unused-ignore]

    if "drf_spectacular" not in settings.INSTALLED_APPS:
        return None
    from drf_spectacular.generators import (  # type: ignore[import-not-found, unused-ignore]
        SchemaGenerator,
    )
    from drf_spectacular.renderers import (  # type: ignore[import-not-found, unused-ignore]
        OpenApiJsonRenderer,
    )

    generator = SchemaGenerator()
    schema = generator.get_schema(request=None, public=True)
    if not schema["paths"] and generator.endpoints:
        raise Unversioned(len(generator.endpoints))
    return json.loads(OpenApiJsonRenderer().render(schema, renderer_context={}))


def spectree(app: Any) -> Any:
    """Ask a SpecTree, or the one that was registered with a Falcon application."""
    if is_a(app, "falcon.App", "falcon.API"):
        trees = [tree for tree in living("spectree.SpecTree") if getattr(tree, "app", 0) is app]
        if len(trees) > 1:
            raise Several(trees, "SpecTrees")
        app = trees[0] if trees else None
    return app.spec if is_a(app, "spectree.SpecTree") else None


def aiohttp_pydantic(app: Any) -> Any:
    """Ask aiohttp-pydantic for the document of an aiohttp application."""
    if not is_a(app, "aiohttp.Application"):
        return None
    from aiohttp_pydantic.oas.view import (  # type: ignore[import-not-found, unused-ignore]
        generate_oas,
    )

    subapps = getattr(app, "_subapps", [])
    return generate_oas([app, *subapps])


EXTRACTORS = (
    as_it_is,
    litestar,
    apiflask,
    flask_smorest,
    apispec,
    connexion,
    flask_openapi3,
    django_ninja,
    drf_spectacular,
    spectree,
    aiohttp_pydantic,
    openapi_method,
)
"""How a document is got: each returns it, or None where it does not know the application."""

SERVERS = {
    "sanic.Sanic": "asgi",
    "blacksheep.Application": "asgi",
    "starlette.Starlette": "asgi",
    "lilya.Lilya": "asgi",
    "quart.Quart": "asgi",
    "falcon.App": "wsgi",
    "falcon.API": "wsgi",
    "flask.Flask": "wsgi",
}
"""Which applications are asked as by a client: class → protocol (Falcon has one of each)."""

AT_START = ("sanic.Sanic", "blacksheep.Application")
"""Which of them make their document when they start."""
