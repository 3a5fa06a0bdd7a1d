"""Documents that a command makes, or that lie in the repository: no application is named."""

from __future__ import annotations

import json
import sys

import pytest

pytestmark = pytest.mark.functional

SCRIPT = """\
import json, sys

from svc import core

document = {
    "openapi": "3.1.0",
    "info": {"title": core.__file__, "version": "1"},
    "paths": {path: {"get": {"responses": {"200": {"description": ""}}}} for path in core.PATHS},
}
text = json.dumps(document)
print("noise", file=sys.stderr)
if sys.argv[1:]:
    print("noise on standard output")
    open(sys.argv[1], "w").write(text)
else:
    print(text)
"""


def document(*paths):
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {path: {"get": {"responses": {"200": {"description": ""}}}} for path in paths},
    }


def settings(source):
    return (
        f'[compat]\nlayer = "svc.compat"\n[openapi]\n{source}\n'
        f"[environment]\ninterpreter = {json.dumps(sys.executable)}\n"
    )


@pytest.mark.parametrize(
    "command", ["['python', 'tools/dump.py']", "['python', 'tools/dump.py', '{out}']"]
)
def test_a_command_makes_both_documents_each_from_its_own_tree(make_target, command):
    target = make_target(settings=settings("command = @@").replace("{", "{{").replace("}", "}}"))
    text = (target.root / "offramp.toml").read_text().replace("@@", command)
    target.git("switch", "-q", "main")
    core = "PATHS = ['/a', '/b']\n"
    target.commit("Dump", {"tools/dump.py": SCRIPT, "svc/core.py": core, "offramp.toml": text})
    target.git("switch", "-q", "work")
    target.git("merge", "-q", "main")
    target.commit("Lose one", {"svc/core.py": "PATHS = ['/a']\n"})
    diff = target.json("openapi-diff", code=2)
    assert [(f["rule"], f["operations"]) for f in diff["findings"] if f["severity"] != "info"] == [
        ("api-path-removed-without-deprecation", ["GET /b"])
    ]
    base, cand = (
        json.loads((target.root / name).read_text())["info"]["title"]
        for name in (".offramp/openapi/baseline.json", "docs/openapi/openapi.json")
    )
    assert cand == str(target.root / "svc/core.py")
    assert base != cand
    assert base.endswith("svc/core.py")


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_a_kept_document_is_read_from_each_side_without_an_environment(make_target, suffix):
    target = make_target(settings=settings(f'document = "api.{suffix}"'))
    target.git("switch", "-q", "main")
    target.commit("Keep", {f"api.{suffix}": json.dumps(document("/a", "/b"))})
    target.git("switch", "-q", "work")
    target.git("merge", "-q", "main")
    kept = json.dumps(document("/a"))
    target.commit("Lose one", {f"api.{suffix}": kept})
    diff = target.json("openapi-diff", code=2)
    assert diff["findings"][0]["operations"] == ["GET /b"]
    assert (target.root / f"api.{suffix}").read_text() == kept
    evidence = json.loads((target.root / ".offramp/evidence/baseline.json").read_text())
    assert evidence["data"]["environment"] is None


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("command = ['python', '-c', 'raise SystemExit(3)']", "failed"),
        ("command = ['python', '-c', 'print(1)']", "not an OpenAPI document"),
        ("command = ['python', '-c', 'pass', '{{out}}']", "wrote no file"),
        ("command = ['no-such-program']", "cannot be run"),
        ("command = ['python', '-c', 'import time; time.sleep(9)']\ntimeout = 0.5", "no document"),
        ("document = 'gone.json'", "gone.json"),
        ("document = 'a.json'\nartifact = 'a.json'", "overwritten"),
        ("document = 'a.json'\napp = 'svc.api:app'", "more than one place"),
    ],
)
def test_what_makes_no_document_cannot_judge(make_target, source, what):
    target = make_target(settings=settings(source))
    done = target.offramp("openapi-spec")
    assert done.returncode == 1, done.stderr
    assert what in done.stderr
    assert "Traceback" not in done.stderr
