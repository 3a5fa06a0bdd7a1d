"""The scanner's proof that it could have failed: planted references must come back.

A scanner that cannot see (G1: a map that was rewritten into identity; G6: a reporter that
crashed) reports zero hits, as a clean tree does. So before a scan is believed, a small tree with
references to the same names, and with near misses, is scanned by the same code.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from offramp.errors import CannotJudge
from offramp.imports.scanner import scan


def prove(layers: Sequence[str], renames: Mapping[str, str]) -> None:
    """Plant references to each name, scan, and demand all of them and nothing else.

    Args:
        layers: the layer's dotted names.
        renames: old dotted name → new one.

    Raises:
        CannotJudge: a planted reference did not come back, or a near miss counted.
    """
    names = [*layers, *renames]
    with tempfile.TemporaryDirectory(prefix="offramp-selftest-") as scratch:
        root = Path(scratch)
        planted = {(path, line) for name in names for path, line in _plant(root, name)}
        report = scan(root, layers, renames, all_files=True, cache=False)
    found = {(r.path, r.line) for r in report.references if r.counts}
    if found != planted:
        missed, false = sorted(planted - found), sorted(found - planted)
        raise CannotJudge(
            "the scanner does not find what was planted for it",
            expected=f"{len(planted)} planted references to {', '.join(names)}",
            found=f"missed {missed}, falsely found {false}",
            next="please report it: this is a bug in offramp",
        )


def _plant(root: Path, name: str) -> list[tuple[str, int]]:
    """Write files that refer to ``name``, and one that nearly does; return what must be found."""
    parent, _, leaf = name.rpartition(".")
    stem = name.replace(".", "_")
    files = {
        f"plain_{stem}.py": f"import {name}\n",
        f"from_{stem}.py": f"from {name} import (\n    thing,\n)\n",
        f"dynamic_{stem}.py": f"import importlib\n\nM = importlib.import_module({name!r})\n",
        f"broken_{stem}.py": f"import {name}\nprint 'no Python 3'\n",
    }
    places = [(path, 1) for path in files if not path.startswith("dynamic")]
    places.append((f"dynamic_{stem}.py", 3))
    if parent:
        files[f"member_{stem}.py"] = f"from {parent} import {leaf}\n"
        places.append((f"member_{stem}.py", 1))
    files[f"near_{stem}.py"] = f"import {name}ibility\nimport un{name}\n{leaf} = 1\n"
    for path, text in files.items():
        (root / path).write_text(text, encoding="utf-8")
    return places
