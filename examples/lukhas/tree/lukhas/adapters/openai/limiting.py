"""The rate limiter around the API, with its refusal in the API's own form."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.responses import JSONResponse

from lukhas.adapters.openai.schemas.common import ErrorBody, ErrorEnvelope
from lukhas.adapters.openai.stack import ASGIApp
from lukhas.adapters.openai.templates import Templates
from lukhas.core.errors import SettingError
from lukhas.core.reliability.principal import Principals
from lukhas.core.reliability.ratelimit import Decision, Limiter, RateLimitLayer
from lukhas.core.settings import Settings

# Whoever watches the service must see it when it is busiest.
EXEMPT = ("/healthz", "/readyz", "/metrics")


def limiter_layer(settings: Settings, templates: Templates) -> Callable[[ASGIApp], ASGIApp]:
    """Return the layer that limits requests as ``settings.limits`` says.

    Raises:
        SettingError: it has a limit for a route that is not there, or is not limited.
    """
    limited = sorted(set(templates.known()) - set(EXEMPT)) if settings.limits.routes else []
    for route in settings.limits.routes:
        if route not in limited:
            allowed = ", ".join(limited)
            raise SettingError(f"LUKHAS_RL_ROUTES must be of {allowed}, not {route!r}")
    limiter = Limiter(settings.limits)
    principals = Principals(settings.api_keys, settings.limits.secret)

    def layer(app: ASGIApp) -> ASGIApp:
        return RateLimitLayer(app, limiter, principals, templates.of, _refusal, EXEMPT)

    return layer


def _refusal(decision: Decision) -> JSONResponse:
    policy = decision.policy
    body = ErrorBody(
        message=f"Too many requests: {policy.quota} in {policy.window} s are allowed. "
        f"Try again in {decision.reset} s.",
        type="rate_limit_error",
        param=None,
        code="rate_limit_exceeded",
    )
    return JSONResponse(ErrorEnvelope(error=body).model_dump(), 429)
