"""Every error as the envelope that OpenAI's clients read: message, type, param and code."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from lukhas.adapters.openai.schemas.common import ErrorBody, ErrorEnvelope
from lukhas.adapters.openai.stack import ASGIApp
from lukhas.observability.tracing import current_trace_id

_log = logging.getLogger(__name__)

_ANSWERED = "lukhas.answered"
_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "body_too_large",
}


class ApiError(Exception):
    """An error that the client can read and act upon."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        type: str = "invalid_request_error",  # noqa: A002 - the field's name on the wire
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = ErrorBody(message=message, type=type, param=param, code=code)
        self.headers = headers


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return FastAPI's ``responses=`` for statuses that are answered with the envelope."""
    return {
        status: {"model": ErrorEnvelope, "description": HTTPStatus(status).phrase}
        for status in statuses
    }


def internal() -> ErrorBody:
    """Return what a client is told about a bug: nothing but where the log tells of it."""
    return ErrorBody(
        message=f"The server had an error. Its trace is {current_trace_id()}.",
        type="server_error",
        param=None,
        code="internal_error",
    )


class AnsweredLayer:
    """Ends the way of an exception that was logged, and answered with a 500.

    The framework raises it again for the server, which would close the connection: the requests
    that the client has sent after it would be lost, carried out or not.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception:
            if _ANSWERED not in scope:
                raise


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with the envelope, those of the framework included."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(Exception, _bug)


def _envelope(
    status: int, body: ErrorBody, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    content = ErrorEnvelope(error=body).model_dump()
    return JSONResponse(content, status, dict(headers or {}))


async def _api_error(_request: Request, error: ApiError) -> JSONResponse:
    return _envelope(error.status, error.body, error.headers)


async def _http_exception(request: Request, error: HTTPException) -> JSONResponse:
    message = f"{error.detail}: {request.method} {request.url.path}"
    body = ErrorBody(
        message=message,
        type="invalid_request_error",
        param=None,
        code=_CODES.get(error.status_code),
    )
    headers = dict(error.headers or {})
    if "GET" in headers.get("Allow", ""):
        headers["Allow"] += ", HEAD"  # see HeadLayer
    return _envelope(error.status_code, body, headers)


async def _validation_error(_request: Request, error: RequestValidationError) -> JSONResponse:
    problems = error.errors()
    if problems[0]["type"] == "json_invalid":
        message, param, code = problems[0]["msg"], None, "invalid_json"
    else:
        message, field = _meant([(p["msg"], *_place(p, error.body)) for p in problems])
        param, code = ".".join(field) or None, "invalid_value"
    body = ErrorBody(message=message, type="invalid_request_error", param=param, code=code)
    return _envelope(422, body)


def _meant(found: list[tuple[str, list[str], list[str]]]) -> tuple[str, list[str]]:
    """Return the message and the field of the problem to tell of, out of ``found``.

    Where several types are allowed there are problems with each of them. The type that was meant is
    the one that got furthest into the value, and of several the one with the fewest problems.
    """
    first = [entry for entry in found if entry[1][:1] == found[0][1][:1]]
    types = [tried for _, _, tried in first]
    message, field, _ = max(first, key=lambda entry: (len(entry[1]), -types.count(entry[2])))
    return message, field


def _place(problem: Mapping[str, Any], sent: object) -> tuple[list[str], list[str]]:
    """Return the way to the field of ``sent`` that pydantic found a problem in.

    Among its steps are names of the types that it tried, which are not the client's: those are
    returned beside it.
    """
    steps = problem["loc"][1:]
    taken, tried = [], []
    for step in steps:
        absent = problem["type"] == "missing" and step == steps[-1]
        if isinstance(sent, dict) and (step in sent or absent):
            sent = sent.get(step)
        elif isinstance(sent, list) and isinstance(step, int):
            sent = sent[step]
        else:
            tried.append(str(step))
            continue
        taken.append(str(step))
    return taken, tried


async def _bug(request: Request, error: Exception) -> JSONResponse:
    _log.error("%s %s failed: %r", request.method, request.url.path, error, exc_info=error)
    request.scope[_ANSWERED] = True
    return _envelope(500, internal())
