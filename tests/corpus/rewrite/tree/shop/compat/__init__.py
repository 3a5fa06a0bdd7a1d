"""The layer."""
import sys

import shop.util.text as _text
from shop.core import Cart, price
from shop.types import Money as Cash
from shop.util.text import *

ALIASES = {"shop.compat.old_text": "shop.util.text"}
for _old in ALIASES:
    sys.modules[_old] = _text
old_text = _text


def shim():
    return "made here"
