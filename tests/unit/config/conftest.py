from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.config import Settings, load
from offramp.errors import ConfigError


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Settings]:
    """Load settings from the text of a pyproject.toml, or of another file."""

    def read_(text: str, name: str = "pyproject.toml") -> Settings:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return load(tmp_path)

    return read_


@pytest.fixture
def refused(read: Callable[..., Settings]) -> Callable[..., ConfigError]:
    """Load settings that must be refused, and return the error."""

    def refused_(text: str, name: str = "pyproject.toml") -> ConfigError:
        with pytest.raises(ConfigError) as caught:
            read(text, name)
        return caught.value

    return refused_
