"""What a door does not need is not imported for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

import offramp.doors

_UNUSED = ("engine", "evidence", "git", "plan", "imports", "checkout", "suites", "steps.job")


def test_comparing_two_files_imports_nothing_of_a_removal() -> None:
    code = (
        "import sys, offramp.cli, offramp.doors\n"
        "offramp.doors.openapi.compare_files\n"
        "from offramp.contract import compare_documents, load\n"
        "print(*sorted(name for name in sys.modules if name.startswith('offramp.')))\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = shown.stdout.split()
    assert "offramp.contract.judgement" in loaded
    assert not {f"offramp.{name}" for name in _UNUSED} & set(loaded)


def test_every_public_name_is_there() -> None:
    for name in offramp.doors.__all__:
        assert getattr(offramp.doors, name)
    with pytest.raises(AttributeError, match="has no attribute 'cellar'"):
        offramp.doors.cellar  # noqa: B018 - looked up to fail
