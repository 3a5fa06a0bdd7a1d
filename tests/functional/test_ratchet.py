"""A repository that is not at zero yet: the ratchet, as a team uses it."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.functional

KNOWN = "configs/compat.json"


@pytest.fixture
def held(target):
    settings = (target.root / "offramp.toml").read_text()
    target.commit(
        "Hold the layer with a ratchet",
        {
            "offramp.toml": settings.replace("[compat]", f'[compat]\nratchet = "{KNOWN}"'),
            "svc/one.py": "from svc.compat import greet\n",
            "svc/two.py": "import svc.compat\n",
            "CODEOWNERS": "* @svc/core\n/svc/three.py @alice\n",
        },
    )
    return target


def test_a_team_goes_down_to_zero_and_never_up(held):
    refused = held.offramp("compat-enforce")
    assert refused.returncode == 1
    assert "--update" in refused.stderr

    assert held.json("compat-enforce", "--update")["ratchet"]["known"] == 2
    held.commit("Keep the ratchet")
    assert held.json("compat-report")["verdict"] == "pass"

    held.write({"svc/three.py": "x = 1\n\nfrom svc.compat import greet\n"})
    report = held.json("compat-enforce", code=2)
    (finding,) = report["findings"]
    assert (finding["rule"], finding["path"], finding["line"]) == (
        "new-legacy-reference",
        "svc/three.py",
        3,
    )
    assert "@alice" in finding["message"]
    before = (held.root / KNOWN).read_bytes()
    held.json("compat-enforce", "--update", code=2)
    assert (held.root / KNOWN).read_bytes() == before

    held.write({"svc/three.py": "", "svc/one.py": ""})
    report = held.json("compat-enforce", code=2)
    assert [f["rule"] for f in report["findings"]] == ["stale-ratchet-entry"]
    assert held.json("compat-enforce", "--update")["hits"] == 1
    assert json.loads((held.root / KNOWN).read_text())["hits"] == 1


def test_stage_a_holds_and_nothing_is_removed_while_hits_are_left(held):
    held.json("compat-enforce", "--update")
    held.commit("Keep the ratchet")
    assert held.json("stage-a")["verdict"] == "pass"
    before = held.git("rev-parse", "HEAD^{tree}")
    done = held.json("stage-b", code=2)
    assert done["steps"][-1]["findings"][0]["rule"] == "hits-left"
    assert (held.git("rev-parse", "HEAD^{tree}"), held.git("status", "--short")) == (before, "")


def test_the_ratchet_is_part_of_the_evidence(held):
    held.json("compat-enforce", "--update")
    held.commit("Keep the ratchet")
    held.json("stage-a")
    data = json.loads((held.root / KNOWN).read_text())
    held.write({KNOWN: json.dumps(data)})
    stages = held.json("status")["stages"]
    gate = next(s for s in stages[0]["steps"] if s["id"] == "gate")
    assert gate["state"] == "stale"


def test_renamed_roots_are_held_without_a_layer(target):
    """A helper of the tests is no use of the root, whether it is read or run."""
    settings = (target.root / "offramp.toml").read_text()
    layer = next(line for line in settings.splitlines() if line.startswith("layer"))
    renames = '\n[compat.renames]\nmemory = "svc.stores"\ntypes = "svc.kinds"\n'
    target.commit(
        "Rename two roots",
        {
            "offramp.toml": settings.replace(layer, f'ratchet = "{KNOWN}"') + renames,
            "old/run.py": "import types\nimport memory\n",
            "tests/smoke/memory.py": "",
            "tests/smoke/test_memory.py": (
                "import memory\nimport types\n\n\ndef test_it():\n    assert memory and types\n"
            ),
        },
    )
    report = target.json("compat-enforce", "--update")
    assert report["ratchet"]["known"] == 1
    assert [(r["path"], r["line"]) for r in report["references"] if r["counts"]] == [
        ("old/run.py", 2)
    ]
    assert target.offramp("stage-b").returncode == 1
