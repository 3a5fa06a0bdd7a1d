from __future__ import annotations

from pathlib import Path

from offramp.steps import polish


def test_what_an_earlier_step_wrote_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"uses": []}')
    assert polish.read_json(tmp_path / "a.json") == {"uses": []}
