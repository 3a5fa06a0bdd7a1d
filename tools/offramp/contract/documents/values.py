"""JSON values: which kind they are of, and when two are equal."""

from __future__ import annotations

from typing import Any

import orjson

_LARGEST = 2**63


def equal(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal: ``1`` is ``1.0``, and is not ``true`` as in Python."""
    if one != other:
        return False
    if isinstance(one, str) or one is None or orjson.dumps(one) == orjson.dumps(other):
        return True
    return key_of(one) == key_of(other)


def key_of(value: Any) -> str:
    """Return a text that two JSON values share if and only if they are equal (``1`` is ``1.0``)."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, (dict, list)):
        return orjson.dumps(_whole_numbers(value), option=orjson.OPT_SORT_KEYS).decode()
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return repr(value)


def _whole_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _whole_numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(each) for each in value]
    # past 64 bits a number stays as it is: the writer takes no larger integer
    whole = isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST
    return int(value) if whole else value


_ATOMS = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    str: "string",
    list: "array",
    dict: "object",
}


def atom_of(value: Any) -> str:
    """Return the kind of a JSON value; ``1.0`` is an integer (JSON Schema core, section 4.2.3)."""
    atom = _ATOMS.get(type(value))
    if atom is not None:
        return atom
    if isinstance(value, float):
        return "integer" if value.is_integer() else "fraction"
    return next((atom for kind, atom in _ATOMS.items() if isinstance(value, kind)), "object")


def count_of(raw: Any, word: str, default: int | None) -> Any:
    """Return a member of an object that is a number; else the default."""
    value = raw.get(word) if isinstance(raw, dict) else None
    return value if is_number(value) else default


def is_number(value: Any) -> bool:
    """Whether a value is a JSON number; Python's booleans are integers, and JSON's are not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_multiple(value: Any, divisor: Any) -> bool:
    """Whether a number is a whole multiple of another, both read as decimals: 0.3 is of 0.1."""
    from fractions import Fraction

    return Fraction(str(value)) % Fraction(str(divisor)) == 0
