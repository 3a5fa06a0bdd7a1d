"""The policy of the contract diff, from the settings to the verdict, on a real repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.functional

BREAK = {
    "svc/api.py": (
        "from fastapi import FastAPI\n\nfrom svc.core import greet\n\n"
        "app = FastAPI(title='svc')\n\n\n"
        "@app.get('/greet/{name}')\ndef hello(name: str, loud: bool) -> dict[str, str]:\n"
        "    return {'text': greet(name)}\n"
    )
}
ACCEPTED = "docs/openapi/accepted.toml"
REASON = ("--reason", "the only client is ours")


def rules(table, severity):
    return [f["rule"] for f in table["findings"] if f["severity"] == severity]


def test_a_break_is_accepted_and_stage_c_goes_on(target):
    """The file is written after the removal: what stages A and B have shown still holds."""
    target.commit("Ask for more", BREAK)
    target.json("stage-a")
    target.json("stage-b")
    failed = target.json("stage-c", code=2)
    (finding,) = [f for f in failed["steps"][-1]["findings"] if f["severity"] == "breaking"]
    assert finding["rule"] == "new-required-request-parameter"

    accepted = target.json("openapi-accept", "--all", *REASON)
    assert (accepted["file"], accepted["changed"]) == (ACCEPTED, True)
    text = (target.root / ACCEPTED).read_text()
    assert "GET /greet/{name}" in text
    assert "the only client is ours" in text

    assert target.json("stage-c")["verdict"] == "pass"
    guide = (target.root / "docs/migration/GUIDE.md").read_text()
    assert "the only client is ours" in guide
    states = [stage["state"] for stage in target.json("status")["stages"]]
    assert states == ["met", "met", "met"]

    expired = text.replace("reason = ", "expires = 2020-01-01\nreason = ")
    target.write({ACCEPTED: expired})
    assert target.json("status")["stages"][2]["state"] == "stale"
    table = target.json("openapi-diff", code=2)
    assert "accepted-finding-expired" in rules(table, "warning")
    renewed = target.json("openapi-accept", "--all", *REASON, "--expires", "2999-01-01")
    assert renewed["changed"] is True
    assert target.json("openapi-diff")["accepted"] == 1


def test_an_entry_goes_stale_with_the_base(target):
    """A fingerprint is one of a difference: when the base has it, there is nothing to accept."""
    target.commit("Ask for more", BREAK)
    target.json("openapi-accept", "--all", *REASON)
    target.git("add", "--all")
    target.git("commit", "-q", "-m", "Accept it")
    target.git("branch", "-f", "main", "HEAD")
    target.commit("Go on", {"svc/user.py": "TEXT = 'x'\n"})
    table = target.json("openapi-diff")
    assert rules(table, "warning") == ["accepted-finding-stale"]
    assert target.json("openapi-diff", "--fail-on", "warning", code=2)["verdict"] == "breaking"
    assert len(target.json("openapi-accept", "--prune")["removed"]) == 1
    assert target.json("openapi-diff", "--fail-on", "warning")["findings"] == []


def test_the_settings_weigh_and_a_wrong_one_is_named_with_its_line(target):
    target.commit("Ask for more", BREAK)
    settings = (target.root / "offramp.toml").read_text()
    lines = "[openapi.severities]\nnew-required-request-parameter = "
    target.write({"offramp.toml": f'{settings}\n{lines}"warning"\n'})
    assert rules(target.json("openapi-diff"), "warning") == ["new-required-request-parameter"]
    back = "new-required-request-parameter=breaking"
    target.json("openapi-diff", "--severity", back, code=2)

    wrong = f'{settings}\n{lines}"warning"\nendpoint-aded = "info"\n'
    target.write({"offramp.toml": wrong})
    refused = target.json("openapi-diff", code=1)["error"]
    assert refused["where"] == f"offramp.toml:{wrong.count(chr(10))}"
    assert "endpoint-added" in refused["next"]
    assert target.json("doctor", code=1)["error"] == refused


def test_a_policy_that_mutes_everything_is_no_pass(target):
    target.commit("Ask for more", BREAK)
    for words in (("--exclude", "*"), ("--include", "/nothing")):
        refused = target.json("openapi-diff", *words, code=1)
        assert refused["verdict"] == "cannot-judge"
    planted = ("api-path-removed-without-deprecation", "api-removed-without-deprecation")
    more = ("new-required-request-parameter", "response-property-type-changed")
    said = [word for rule in (*planted, *more) for word in ("--severity", f"{rule}=info")]
    said += ["--severity", "response-body-type-changed=info"]
    refused = target.json("openapi-diff", *said, code=1)
    assert refused["error"]["what"] == "the policy leaves nothing that could fail"


def test_what_is_said_at_the_door_makes_evidence_of_its_own(target):
    """Nobody makes stage C hold by excluding what it finds at another door."""
    target.commit("Ask for more", {**BREAK, "svc/user.py": "TEXT = 'x'\n"})
    target.json("stage-a")
    target.json("stage-b")
    target.json("stage-c", code=2)
    rule = "new-required-request-parameter=warning"
    target.json("openapi-diff", "--severity", rule)
    step = {s["id"]: s for s in target.json("status")["stages"][2]["steps"]}["diff"]
    assert step["state"] != "met"


def test_two_files_take_the_policy_of_the_repository_they_are_compared_in(target, tmp_path):
    paths = {"/a": {"get": {"responses": {"200": {"description": "k"}}}}, "/b": {}}
    for name, kept in (("a.json", paths), ("b.json", {"/b": {}})):
        document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": kept}
        (tmp_path / name).write_text(json.dumps(document))
    settings = (target.root / "offramp.toml").read_text()
    rule = "api-path-removed-without-deprecation"
    target.write({"offramp.toml": f'{settings}\n[openapi.severities]\n{rule} = "info"\n'})

    def compare(folder, *words):
        files = ("--base", str(tmp_path / "a.json"), "--cand", str(tmp_path / "b.json"))
        command = [sys.executable, "-m", "offramp", "openapi-diff", *files, *words, "--json"]
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        done = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)
        return done.returncode

    outside = tmp_path / "outside"
    outside.mkdir()
    assert compare(outside) == 2
    assert compare(target.root) == 0
    assert compare(target.root / "svc") == 0
    assert compare(outside, "--repo", str(target.root)) == 0
