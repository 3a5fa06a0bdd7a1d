"""Route templates: by these limits and metrics are kept, so that no client invents new ones."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import compile_path

Scope = dict[str, Any]

UNMATCHED = "unmatched"
"""Stands for every path that is not the service's: /V1/models, /v1/models/ and /nothing alike."""


class Templates:
    """Knows the templates of an application's document."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def of(self, scope: Scope) -> str:
        """Return the template of a request's path, or ``UNMATCHED``."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        if path in self._all:
            return path
        for template, pattern in self._all.items():
            if pattern and pattern.match(path):
                return template
        return UNMATCHED

    def known(self) -> list[str]:
        """Return the templates that the document has by now; later routes may add to them."""
        return list(get_openapi(title="", version="", routes=self._app.routes)["paths"])

    @cached_property
    def _all(self) -> dict[str, re.Pattern[str] | None]:
        # At the first request, when every route is there. Only a parameter needs a pattern.
        return {
            template: compile_path(template)[0] if "{" in template else None
            for template in self.known()
        }
