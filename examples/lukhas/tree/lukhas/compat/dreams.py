"""``lukhas.compat.dreams`` became a plug-in: ``lukhas.plugins.dreams``."""

from lukhas.compat import _uses
from lukhas.plugins.dreams import *  # noqa: F403 - whatever the plug-in offers, the old name offers

_uses.hand_over("lukhas.compat.dreams", "lukhas.plugins.dreams")
