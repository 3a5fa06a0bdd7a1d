from __future__ import annotations

from pathlib import Path

from offramp.imports.rewriting.named import named_in_strings


def test_what_quoted_texts_name_below_a_name(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        "patch('m.c.f')\npatch(\"m.c:g\")\nx = 'm.c'\ny = 'am.c.h'\nz = m.c.i\n# m.c.j\n"
    )
    (tmp_path / "b.txt").write_text("'m.c.k'\n")
    found = named_in_strings(tmp_path, ["a.py", "b.txt", "gone.py"], ["m.c", "m.d"])
    assert list(found) == [["m.c", "f"], ["m.c", "g"]]
    assert list(named_in_strings(tmp_path, ["a.py"], [])) == []
