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
    ],
)
def test_what_is_planted_comes_back(layers: list[str], renames: dict[str, str]) -> None:
    selftest.prove(layers, renames)


def test_g1_a_scanner_that_cannot_see_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(*args: Any, **kwargs: Any) -> ScanReport:
        return ScanReport(layers=("a.compat",), scanned_files=9)

    monkeypatch.setattr(selftest, "scan", blind)
    with pytest.raises(CannotJudge, match="planted"):
        selftest.prove(["a.compat"], {})
