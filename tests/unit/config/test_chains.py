from __future__ import annotations

import pytest

from offramp.config.chains import renamed_again


@pytest.mark.parametrize(
    ("table", "again"),
    [
        ({"a": "b", "b": "c"}, "a"),
        ({"b": "c", "a": "b.sub"}, "a"),
        ({"x": "y", "a": "b", "b": "a"}, "a"),
        ({"a": "a.sub"}, "a"),
        ({"a": "b", "a.c": "a.d"}, "a.c"),
        ({"a": "c", "b": "c"}, None),
        ({"a": "b", "a.c": "d"}, None),
        ({"a": "b", "b.c": "d"}, None),
        ({"a.sub": "a"}, None),
        ({"a": "ab", "abc": "d"}, None),
        ({"lucas": "lukhas", "Lucas": "lukhas", "LUCAS": "lukhas"}, None),
        ({}, None),
    ],
)
def test_a_new_name_that_is_an_old_one_leads_on(table: dict[str, str], again: str | None) -> None:
    assert renamed_again(table) == again
