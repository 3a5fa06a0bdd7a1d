"""The modules that a pickle would import, in every protocol, without loading it."""

from __future__ import annotations

import pickle
from collections import Counter, OrderedDict
from collections.abc import Callable

import pytest

from offramp.imports.places import Places
from offramp.imports.targets import Targets
from offramp.imports.text.pickles import is_text_pickle, pickled_names, record_pickle


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol(protocol: int) -> None:
    data = pickle.dumps([OrderedDict(), OrderedDict], protocol)
    assert "collections.OrderedDict" in set(pickled_names(data, Targets(["collections"], {})))
    assert not list(pickled_names(data, Targets(["ordered"], {})))


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_inside_of_another_format(protocol: int) -> None:
    data = b"\x93NUMPY\x01" + pickle.dumps(OrderedDict, protocol) + b"rest"
    names = list(pickled_names(data, Targets(["collections"], {})))
    assert names
    assert all(n.startswith("collections") for n in names)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\x04\x8c\x0ba.compatible\x94.",
        b"ca.compatible\nT\n.",
        b"\x8c\x09a.compat",
        b"\xff",
    ],
)
def test_near_misses(data: bytes, targets: Targets) -> None:
    assert list(pickled_names(data, targets)) == []


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_one_word_is_a_module_and_no_key(protocol: int) -> None:
    targets = Targets([], {"collections": "things", "memory": "stores"})
    many = [OrderedDict, {"memory": 1, "collections": 2}, Counter, OrderedDict()]
    names = set(pickled_names(pickle.dumps(many, protocol), targets))
    assert names == {"collections.OrderedDict", "collections.Counter"}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_string_that_is_the_name_of_a_module(protocol: int, targets: Targets) -> None:
    data = pickle.dumps({"module": "a.compat.x", "text": "a.compat went"}, protocol)
    assert list(pickled_names(data, targets)) == ["a.compat.x"]


def test_a_member_of_a_member_is_one_name(targets: Targets) -> None:
    data = b"\x80\x04\x8c\x08a.compat\x94\x8c\x03T.U\x94\x93\x94."
    assert list(pickled_names(data, targets)) == ["a.compat.T.U"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"ca.compat\nx\n.", True),
        (pickle.dumps([OrderedDict()], 0), True),
        (b"ca.compat\nx\n", False),
        (b"see a.compat\nthere.", False),
        (b"", False),
    ],
)
def test_a_pickle_that_is_text(data: bytes, text: bool) -> None:
    assert is_text_pickle(data) is text


def test_nothing_is_executed(targets: Targets) -> None:
    data = b"ca.compat\nx\n(S'boom'\ntR."
    assert list(pickled_names(data, targets)) == ["a.compat.x"]


def test_a_binary_file_has_one_place(places: Callable[..., Places]) -> None:
    here = places("", "d.pkl")
    record_pickle(b"ca.compat\nx\n.", here)
    assert [(r.line, r.kind.value, r.span) for r in here.references] == [(1, "pickle", None)]
