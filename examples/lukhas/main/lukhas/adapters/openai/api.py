"""The application: ``uvicorn --factory lukhas.adapters.openai.api:get_app``."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI

from lucas.core.engine import load_engine
from lucas.core.settings import Settings
from lukhas import __version__
from lukhas.adapters.openai import errors
from lukhas.adapters.openai.auth import require_key
from lukhas.adapters.openai.bodies import BodyLimitLayer
from lukhas.adapters.openai.head import HeadLayer
from lukhas.adapters.openai.headers import SecurityHeadersLayer
from lukhas.adapters.openai.limiting import limiter_layer
from lukhas.adapters.openai.routes import dreams, embeddings, health, metrics, models, responses
from lukhas.adapters.openai.stack import wrap
from lukhas.adapters.openai.templates import Templates
from lukhas.observability import logs
from lukhas.observability.metrics import Metrics, MetricsLayer
from lukhas.observability.redaction import guard_every_handler
from lukhas.observability.tracing import TraceLayer

_log = logging.getLogger(__name__)

DESCRIPTION = """\
A reference service in the manner of OpenAI's API. **Its answers come from a stand-in for a model**:
embeddings are hashed n-grams, responses a template over the input, dreams a play on words.
"""


def get_app(settings: Settings | None = None) -> FastAPI:
    """Make the application.

    Args:
        settings: how it is set up; from the environment by default.

    Raises:
        SettingError: the engine or the limits that the settings name make no sense.
    """
    guard_every_handler()
    app = FastAPI(title="Lukhas", version=__version__, description=DESCRIPTION, lifespan=_lifespan)
    app.state.settings = settings or Settings.from_env()
    app.state.engine = load_engine(app.state.settings.engine)
    app.state.metrics = Metrics()
    errors.install(app)
    for module in (health, metrics):
        app.include_router(module.router, responses=errors.documented(500))
    for module in (models, embeddings, responses, dreams):
        app.include_router(
            module.router,
            prefix="/v1",
            dependencies=[Depends(require_key)],
            responses=errors.documented(401, 429, 500),
        )
    templates = Templates(app)
    layers = [
        errors.AnsweredLayer,
        lambda inner: TraceLayer(inner, templates.of),
        SecurityHeadersLayer,
        lambda inner: MetricsLayer(inner, app.state.metrics, templates.of),
        BodyLimitLayer,
    ]
    if app.state.settings.limits.enabled:
        layers.append(limiter_layer(app.state.settings, templates))
    wrap(app, *layers, HeadLayer)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # A server that was not started by lukhas.serve has set up its own loggers and no others.
    if not logging.getLogger().handlers:
        try:
            logs.configure(app.state.settings.configs)
        except FileNotFoundError as error:
            _log.warning("log lines have no trace: %s", error)
    yield
