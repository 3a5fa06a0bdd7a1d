from __future__ import annotations

from typing import Any

import pytest

from offramp.errors import CannotJudge
from offramp.imports import selftest
from offramp.imports.model import ScanReport


@pytest.mark.parametrize(
    ("layers", "renames"),
    [
        (["lukhas.compat"], {}),
        (["a.b.c"], {"candidate": "labs"}),
        ([], {"candidate": "labs", "lucas": "lukhas", "Lucas": "lukhas"}),
        (["compat"], {}),
        ([], {"tools": "utilities", "memory": "stores.memory"}),
        ([], {"types": "kinds", "queue": "jobs.queue", "site": "place"}),
        ([], {"test": "checks", "importlib": "loading"}),
        (["importlib"], {}),
        (["candidate.compat"], {"candidate": "labs"}),
        (["candidate"], {"candidate": "labs"}),
        ([], {"candidate": "labs", "candidate.core": "kernel"}),
        (["a.compat", "a.compatibility"], {}),
        (["known", "unknown"], {}),
        (["a.b", "a_b"], {}),
        (["a.\uff43ompat"], {}),
        (["a.class"], {}),
        (["planted", "planted_"], {"src": "lib"}),
    ],
)
def test_what_is_planted_comes_back(layers: list[str], renames: dict[str, str]) -> None:
    """Also where one name lies under another, nearly is another, or is the standard library's."""
    selftest.prove(layers, renames)


def test_g1_a_scanner_that_cannot_see_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(*args: Any, **kwargs: Any) -> ScanReport:
        return ScanReport(layers=("a.compat",), scanned_files=9)

    monkeypatch.setattr(selftest, "scan", blind)
    with pytest.raises(CannotJudge, match="planted"):
        selftest.prove(["a.compat"], {})
