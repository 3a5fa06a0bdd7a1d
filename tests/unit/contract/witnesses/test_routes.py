"""Which path of a document answers a request."""

from __future__ import annotations

import pytest

from offramp.contract.documents.side import Side
from offramp.contract.witnesses.routes import Routes, matches


def test_a_template_stands_for_one_segment() -> None:
    assert matches("/users/{id}", "/users/a")
    assert not matches("/users/{id}", "/users/a/b")
    assert not matches("/users/{id}", "/users/")
    assert matches("/files/{name}.{kind}", "/files/a.b")
    assert not matches("/a.b", "/axb")
    assert matches("/a{b}c", "/axc")


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/users/me", "/users/{id}"),
        ("POST", "/users/me", None),
        ("GET", "/users", None),
        ("GET", "/x-users/{id}", None),
    ],
)
def test_the_method_counts(method: str, path: str, name: str | None) -> None:
    paths = {"/users/{id}": {"get": {}}, "/other": {"post": {}}, "x-users/{id}": {"get": {}}}
    assert Routes(Side({"paths": paths}, "3.1")).answers(method, path) == name


def test_what_is_written_out_goes_first() -> None:
    paths = {"/{a}/x": {"get": {}}, "/b/{c}": {"get": {}}, "/b/x": {"get": {}, "post": {}}}
    routes = Routes(Side({"paths": paths}, "3.1"))
    assert routes.answers("GET", "/b/x") == "/b/x"
    assert routes.answers("GET", "/b/y") == "/b/{c}"
    assert routes.answers("GET", "/c/x") == "/{a}/x"
    assert routes.answers("POST", "/c/x") is None
