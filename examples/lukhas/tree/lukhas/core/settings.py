"""Settings: read from the environment once, when the application is made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lukhas.core.reliability.limits import RateLimits

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


@dataclass(frozen=True)
class Settings:
    """How one application is set up.

    Attributes:
        api_keys: the bearer tokens that are let in. None of them: nobody is let in.
        engine: ``module:class`` of the engine that answers; see ``lukhas.core.engine.Engine``.
        configs: the folder of logging.yaml and plugins.json.
        limits: how requests are limited.
    """

    api_keys: tuple[str, ...] = ()
    engine: str = "lukhas.core.standin:StandIn"
    configs: Path = CONFIGS
    limits: RateLimits = field(default_factory=RateLimits)

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read ``LUKHAS_API_KEYS`` (separated by commas), ``_ENGINE``, ``_CONFIGS`` and ``_RL_*``.

        Raises:
            SettingError: a limit makes no sense; the message names the variable.
        """
        keys = (key.strip() for key in env.get("LUKHAS_API_KEYS", "").split(","))
        return cls(
            api_keys=tuple(key for key in keys if key),
            engine=env.get("LUKHAS_ENGINE") or cls.engine,
            configs=Path(env.get("LUKHAS_CONFIGS") or CONFIGS),
            limits=RateLimits.from_env(env),
        )
