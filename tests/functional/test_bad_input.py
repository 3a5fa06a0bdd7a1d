"""A user's mistake is a few clear lines and exit 1, never a traceback, and nothing is changed."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.functional


def refused(target, *words, **env):
    """Run a door that must not be able to judge; return its error, having checked its form."""
    before = target.digest()
    done = target.offramp(*words, **env)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr.split("found:")[0]
    assert len(done.stderr.splitlines()) < 30
    as_json = target.json(*words, code=1, **env)
    assert as_json["schema"] == "offramp.error/1"
    assert target.git("status", "--porcelain") == ""
    if not (target.root / ".offramp").exists():
        assert target.digest() == before
    return as_json["error"]


def configure(target, old, new):
    text = (target.root / "offramp.toml").read_text()
    assert old in text
    target.commit("Configure", {"offramp.toml": text.replace(old, new)})


def test_not_a_git_repository(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "offramp", "stage-a"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "not a git repository" in done.stderr
    assert not list(tmp_path.iterdir())


def test_no_main(target):
    target.git("branch", "-D", "main")
    error = refused(target, "stage-a")
    assert "main" in error["what"] + str(error["expected"])
    assert error["next"]


def test_a_shallow_clone_without_the_base(target, tmp_path):
    target.commit("One more", {"svc/more.py": ""})
    clone = tmp_path / "shallow"
    target.git(
        "clone", "-q", "--depth", "1", "--branch", "work", f"file://{target.root}", str(clone)
    )
    subprocess.run(["git", "remote", "set-url", "origin", "/nowhere"], cwd=clone, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "offramp", "openapi-baseline", "--repo", str(clone)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "main" in done.stderr
    assert "next:" in done.stderr


def test_an_unknown_key(target):
    configure(target, "[compat]\n", "[compat]\nmax-hit = 3\n")
    error = refused(target, "stage-a")
    assert error["where"] == "offramp.toml:4"
    assert "did you mean" in error["next"]


def test_a_layer_that_does_not_exist(target):
    configure(target, 'layer = "svc.compat"', 'layer = "svc.kompat"')
    error = refused(target, "stage-a")
    assert "svc.kompat" in error["what"]


def test_no_layer_at_all(target):
    configure(target, 'layer = "svc.compat"\n', "")
    assert "layer" in refused(target, "stage-a")["what"]


def test_an_application_that_does_not_import(target):
    target.commit("Break", {"svc/api.py": "import no_such_package_at_all\n"})
    error = refused(target, "openapi-spec")
    assert "no_such_package_at_all" in error["found"]
    assert "svc/api.py" in error["found"]
    assert "emit.py" not in error["found"]


def test_an_application_that_exits(target):
    target.commit("Exit", {"svc/api.py": "import sys\nsys.exit(7)\n"})
    error = refused(target, "openapi-spec")
    assert "7" in str(error)


def test_an_application_that_prints(target):
    """S10: the document travels through a file."""
    api = (target.root / "svc/api.py").read_text()
    target.commit("Print", {"svc/api.py": "print('{}')\n" + api + "\nprint('{}')\n"})
    assert target.json("openapi-spec")["verdict"] == "pass"


def test_a_document_that_is_not_openapi(target):
    target.commit("Lie", {"svc/api.py": "app = {'error': 'no'}\n"})
    error = refused(target, "openapi-spec")
    assert "OpenAPI" in error["what"] + str(error["expected"])


def test_a_suite_whose_command_is_not_found(target):
    configure(target, 'smoke = ["pytest"', 'smoke = ["no-such-runner"')
    error = refused(target, "stage-a")
    assert "no-such-runner" in error["expected"]


def test_a_suite_that_runs_no_test(target):
    configure(target, "tests/smoke", "svc")
    assert "no test" in refused(target, "stage-a")["what"]


@pytest.mark.parametrize("value", ["-3", "0.99", "false", "", "999", "1_0", "\uff10"])
def test_a_budget_from_the_environment_cannot_be_raised(target, value):
    """G8, G9."""
    configure(target, 'base = "main"', 'base = "main"\nenv-prefix = "SVC"')
    error = refused(target, "compat-report", SVC_COMPAT_MAX_HITS=value)
    assert "SVC_COMPAT_MAX_HITS" in error["what"]


def test_a_flag_cannot_raise_the_budget(target):
    assert "--max-hits" in refused(target, "compat-report", "--max-hits", "5")["what"]


def test_a_malformed_rename(target):
    assert "--rename" in refused(target, "compat-report", "--rename", "candidate")["what"]


@pytest.mark.parametrize(
    "text",
    ["", "{}", '{"paths": null}', '{"error": "x"}', "[]", "openapi: 4.0.0", "swagger: '2.0'"],
)
def test_a_baseline_that_is_no_contract(target, tmp_path, text):
    """D6: exit 1, never a pass."""
    good = tmp_path / "good.json"
    good.write_text('{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}')
    bad = tmp_path / "bad.yaml"
    bad.write_text(text)
    refused(target, "openapi-diff", "--base", str(bad), "--cand", str(good))
    refused(target, "openapi-diff", "--base", str(good), "--cand", str(bad))


def test_a_missing_file(target):
    refused(target, "openapi-diff", "--base", "nowhere.json", "--cand", "nowhere.json")


def test_an_unknown_door(target):
    done = target.offramp("stage-d")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
