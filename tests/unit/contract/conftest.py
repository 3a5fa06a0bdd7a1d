"""Small documents, and what the judge says of two of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Verdicts = dict[str, str]


def document_of(version: str = "3.1.0", **operation: Any) -> Document:
    responses = {"200": {"description": "k"}}
    return {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {"/t": {"post": {"responses": responses, **operation}}},
    }


@pytest.fixture
def service() -> Callable[..., Document]:
    """Make a document with the one operation POST /t."""
    return document_of


@pytest.fixture
def request_of() -> Callable[..., Document]:
    """Make a document whose operation takes a JSON body of a schema."""

    def make(schema: Any, version: str = "3.1.0", **components: Any) -> Document:
        body = {"content": {"application/json": {"schema": schema}}}
        made = document_of(version, requestBody=body)
        return {**made, "components": {"schemas": components}} if components else made

    return make


@pytest.fixture
def response_of() -> Callable[..., Document]:
    """Make a document whose operation answers with JSON of a schema."""

    def make(schema: Any, version: str = "3.1.0", **components: Any) -> Document:
        answer = {"description": "k", "content": {"application/json": {"schema": schema}}}
        made = document_of(version, responses={"200": answer})
        return {**made, "components": {"schemas": components}} if components else made

    return make


@pytest.fixture
def judge() -> Callable[[Document, Document], Verdicts]:
    """Compare two documents; the severity by rule id, the worst where a rule speaks twice."""
    from offramp.contract import compare

    def run(base: Document, cand: Document) -> Verdicts:
        found: Verdicts = {}
        for change in compare(base, cand).findings:
            found.setdefault(change.rule, change.severity.value)
        return found

    return run
