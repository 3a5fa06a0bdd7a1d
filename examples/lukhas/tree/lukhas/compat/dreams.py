"""``lukhas.compat.dreams`` became a plug-in: ``lukhas.plugins.dreams``."""

from lukhas.compat._aliases import warn_moved
from lukhas.plugins.dreams import *  # noqa: F403 - whatever the plug-in offers, the old name offers

warn_moved("lukhas.compat.dreams", "lukhas.plugins.dreams")
