"""What a real server answers is what its document says: schemathesis, with bounded examples."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.functional, pytest.mark.network]


@pytest.mark.parametrize(
    ("key", "limit", "phases"),
    [("k", "1000/minute", "examples,coverage,fuzzing"), ("not-a-key", "20/minute", "coverage")],
)
def test_schemathesis_finds_nothing(
    python: Path, serve: Callable[..., Any], key: str, limit: str, phases: str, tmp_path: Path
) -> None:
    """With a key; and without one, beyond the limit. What is found is not chance's: one seed."""
    program = python.parent / "schemathesis"
    options = ["--max-examples=20", "--seed=6", "--no-color", "--generation-database=none"]
    with serve(LUKHAS_RL_ANONYMOUS=limit, LUKHAS_RL_DEFAULT=limit) as service:
        done = subprocess.run(
            [
                os.fspath(program),
                "run",
                f"{service.address}/openapi.json",
                f"--header=Authorization: Bearer {key}",
                "--checks=all",
                f"--phases={phases}",
                *options,
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 selected / 7 total" in done.stdout
    assert ('" 429' in service.log) == (key != "k")
    assert "Traceback" not in service.log
