"""Keys become tokens of a JSON Pointer and come back (RFC 6901, sections 3 and 4)."""

from __future__ import annotations

import pytest

from offramp.contract.documents.pointers import escape, keys, unescape


@pytest.mark.parametrize(
    ("key", "token"),
    [("a/b~c", "a~1b~0c"), ("~1", "~01"), ("", ""), ("/", "~1"), ("é %25", "é %25")],
)
def test_a_key_and_its_token(key: str, token: str) -> None:
    assert escape(key) == token
    assert unescape(token) == key


def test_an_item_is_counted() -> None:
    assert escape(7) == "7"


def test_the_keys_of_a_pointer() -> None:
    assert keys("") == []
    assert keys("/") == [""]
    assert keys("/paths/~1a~1{b}/0/~01") == ["paths", "/a/{b}", "0", "~1"]
