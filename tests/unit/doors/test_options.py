from __future__ import annotations

import pytest

from offramp.doors import Options
from offramp.errors import ConfigError


def test_nothing_said_leaves_the_settings_as_they_are() -> None:
    request = Options().request()
    assert (request.layer, dict(request.renames), request.max_hits, request.base) == (
        (),
        {},
        None,
        None,
    )
    assert request.cache is True
    assert request.commit is request.refresh is request.all_files is False


def test_what_is_said_is_passed_on() -> None:
    options = Options(
        layer=("a.compat", "b.compat,c.compat"),
        rename=("old=new", "x.y=z"),
        max_hits="007",
        base="main",
        cache=False,
        commit=True,
    )
    request = options.request()
    assert request.layer == ("a.compat", "b.compat", "c.compat")
    assert dict(request.renames) == {"old": "new", "x.y": "z"}
    assert request.max_hits == 7
    assert request.base == "main"
    assert (request.cache, request.commit) == (False, True)


@pytest.mark.parametrize("entry", ["old", "old=", "=new", "=", "", "old:new"])
def test_a_malformed_rename_is_named(entry: str) -> None:
    with pytest.raises(ConfigError, match="--rename is not a rename") as caught:
        Options(rename=("a=b", entry)).request()
    assert caught.value.found == repr(entry)


@pytest.mark.parametrize("text", ["0x1", "-1", "0.99", "false", " 1", "1_0", "²", "٣", "1e3"])
def test_a_budget_is_a_whole_number(text: str) -> None:
    """-3, 0.99, false and "0" passed the original's gate (G8)."""
    with pytest.raises(ConfigError, match="--max-hits is not a budget") as caught:
        Options(max_hits=text).request()
    assert caught.value.found == repr(text)


def test_one_name_has_one_new_name() -> None:
    with pytest.raises(ConfigError, match="two new ones"):
        Options(rename=("a=b", "a=c")).request()
    assert Options(rename=("a=b", "a=b")).request().renames == {"a": "b"}
