"""Settings come from the environment, and mistakes in them are named."""

from __future__ import annotations

import subprocess
import sys

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


@pytest.mark.parametrize(
    ("name", "lacking"),
    [("builtins:list", "models, embed, answer"), ("lukhas.core.engine:__name__", "no class")],
)
def test_what_is_no_engine_is_refused(name: str, lacking: str) -> None:
    with pytest.raises(ValueError, match=f"LUKHAS_ENGINE={name} .*{lacking}"):
        load_engine(name)


def test_a_mistake_ends_a_program_with_its_message_alone() -> None:
    code = "from lukhas.core.engine import load_engine; load_engine('standin')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "LUKHAS_ENGINE must be module:class, not 'standin'\n"
