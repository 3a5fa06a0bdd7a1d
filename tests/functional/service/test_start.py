"""The service under the server's own command, and settings with which it does not start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.functional, pytest.mark.network]

UVICORN = (
    "import sys, uvicorn; "
    "uvicorn.main(['--factory', 'lukhas.adapters.openai.api:get_app', *sys.argv[1:]])"
)
SERVE = "import sys; from lukhas import serve; serve.main(sys.argv[1:])"


def test_a_plain_uvicorn_logs_no_key_either(serve: Callable[..., Any]) -> None:
    """It has handlers of its own, that propagate nothing, and none for the service's loggers."""
    with serve(program=UVICORN, LUKHAS_ENGINE="engines:Failing") as service:
        service.ask("GET /v1/models?key=sk-abcdefghijklmnop")
        asked = b'{"model": "lukhas-embed-standin", "input": "x"}'
        answer = service.ask("POST /v1/embeddings", asked)
    assert answer.status == 500
    assert "abcdefghijklmnop" not in service.log
    assert "GET /v1/models?key=[redacted] HTTP/1.1" in service.log
    assert f"ERROR lukhas.adapters.openai.errors [{answer.trace}]: POST" in service.log


@pytest.mark.parametrize("program", [UVICORN, SERVE], ids=["uvicorn", "lukhas.serve"])
@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("LUKHAS_RL_KEYING", "route", "route_principal, route_only, principal"),
        ("LUKHAS_RL_DEFAULT", "0/minute", "'0/minute'"),
        ("LUKHAS_ENGINE", "engines:Nothing", "'Nothing'"),
    ],
)
def test_r5_r7_a_setting_that_makes_no_sense_ends_it_with_a_line(
    launch: Callable[..., Any], program: str, name: str, value: str, told: str
) -> None:
    process, folder = launch(0, program=program, **{name: value})
    assert process.wait(timeout=20) == 1
    log = (folder / "log").read_text()
    [line] = [line for line in log.splitlines() if line.startswith(name)]
    assert told in line
    assert "Traceback" not in log
