"""Dreams repeat themselves exactly, unless the seed is another."""

from __future__ import annotations

import pytest

from candidate.dreams.weaver import MOTIFS, weave


def test_the_same_request_gives_the_same_dream() -> None:
    assert weave("rain", length=12, seed=1) == weave("rain", length=12, seed=1)
    assert weave("rain", length=12, seed=1) != weave("rain", length=12, seed=2)


@pytest.mark.parametrize("prompt", ["", " ", "…", "Λ"])
def test_any_prompt_gives_as_many_scenes_as_were_asked_for(prompt: str) -> None:
    scenes = weave(prompt, length=5, seed=0)
    assert len(scenes) == 5
    assert {scene.motif for scene in scenes} <= {motif for motif, _ in MOTIFS}
