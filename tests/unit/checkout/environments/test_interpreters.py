"""What identifies an interpreter, and which packages it has."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from offramp.checkout.environments.interpreters import installed, interpreter_identity, probe
from offramp.errors import EnvironmentProblem


def test_an_interpreter_tells_of_itself_what_this_one_knows() -> None:
    assert interpreter_identity(sys.executable) == interpreter_identity()
    assert probe(sys.executable)[1] in interpreter_identity()
    assert interpreter_identity("2.6").startswith("Python 2.6 ")
    with pytest.raises(EnvironmentProblem, match="cannot be run"):
        probe("/no/such/python")


def test_packages_with_the_commit_that_they_came_from(tmp_path: Path) -> None:
    """One version may be many commits (PEP 610)."""
    site = tmp_path / "lib/python3.11/site-packages"
    for name, origin in (
        ("My.Lib", {"url": "https://e.org", "vcs_info": {"vcs": "git", "commit_id": "a" * 40}}),
        ("local", {"url": "file:///x", "dir_info": {}}),
        ("plain", None),
    ):
        info = site / f"{name}-1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        if origin:
            (info / "direct_url.json").write_text(json.dumps(origin))
    (site / "plain-1.dist-info/direct_url.json").write_text("{")
    assert installed(tmp_path) == {"local": "1", "my-lib": f"1 ({'a' * 12})", "plain": "1"}
