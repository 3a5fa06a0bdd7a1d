"""The application: ``uvicorn --factory lukhas.adapters.openai.api:get_app``."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from lucas.core.engine import load_engine
from lucas.core.settings import Settings
from lukhas import __version__
from lukhas.adapters.openai import errors
from lukhas.adapters.openai.auth import require_key
from lukhas.adapters.openai.routes import dreams, embeddings, health, models, responses

DESCRIPTION = """\
A reference service in the manner of OpenAI's API. **Its answers come from a stand-in for a model**:
embeddings are hashed n-grams, responses a template over the input, dreams a play on words.
"""


def get_app(settings: Settings | None = None) -> FastAPI:
    """Make the application.

    Args:
        settings: how it is set up; from the environment by default.

    Raises:
        ValueError: the engine that the settings name can not be made.
    """
    app = FastAPI(title="Lukhas", version=__version__, description=DESCRIPTION)
    app.state.settings = settings or Settings.from_env()
    app.state.engine = load_engine(app.state.settings.engine)
    errors.install(app)
    app.include_router(health.router, responses=errors.documented(500))
    for module in (models, embeddings, responses, dreams):
        app.include_router(
            module.router,
            prefix="/v1",
            dependencies=[Depends(require_key)],
            responses=errors.documented(401, 500),
        )
    return app
