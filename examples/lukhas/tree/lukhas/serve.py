"""Run the service: ``python -m lukhas.serve --port 8000``."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

import uvicorn

from lukhas.core.settings import Settings

PATIENCE = 20
"""Seconds that requests may still take after SIGTERM; orchestrators often kill after 30."""


def main(argv: Sequence[str] | None = None) -> None:
    """Configure logging and serve until stopped."""
    parser = argparse.ArgumentParser(prog="lukhas.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    chosen = parser.parse_args(argv)
    _set_up_logging()
    uvicorn.run(
        "lukhas.adapters.openai.api:get_app",
        factory=True,
        host=chosen.host,
        port=chosen.port,
        log_config=None,
        # uvicorn would believe any client on this machine about the address that it comes from.
        proxy_headers="FORWARDED_ALLOW_IPS" in os.environ,
        # A client that sends half of a body, or reads no further, would keep it from stopping.
        timeout_graceful_shutdown=PATIENCE,
    )


def _set_up_logging() -> None:
    from lukhas.compat.logs import configure

    configure(Settings.from_env().configs)


if __name__ == "__main__":
    main()
