"""The target's ``[tool.offramp]`` as frozen, typed settings.

``load`` reads them; ``model`` says which there are; ``checks`` says what a value may be.
"""

from __future__ import annotations

from offramp.config.model import Compat, Environment, Openapi, Probe, Settings, Suites
from offramp.config.read import load, read_toml, where

__all__ = [
    "Compat",
    "Environment",
    "Openapi",
    "Probe",
    "Settings",
    "Suites",
    "load",
    "read_toml",
    "where",
]
