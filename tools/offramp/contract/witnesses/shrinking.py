"""Make an example smaller as long as it still shows what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from offramp.contract.documents.values import is_number

_TRIES = 60
_MOST_PARTS = 12


def shrink(value: Any, shows: Callable[[Any], bool]) -> Any:
    """Return a value that is no larger, and that shows the same.

    Args:
        value: an example.
        shows: whether another value is as good an example; asked 60 times at most.
    """
    left = _TRIES
    again = True
    while again and left > 0:
        again = False
        for smaller in _smaller(value):
            left -= 1
            if left < 0:
                break
            if shows(smaller):
                value, again = smaller, True
                break
    return value


def _smaller(value: Any) -> Iterator[Any]:
    """Iterate over values that are a step smaller, the largest steps first."""
    if isinstance(value, str):
        yield from _shorter(value, 1)  # an empty string is shorter, and harder to see
    elif isinstance(value, list):
        yield from _shorter(value, 0)
        for index, item in enumerate(value[:_MOST_PARTS]):
            yield from ([*value[:index], less, *value[index + 1 :]] for less in _smaller(item))
    elif isinstance(value, dict):
        for name in sorted(value):
            yield {key: each for key, each in value.items() if key != name}
        for name in sorted(value)[:_MOST_PARTS]:
            yield from ({**value, name: less} for less in _smaller(value[name]))
    elif is_number(value):
        near = (0.5, 1.5, float(round(value))) if isinstance(value, float) else (0, 1, -1)
        yield from (number for number in near if abs(number) < abs(value))


def _shorter(value: Any, least: int) -> Iterator[Any]:
    length = len(value)
    for kept in dict.fromkeys((0, 1, length // 2, length - 1)):
        if least <= kept < length:
            yield value[:kept]
