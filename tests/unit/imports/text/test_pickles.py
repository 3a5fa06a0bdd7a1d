"""The modules that a pickle would import, in every protocol, without loading it."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable

import pytest

from offramp.imports.places import Places
from offramp.imports.targets import Targets
from offramp.imports.text.pickles import pickled_names, record_pickle


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


def test_nothing_is_executed(targets: Targets) -> None:
    data = b"ca.compat\nx\n(S'boom'\ntR."
    assert list(pickled_names(data, targets)) == ["a.compat.x"]


def test_a_binary_file_has_one_place(places: Callable[..., Places]) -> None:
    here = places("", "d.pkl")
    record_pickle(b"ca.compat\nx\n.", here)
    assert [(r.line, r.kind.value, r.span) for r in here.references] == [(1, "pickle", None)]
