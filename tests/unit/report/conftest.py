from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from offramp.report.terminal import Terminal


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What a person would see, without colours: call it with a function of a terminal."""
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def see(act: Callable[..., None], *args: object) -> str:
        stream = io.StringIO()
        act(Terminal(stream), *args)
        return stream.getvalue()

    return see
