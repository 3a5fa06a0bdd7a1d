"""The count of pairs with known answers, with a peer that is made up."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.contract import (
    BEYOND,
    Known,
    Tally,
    argued_pairs,
    by_class,
    examples,
    tally,
    witnesses,
)
from conformance.oasdiff import Answer

ERROR, LESS, SILENT = Answer(True, True), Answer(False, True), Answer(False, False)
GAVE_UP = Answer(False, False, gave_up=True)


def pair(*, breaks: bool) -> Known:
    return Known("class", "name", {}, {}, breaks)


@pytest.mark.parametrize(
    ("breaks", "peer", "figures"),
    [
        (True, ERROR, Tally(1, 1, peers=1)),
        (True, LESS, Tally(1, 1, lower=1)),
        (True, SILENT, Tally(1, 1, silent=1)),
        (True, GAVE_UP, Tally(1, 1, gave_up=1)),
        (False, ERROR, Tally(1, 1, alarms=1)),
        (False, LESS, Tally(1, 1, peers=1)),
        (False, SILENT, Tally(1, 1, peers=1)),
        (False, GAVE_UP, Tally(1, 1, gave_up=1)),
    ],
)
def test_one_pair(breaks: bool, peer: Answer, figures: Tally) -> None:
    assert tally(pair(breaks=breaks), ours=breaks, peer=peer) == figures
    assert tally(pair(breaks=breaks), ours=not breaks, peer=peer) == figures._replace(ours=0)


class Silent:
    def judge(self, base: Any, cand: Any) -> Answer:
        return SILENT


def test_figures_by_class_and_what_offramp_is_wrong_on() -> None:
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}
    pairs = [
        Known("b", "same", document, document, breaks=False),
        Known("a", "claimed to break", document, document, breaks=True),
        Known("b", "same again", document, document, breaks=False),
    ]
    figures, wrong = by_class(pairs, Silent())
    assert figures == {"b": Tally(2, 2, 2), "a": Tally(1, 0, 0, silent=1)}
    assert wrong == ["a: claimed to break"]


def test_the_corpus_has_many_classes_and_both_answers() -> None:
    pairs = list(argued_pairs())
    assert len(pairs) > 1000
    assert len({each.cls for each in pairs}) > 40
    assert {each.breaks for each in pairs} == {True, False}


def test_examples_are_those_of_rules_that_break() -> None:
    named = {each.name for each in examples()}
    assert "request-property-became-required" in named
    assert "api-tag-removed" not in named


def test_breaks_by_how_they_are_shown() -> None:
    """A length is shown by a body; no validator looks into encoded text."""
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}}
    sides = []
    for longest in (9, 3):
        schema = {"type": "string", "maxLength": longest}
        body = {"content": {"application/json": {"schema": schema}}}
        post = {"requestBody": body, "responses": {"200": {"description": "k"}}}
        sides.append({**document, "paths": {"/t": {"post": post}}})
    assert witnesses([Known("c", "n", *sides, breaks=True)]) == {"request-body": 1}
    encoded = [{"type": "string"}, {"type": "string", "contentEncoding": "base64"}]
    for side, schema in zip(sides, encoded, strict=True):
        content = side["paths"]["/t"]["post"]["requestBody"]["content"]
        content["application/json"]["schema"] = schema
    assert witnesses([Known("c", "n", *sides, breaks=True)]) == {BEYOND: 1}
