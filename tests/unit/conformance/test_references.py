"""The corpus of references as a repository, and offramp's answers to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import references, searchers
from conformance.scoring import Score, by_class


@pytest.mark.parametrize("layer", [references.LAYER, references.RENAMED])
def test_offramp_is_right_on_each_class(layer: searchers.Layer, tmp_path: Path) -> None:
    laid = references.lay_out(tmp_path, layer)
    figures = by_class(laid.cases, searchers.offramp(tmp_path, laid.layer, laid.projects))
    assert {s for s in figures.values() if s.missed or s.false} == set()
    assert sum(figures.values(), Score()).found > 10


def test_every_class_of_the_corpus_is_laid_out() -> None:
    named = {path.stem for path in references.CORPUS.glob("*.yml")} - {"tree"}
    assert set(references.CLASSES) == named
