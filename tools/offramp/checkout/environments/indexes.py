"""Where packages come from: what a machine has told pip, said so that uv understands it too.

uv reads no setting of pip's. A team whose machines name an index of their own in ``pip.conf`` or
``PIP_INDEX_URL`` would be sent to another one: the wrong one, or none at all.
"""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Mapping
from pathlib import Path

_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}
_OWN = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_CONFIG_FILE")
"""Whoever has told uv about indexes has told it everything."""


def for_uv(env: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that tell uv what pip would have been told.

    Args:
        env: the variables of the caller; they go before files.
    """
    if any(name in env for name in _OWN) or _has_file(env):
        return {}
    said = _files(env)
    for key in _NAMES:
        variable = "PIP_" + key.upper().replace("-", "_")
        if env.get(variable):
            said[key] = env[variable]
    told = {
        variable: (",".join if key == "find-links" else " ".join)(said[key].split())
        for key, variable in _NAMES.items()
        if key in said and variable not in env
    }
    if "UV_INDEX" in told and "UV_INDEX_STRATEGY" not in env:
        told["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # pip takes the best of all indexes
    return told


def _has_file(env: Mapping[str, str]) -> bool:
    """Whether uv has a file of settings of its own for this user or machine."""
    home = Path(env.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return any((folder / "uv/uv.toml").is_file() for folder in (home, Path("/etc")))


def _files(env: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of pip's files, the later ones first (pip's "Configuration")."""
    named = env.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return {}
    config = Path(env.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    places = [
        *(Path("/etc/pip.conf"), Path("/etc/xdg/pip/pip.conf")),
        *(Path.home() / ".pip/pip.conf", config / "pip/pip.conf"),
        *(Path(sys.prefix, "pip.conf"), *([Path(named)] if named else [])),
    ]
    said: dict[str, str] = {}
    for place in places:
        parser = configparser.RawConfigParser()
        try:
            parser.read_string(place.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, configparser.Error):
            continue
        for section in ("global", "install"):
            if parser.has_section(section):
                said.update({key.replace("_", "-"): v for key, v in parser.items(section)})
    return said
