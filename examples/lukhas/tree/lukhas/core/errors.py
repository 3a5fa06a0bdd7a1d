"""What stops the service from starting."""

from __future__ import annotations


class SettingError(SystemExit, ValueError):
    """A setting that makes no sense; the message names the variable.

    A program that nobody handles it in ends with the message alone and status 1: whoever set the
    variable has no use for a traceback.
    """
