"""The reference service to a real client: the ``openai`` SDK, on a server of its own."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.functional, pytest.mark.network]

SDK = """
import sys, time
import openai

client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key=sys.argv[2], max_retries=0)
RESPOND = {"model": "lukhas-respond-standin", "input": "Where does the river go?"}
EMBED = {"model": "lukhas-embed-standin", "input": ["a", "b"]}

def failure(call):
    try:
        call()
    except openai.APIStatusError as error:
        assert error.response.headers["x-trace-id"], error
        return type(error).__name__, error.status_code, error.code, error.param
"""


def sdk(python: Path, address: str, script: str, key: str = "k") -> str:
    done = subprocess.run(
        [os.fspath(python), "-c", SDK + script, address, key],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_sdk_gets_its_answers(python: Path, serve: Callable[..., Any]) -> None:
    with serve() as service:
        out = sdk(
            python,
            service.address,
            """
print(len(client.models.list().data), len(client.embeddings.create(**EMBED).data[1].embedding))
whole = client.responses.create(**RESPOND, metadata={"ticket": "17"})
print(whole.metadata, whole.usage.total_tokens)
parts = client.responses.create(**RESPOND, stream=True)
print("".join(e.delta for e in parts if "text.delta" in e.type) == whole.output_text)
first = {"role": "user", "content": [{"type": "input_text", "text": "Where?"}]}
talk = [first, *whole.output, {"role": "user", "content": "And then?"}]
print(client.responses.create(**RESPOND | {"input": talk}).output_text.splitlines()[0])
print(len(client.embeddings.create(**EMBED | {"input": [[1, 2], [3]]}).data))
with client.responses.stream(**RESPOND) as stream:
    print(stream.get_final_response().output_text == whole.output_text)
print(failure(lambda: client.responses.create(**RESPOND | {"model": "gpt-0"})))
print(failure(lambda: client.responses.create(**RESPOND | {"input": ""})))
print(failure(lambda: client.embeddings.create(**EMBED | {"input": "x" * 9_000_000})))
""",
        )
        refused = sdk(python, service.address, "print(failure(client.models.list))", key="wrong")
    assert out.splitlines() == [
        "3 256",
        "{'ticket': '17'} 34",
        "True",
        "You said: And then?",
        "2",
        "True",
        "('NotFoundError', 404, 'model_not_found', 'model')",
        "('UnprocessableEntityError', 422, 'invalid_value', 'input')",
        "('APIStatusError', 413, 'body_too_large', None)",
    ]
    assert refused == "('AuthenticationError', 401, 'invalid_api_key', None)\n"


def test_the_sdk_waits_as_long_as_it_is_told(python: Path, serve: Callable[..., Any]) -> None:
    """R6: its own retry obeys Retry-After, and then gets through."""
    with serve(LUKHAS_RL_DEFAULT="2/2 seconds") as service:
        out = sdk(
            python,
            service.address,
            """
start = time.monotonic()
for _ in range(2):
    client.models.list()
print(failure(client.models.list))
client.with_options(max_retries=1).models.list()
print(1.0 < time.monotonic() - start < 5)
""",
        )
    assert out == "('RateLimitError', 429, 'rate_limit_exceeded', None)\nTrue\n"


def test_a_bug_of_the_engine_is_a_500_with_its_trace(
    python: Path, serve: Callable[..., Any]
) -> None:
    """T1, T5: the id is in the header, in what the SDK prints, and in the log."""
    with serve(LUKHAS_ENGINE="engines:Failing") as service:
        script = """
try:
    client.embeddings.create(**EMBED)
except openai.InternalServerError as error:
    trace = error.response.headers["x-trace-id"]
    print(error.code, "secret" in str(error), trace in str(error), trace)
"""
        code, told, named, trace = sdk(python, service.address, script).split()
    assert (code, told, named) == ("internal_error", "False", "True")
    assert re.search(rf"ERROR .*\[{trace}\]: POST /v1/embeddings failed: .*a secret", service.log)
