"""Settings come from the environment, and mistakes in them are named."""

from __future__ import annotations

import pytest

from lucas.core.settings import Settings
from lukhas.core.engine import load_engine
from lukhas.core.standin import StandIn


def test_keys_are_separated_by_commas() -> None:
    settings = Settings.from_env({"LUKHAS_API_KEYS": "one, two,,"})
    assert settings.api_keys == ("one", "two")


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert Settings.from_env({"LUKHAS_ENGINE": "", "LUKHAS_CONFIGS": ""}) == Settings()


def test_the_default_engine_is_the_stand_in() -> None:
    assert isinstance(load_engine(Settings().engine), StandIn)


@pytest.mark.parametrize("name", ["standin", "lukhas.core:", "lukhas.nowhere:X", "lukhas.core:X"])
def test_an_engine_that_can_not_be_made_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="LUKHAS_ENGINE"):
        load_engine(name)
