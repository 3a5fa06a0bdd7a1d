"""Which commit is judged against which, in each kind of checkout that a CI service or a laptop has.

Each situation is built with real git and judged through the doors. The host has

    main      A(v1) -- B -- C          each commit adds a path: /a, /b, /c
                        \\
    feature              F1 -- F2      F1 takes /a away, F2 adds /f

so what is gone and what is new tells which commit the candidate was compared with, and afterwards
whatever is the user's must be there byte for byte.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from offramp.cli import main

pytestmark = pytest.mark.functional

ZEROS = "0" * 40
GONE = "beef" * 10
SETTINGS = '{base}[openapi]\ndocument = "api.json"\nartifact = "docs/made.json"\n'
OWN = (".offramp/", "docs/made.json")
ASIDE = ("objects/", "offramp/", "refs/offramp/")
"""What of a git folder is offramp's, or only grows. ``objects/info`` is looked at all the same."""


def git(root: Path, *args: str, check: bool = True, **env: str) -> str:
    """Call git as a person would."""
    words = ["git", "-C", os.fspath(root), *args]
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, env={**os.environ, **env}
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout.rstrip("\n")


def document(*names: str) -> str:
    """A contract with a path for each name."""
    answer = {"responses": {"200": {"description": "ok"}}}
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1.0.0"},
            "paths": {f"/{name}": {"get": answer} for name in names},
        }
    )


def commit(root: Path, message: str, *paths: str, **more: str) -> str:
    """Commit a contract that has these paths, and return the commit."""
    (root / "api.json").write_text(document(*paths))
    for name, text in more.items():
        (root / name).write_text(text)
    git(root, "add", "--all")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
    return git(root, "rev-parse", "HEAD")


def begin(root: Path, *options: str, base: str = "") -> Path:
    """Make a repository with settings, and nothing committed yet."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main", *options)
    (root / "offramp.toml").write_text(SETTINGS.format(base=base))
    (root / ".gitignore").write_text("\n".join(OWN))
    return root


@pytest.fixture(autouse=True)
def person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A person with a name, a folder of their own, and no settings of this machine's."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        "[user]\nname = A Person\nemail = person@example.org\n"
        '[init]\ndefaultBranch = main\n[protocol "file"]\nallow = always\n'
        "[advice]\ndetachedHead = false\n[commit]\ngpgSign = false\n"
    )
    monkeypatch.setenv("HOME", os.fspath(home))
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(home / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", os.fspath(home / "config"))
    for name in [n for n in os.environ if n.startswith(("GIT_", "GITHUB_", "CI_"))]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def histories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The host's repository, as it lies on its disk; its ids are the same in every run."""
    root = tmp_path_factory.mktemp("host") / "work"
    who = {
        f"GIT_{role}_{word}": text
        for role in ("AUTHOR", "COMMITTER")
        for word, text in (("NAME", "A"), ("EMAIL", "a@b.c"), ("DATE", "1700000000 +0000"))
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, text in who.items():
            patch.setenv(name, text)
        begin(root)
        git(root, "config", "commit.gpgSign", "false")
        for number in range(8):
            commit(root, f"old {number}", "old", more=str(number))
        commit(root, "A", "a")
        git(root, "tag", "v1")
        commit(root, "B", "a", "b")
        git(root, "switch", "-q", "-c", "feature")
        commit(root, "F1", "b")
        commit(root, "F2", "b", "f")
        git(root, "switch", "-q", "main")
        commit(root, "C", "a", "b", "c")
        git(root, "switch", "-q", "--detach")
        git(root, "merge", "-q", "--no-commit", "--no-ff", "-s", "ours", "feature")
        merged = commit(root, "Merge F2 into C", "b", "c", "f")
        git(root, "update-ref", "refs/pull/1/merge", merged)
        git(root, "update-ref", "refs/pull/1/head", "feature")
        git(root, "switch", "-q", "main")
    bare = root.with_name("host.git")
    git(root.parent, "clone", "-q", "--mirror", os.fspath(root), os.fspath(bare))
    return bare


@dataclass(frozen=True)
class Host:
    """A remote: its folder, its address, and the commits that it knows by name."""

    path: Path

    @property
    def url(self) -> str:
        return self.path.as_uri()

    def id(self, name: str) -> str:
        names = {"A": "v1", "B": "main~1", "C": "main", "M": "refs/pull/1/merge"}
        names |= {"F1": "feature~1", "F2": "feature"}
        return git(self.path, "rev-parse", names.get(name, name) + "^{commit}")

    def checkout(self, root: Path, what: str, to: str, *options: str) -> Path:
        """Do what actions/checkout does: init, one fetch into a ref of its own, check out."""
        begin_empty(root, self.url)
        git(root, "fetch", "-q", "--no-tags", *options, "origin", f"+{what}:{to}")
        git(root, "checkout", "-q", "--detach", to)
        return root

    def clone(self, root: Path, *options: str) -> Path:
        git(root.parent, "clone", "-q", *options, self.url, os.fspath(root))
        return root


def begin_empty(root: Path, url: str) -> None:
    root.mkdir()
    git(root, "init", "-q")
    git(root, "remote", "add", "origin", url)


@pytest.fixture(params=["any id", "protocol 0"])
def any_host(request: pytest.FixtureRequest, host: Host) -> Host:
    """A host that gives every commit by its id, and an old one that gives what it advertises."""
    if request.param == "protocol 0":
        git(host.path, "config", "uploadpack.allowAnySHA1InWant", "false")
        with (Path(os.environ["HOME"]) / ".gitconfig").open("a") as settings:
            settings.write("[protocol]\nversion = 0\n")
    return host


@pytest.fixture
def host(histories: Path, tmp_path: Path) -> Host:
    path = tmp_path / "host.git"
    shutil.copytree(histories, path)
    git(path, "config", "uploadpack.allowAnySHA1InWant", "true")
    return Host(path)


@dataclass(frozen=True)
class Judged:
    """What the comparison said.

    Attributes:
        commit: the baseline.
        how: the line for people.
        gone, new: the paths that the candidate lacks, or has besides.
        rules: the rules of the findings that are neither.
        code: the exit code of the comparison.
    """

    commit: str
    how: str
    gone: frozenset[str]
    new: frozenset[str]
    rules: Mapping[str, str] = field(default_factory=dict)
    code: int = 0


def users(root: Path, *besides: str) -> dict[str, bytes]:
    """Every byte that is the user's: of the work tree, and of the git folders."""
    found: dict[str, bytes] = {}
    own = Path(git(root, "rev-parse", "--path-format=absolute", "--git-dir"))
    common = Path(git(root, "rev-parse", "--path-format=absolute", "--git-common-dir"))
    for folder in {own, common}:
        for name, path in files(folder):
            kept = name.startswith("objects/info/") or not name.startswith((*ASIDE, *besides))
            if kept and not name.startswith(f"{own.name}/offramp"):
                found[f"{folder}/{name}"] = path.read_bytes()
    for name, path in files(root):
        if not name.startswith((*OWN, ".git/")):
            found[name] = path.read_bytes()
    return found


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() or path.is_symlink():
            yield path.relative_to(folder).as_posix(), path


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Go through a door, and return its exit code and what it said, as data."""

    def say_(root: Path, *words: str) -> tuple[int, Any]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([words[0], "--repo", os.fspath(root), "--json", *words[1:]])
        return int(left.value.code or 0), json.loads(capsys.readouterr().out)

    return say_


@pytest.fixture
def judge(say: Callable[..., tuple[int, Any]]) -> Callable[..., Judged]:
    """Compare, and show that what is the user's is untouched."""

    def judge_(root: Path, *words: str) -> Judged:
        shallow = (root / ".git" / "shallow").exists()
        besides = ("shallow",) if shallow else ()
        before = users(root, *besides)
        code, compared = say(root, "openapi-diff", *words)
        assert code in (0, 2), compared
        after = users(root, *besides)
        changed = sorted(n for n in {*before, *after} if before.get(n) != after.get(n))
        assert not changed
        assert git(root, "worktree", "list").count("\n") == 0 or "offramp-" not in git(
            root, "worktree", "list"
        )
        found = [(f["rule"], f) for f in compared["findings"]]
        paths = {
            word: frozenset(
                name.rpartition("/")[2]
                for rule, f in found
                if word in rule and f["operations"]
                for name in f["operations"]
            )
            for word in ("removed", "added")
        }
        others = {rule: f["severity"] for rule, f in found if not f["operations"]}
        which = compared["baseline"]
        return Judged(which["commit"], which["how"], paths["removed"], paths["added"], others, code)

    return judge_


@pytest.fixture
def refused(say: Callable[..., tuple[int, Any]]) -> Callable[..., Any]:
    """Go through both doors, each of which must say "cannot judge"; return the error."""

    def refused_(root: Path, *words: str) -> Any:
        before = users(root, "shallow") if (root / ".git").exists() else {}
        said = [say(root, door, *words) for door in ("openapi-baseline", "openapi-diff")]
        assert [code for code, _ in said] == [1, 1], said
        assert {table["verdict"] for _, table in said} == {"cannot-judge"}
        if before:
            assert users(root, "shallow") == before
        return said[0][1]["error"]

    return refused_


@pytest.fixture
def event(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Say what GitHub says of the event that started the run."""

    def event_(name: str, payload: Any, **more: str) -> None:
        path = tmp_path / "event.json"
        path.write_text(payload if isinstance(payload, str) else json.dumps(payload))
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_EVENT_NAME", name)
        monkeypatch.setenv("GITHUB_EVENT_PATH", os.fspath(path))
        for key, text in more.items():
            monkeypatch.setenv(f"GITHUB_{key}", text)

    return event_


Judge = Callable[..., Judged]
Refused = Callable[..., Any]
Said = Callable[..., None]
GREW = (frozenset("a"), frozenset("f"))
"""What is gone and new from B to F2, as from C to the merge; from C to F2 /c would be gone, too."""


@pytest.mark.parametrize("on", ["main", "feature"])
def test_the_door_of_the_baseline_says_the_same(
    host: Host, tmp_path: Path, judge: Judge, say: Callable[..., tuple[int, Any]], on: str
) -> None:
    root = host.clone(tmp_path / "clone", "-b", on)
    found = judge(root)
    code, table = say(root, "openapi-baseline")
    evidence = json.loads((root / ".offramp/evidence/baseline.json").read_bytes())["data"]
    assert code == 0
    assert (evidence["commit"], evidence["how"]) == (found.commit, found.how)
    told = {f["rule"] for f in table["steps"][-1]["findings"]}
    assert ("baseline-is-head" in told) == ("baseline-is-head" in found.rules) == (on == "main")


# --- pull requests ---------------------------------------------------------------------------


def pull_request(host: Host, root: Path, *options: str) -> Path:
    return host.checkout(root, host.id("M"), "refs/remotes/pull/1/merge", *options)


@pytest.mark.parametrize("depth", ["1", "2"])
def test_a_pull_request_without_main(
    any_host: Host, tmp_path: Path, judge: Judge, depth: str
) -> None:
    root = tmp_path / "pr"
    ref = "refs/pull/1/merge"
    any_host.checkout(root, ref, "refs/remotes/pull/1/merge", f"--depth={depth}")
    found = judge(root)
    assert found.commit == any_host.id("C")
    assert (found.gone, found.new) == GREW
    assert found.code == 2


def test_a_pull_request_with_all_of_the_history(host: Host, tmp_path: Path, judge: Judge) -> None:
    root = tmp_path / "pr"
    begin_empty(root, host.url)
    every = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
    git(root, "fetch", "-q", "origin", *every, f"+{host.id('M')}:refs/remotes/pull/1/merge")
    git(root, "checkout", "-q", "--detach", "refs/remotes/pull/1/merge")
    found = judge(root)
    assert found.commit == host.id("C")
    assert git(root, "for-each-ref", "refs/offramp") == ""


def test_a_pull_requests_own_head(host: Host, tmp_path: Path, judge: Judge) -> None:
    """`ref: head.sha`: the branch itself, which left main at B."""
    root = host.checkout(tmp_path / "pr", host.id("F2"), "refs/remotes/origin/f", "--depth=1")
    found = judge(root)
    assert found.commit == host.id("B")
    assert (found.gone, found.new) == GREW


def pull_payload(host: Host, base: str = "main", sha: str = "A") -> dict[str, Any]:
    return {
        "pull_request": {
            "base": {"ref": base, "sha": host.id(sha)},
            "head": {"ref": "feature", "sha": host.id("F2")},
        }
    }


def test_a_pull_request_whose_event_has_an_old_base_sha(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    """`base.sha` is the branch's tip of some time; the merge commit knows what it was made of."""
    root = pull_request(host, tmp_path / "pr", "--depth=1")
    event("pull_request", pull_payload(host), SHA=host.id("M"), BASE_REF="main")
    assert judge(root).commit == host.id("C")


def test_a_pull_request_against_another_branch_than_the_settings(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    git(host.path, "branch", "release/1.x", host.id("B"))
    root = pull_request(host, tmp_path / "pr", "--depth=1")
    event(
        "pull_request", pull_payload(host, "release/1.x"), SHA=host.id("M"), BASE_REF="release/1.x"
    )
    found = judge(root)
    assert found.commit == host.id("B")
    assert "release/1.x" in found.how
    assert "pull_request" in found.how
    assert judge(root, "--base", "main").commit == host.id("C")


def test_a_settled_release_stays_the_base_of_a_pull_request(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    """`base = "v1"` says: compare with what was released, whatever the request goes into."""
    root = pull_request(host, tmp_path / "pr", "--depth=1")
    (root / "offramp.toml").write_text(SETTINGS.format(base='base = "v1"\n'))
    event("pull_request", pull_payload(host), SHA=host.id("M"), BASE_REF="main")
    assert judge(root).commit == host.id("A")


def test_a_pull_request_whose_target_branch_is_gone(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    """The lower request of a stack was merged, and its branch deleted: the event has its commit."""
    root = pull_request(host, tmp_path / "pr", "--depth=1")
    event("pull_request", pull_payload(host, "stacked", "B"), SHA=host.id("M"), BASE_REF="stacked")
    assert judge(root).commit == host.id("B")


def test_a_pull_request_that_is_merged_already(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    git(host.path, "update-ref", "refs/heads/main", host.id("M"))
    root = pull_request(host, tmp_path / "pr", "--depth=1")
    payload = pull_payload(host, "main", "A")
    payload["pull_request"]["base"]["sha"] = host.id("v1")
    event("pull_request", payload, SHA=host.id("M"), BASE_REF="main")
    found = judge(root)
    assert found.commit == host.id("A")
    assert "baseline-is-head" not in found.rules


def test_pull_request_target_checks_out_the_base(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    root = host.checkout(tmp_path / "pr", host.id("C"), "refs/remotes/origin/main", "--depth=1")
    payload = pull_payload(host, "main", "C")
    event("pull_request_target", payload, SHA=host.id("C"), BASE_REF="main")
    found = judge(root)
    assert found.commit == host.id("C")
    assert found.rules["baseline-is-head"] == "warning"


def test_an_event_of_another_repository(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    """A job checks out two repositories: the event speaks of one of them."""
    root = host.clone(tmp_path / "clone", "-b", "feature")
    payload = {"pull_request": {"base": {"ref": "trunk", "sha": GONE}, "head": {"sha": GONE}}}
    event("pull_request", payload, SHA="dead" * 10, BASE_REF="trunk")
    assert judge(root).commit == host.id("B")


# --- pushes ----------------------------------------------------------------------------------


def test_a_push_to_main(any_host: Host, tmp_path: Path, judge: Judge, event: Said) -> None:
    root = tmp_path / "push"
    any_host.checkout(root, "refs/heads/main", "refs/remotes/origin/main", "--depth=1")
    git(root, "checkout", "-q", "-B", "main", "refs/remotes/origin/main")
    c, a = any_host.id("C"), any_host.id("A")
    event("push", {"before": a, "after": c, "ref": "refs/heads/main"}, SHA=c)
    found = judge(root)
    assert found.commit == a
    assert (found.gone, found.new) == (frozenset(), frozenset("bc"))
    assert "before" in found.how
    assert "baseline-is-head" not in found.rules


def test_a_job_that_commits_on_top_of_what_was_pushed(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    """Formatting by the job must not hide the push: what was pushed is no baseline for it."""
    root = host.clone(tmp_path / "clone")
    commit(root, "formatted by the job", "a", "b", "c", more="x")
    event("push", {"before": host.id("A"), "after": host.id("C")}, SHA=host.id("C"))
    found = judge(root)
    assert (found.commit, found.new) == (host.id("A"), {"b", "c"})


def test_a_push_to_main_of_which_nobody_says_what_was_before(
    host: Host, tmp_path: Path, judge: Judge
) -> None:
    root = host.clone(tmp_path / "clone")
    found = judge(root)
    assert found.commit == host.id("C")
    assert (found.rules, found.code) == ({"baseline-is-head": "warning"}, 0)


def test_a_gate_that_fails_on_warnings_fails_on_a_baseline_that_is_head(
    host: Host, tmp_path: Path, say: Callable[..., tuple[int, Any]]
) -> None:
    root = host.clone(tmp_path / "clone")
    code, table = say(root, "openapi-diff", "--fail-on", "warning")
    assert (code, table["verdict"]) == (2, "breaking")


def test_uncommitted_work_on_main_is_compared_with_head(
    host: Host, tmp_path: Path, judge: Judge
) -> None:
    root = host.clone(tmp_path / "clone")
    (root / "api.json").write_text(document("a", "b"))
    found = judge(root)
    assert found.commit == host.id("C")
    assert (found.gone, found.rules) == (frozenset("c"), {})


def test_a_first_push_of_a_branch_has_zeros_before(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    root = host.checkout(
        tmp_path / "push", host.id("F2"), "refs/remotes/origin/feature", "--depth=1"
    )
    git(root, "checkout", "-q", "-B", "feature", "refs/remotes/origin/feature")
    event("push", {"before": ZEROS, "after": host.id("F2")}, SHA=host.id("F2"))
    assert judge(root).commit == host.id("B")


def test_zeros_before_on_main_itself_are_said(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    root = host.clone(tmp_path / "clone")
    event("push", {"before": ZEROS, "after": host.id("C")}, SHA=host.id("C"))
    found = judge(root)
    assert found.rules == {"baseline-is-head": "warning"}
    assert "no commit before" in found.how


def test_a_later_push_of_a_branch_is_judged_as_a_whole(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    """The break came with F1, in an earlier push: `before` would hide it."""
    root = host.clone(tmp_path / "clone", "-b", "feature")
    event("push", {"before": host.id("F1"), "after": host.id("F2")}, SHA=host.id("F2"))
    found = judge(root)
    assert found.commit == host.id("B")
    assert (found.gone, found.new) == GREW


def test_a_force_push_to_main_whose_before_is_still_there(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    """What main promised until now is what it is compared with, not where the two part."""
    root = host.clone(tmp_path / "clone")
    git(root, "reset", "-q", "--hard", host.id("B"))
    new = commit(root, "another C", "a", "b", "x")
    git(root, "push", "-q", "--force", "origin", "main")
    before = git(root, "rev-parse", "HEAD@{2}")
    event("push", {"before": before, "after": new, "forced": True}, SHA=new)
    found = judge(root)
    assert (found.commit, found.how[-28:]) == (before, "and taken out of the history")
    assert found.gone == frozenset("c")


def test_a_force_push_whose_before_is_gone(
    any_host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    root = any_host.clone(tmp_path / "clone", "--depth=1")
    event("push", {"before": GONE, "after": any_host.id("C")}, SHA=any_host.id("C"))
    found = judge(root)
    assert found.rules == {"baseline-is-head": "warning"}
    assert GONE[:12] in found.how


def test_a_tag_build(host: Host, tmp_path: Path, judge: Judge, event: Said) -> None:
    root = tmp_path / "tag"
    git(host.path, "tag", "v2", host.id("F2"))
    host.checkout(root, host.id("F2"), "refs/tags/v2", "--depth=1")
    event(
        "push",
        {"before": ZEROS, "after": host.id("F2"), "ref": "refs/tags/v2"},
        SHA=host.id("F2"),
        REF="refs/tags/v2",
    )
    assert judge(root).commit == host.id("B")


@pytest.mark.parametrize("text", ["{", '{"before": "--upload-pack=x"}'])
def test_a_malformed_event_is_no_event(
    host: Host, tmp_path: Path, refused: Refused, judge: Judge, event: Said, text: str
) -> None:
    root = host.clone(tmp_path / "clone")
    event("push", text, SHA=host.id("C"))
    assert "event" in refused(root)["what"]
    assert judge(root, "--base", "v1").commit == host.id("A")


def test_an_event_file_that_is_missing(
    host: Host, tmp_path: Path, refused: Refused, event: Said
) -> None:
    root = host.clone(tmp_path / "clone")
    event("push", {}, SHA=host.id("C"), EVENT_PATH=os.fspath(tmp_path / "nowhere.json"))
    assert "event" in refused(root)["what"]


def test_an_event_that_is_about_no_commit_is_not_read(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    root = host.clone(tmp_path / "clone", "-b", "feature")
    event("schedule", "{")
    assert judge(root).commit == host.id("B")


# --- merge queues ----------------------------------------------------------------------------


def queue(host: Host, tmp_path: Path) -> tuple[str, str]:
    """Put two entries on top of main: an earlier one that takes /b away, then an own one."""
    work = host.clone(tmp_path / "queue")
    earlier = commit(work, "earlier entry", "a", "c")
    own = commit(work, "own entry", "a", "c", "own")
    git(work, "push", "-q", "origin", "HEAD:refs/heads/gh-readonly-queue/main/pr-2-abc")
    return earlier, own


@pytest.mark.parametrize("payload", [True, False])
def test_a_merge_queue(
    host: Host, tmp_path: Path, judge: Judge, event: Said, payload: bool
) -> None:
    """The event names what the entry is built on; without it, the whole queue is judged."""
    earlier, own = queue(host, tmp_path)
    branch = "gh-readonly-queue/main/pr-2-abc"
    root = host.checkout(tmp_path / "ci", own, f"refs/remotes/origin/{branch}", "--depth=1")
    git(root, "checkout", "-q", "-B", branch, f"refs/remotes/origin/{branch}")
    if payload:
        group = {"base_sha": earlier, "head_sha": own, "base_ref": "refs/heads/main"}
        event("merge_group", {"merge_group": group}, SHA=own)
    found = judge(root)
    assert found.commit == (earlier if payload else host.id("C"))
    assert found.gone == (frozenset() if payload else frozenset("b"))
    assert found.new == {"own"}


# --- GitLab ----------------------------------------------------------------------------------


def gitlab(host: Host, root: Path, what: str, *branch: str) -> Path:
    """Do what GitLab's runner does: a ref of the pipeline's, depth 20, detached."""
    begin_empty(root, host.url)
    git(host.path, "update-ref", "refs/pipelines/7", what)
    wanted = [f"+{what}:refs/pipelines/7", *branch]
    git(root, "fetch", "-q", "--no-tags", "--prune", "--depth=20", "origin", *wanted)
    git(root, "checkout", "-q", "-f", "--detach", what)
    return root


def test_a_merge_request_of_gitlab(
    host: Host, tmp_path: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(host.path, "branch", "release", host.id("A"))
    root = gitlab(host, tmp_path / "ci", host.id("F2"))
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_COMMIT_SHA", host.id("F2"))
    monkeypatch.setenv("CI_COMMIT_BEFORE_SHA", ZEROS)
    monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", host.id("B"))
    assert judge(root).commit == host.id("B")
    monkeypatch.setenv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "release")
    found = judge(root)
    assert found.commit == host.id("A")
    assert "release" in found.how


def test_a_push_to_main_on_gitlab(
    host: Host, tmp_path: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = gitlab(host, tmp_path / "ci", host.id("C"), "+refs/heads/main:refs/remotes/origin/main")
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_COMMIT_SHA", host.id("C"))
    monkeypatch.setenv("CI_COMMIT_BEFORE_SHA", host.id("B"))
    assert judge(root).commit == host.id("B")


def test_gitlabs_variables_may_be_malformed_as_well(
    host: Host, tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = host.clone(tmp_path / "clone")
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_COMMIT_SHA", host.id("C"))
    monkeypatch.setenv("CI_COMMIT_BEFORE_SHA", "--output=x")
    assert "CI_COMMIT_BEFORE_SHA" in refused(root)["where"]


# --- clones of every kind --------------------------------------------------------------------


def test_a_full_clone(host: Host, tmp_path: Path, judge: Judge) -> None:
    root = host.clone(tmp_path / "clone", "-b", "feature")
    found = judge(root)
    assert (found.commit, found.gone, found.new) == (host.id("B"), *GREW)
    assert git(root, "for-each-ref", "refs/offramp") == ""


def test_a_detached_head(host: Host, tmp_path: Path, judge: Judge) -> None:
    root = host.clone(tmp_path / "clone")
    git(root, "checkout", "-q", "--detach", host.id("F1"))
    assert judge(root).commit == host.id("B")


def test_a_clone_of_one_branch(any_host: Host, tmp_path: Path, judge: Judge) -> None:
    root = any_host.clone(tmp_path / "clone", "--single-branch", "-b", "feature")
    assert judge(root).commit == any_host.id("B")
    assert git(root, "rev-parse", "--is-shallow-repository") == "false"
    assert judge(root, "--base", any_host.id("C")).commit == any_host.id("B")


@pytest.mark.parametrize("depth", ["1", "3"])
def test_a_merge_base_behind_the_cut(
    any_host: Host, tmp_path: Path, judge: Judge, depth: str
) -> None:
    root = any_host.clone(tmp_path / "clone", f"--depth={depth}", "-b", "feature")
    assert judge(root).commit == any_host.id("B")


def test_a_nearer_merge_base_may_be_hidden_by_the_cut(
    host: Host, tmp_path: Path, judge: Judge
) -> None:
    """HEAD merged main at C, on the far side of the cut; the near side shows B alone."""
    work = host.clone(tmp_path / "work", "-b", "feature")
    git(work, "switch", "-q", "-c", "side", host.id("C"))
    for number in range(3):
        commit(work, f"side {number}", "a", "b", "c", "s", more=str(number))
    git(work, "switch", "-q", "-c", "late", host.id("B"))
    git(work, "merge", "-q", "--no-commit", "--no-ff", "-s", "ours", "side")
    late = commit(work, "Merge side", "a", "b", "c", "s")
    git(work, "push", "-q", "origin", "late")
    git(host.path, "update-ref", "refs/heads/main", host.id("C"))
    root = host.clone(tmp_path / "clone", "--depth=2", "-b", "late")
    assert git(root, "rev-parse", "HEAD") == late
    found = judge(root)
    assert found.commit == host.id("C")
    assert found.new == {"s"}


def test_a_bare_id_as_the_base(any_host: Host, tmp_path: Path, judge: Judge) -> None:
    root = any_host.clone(tmp_path / "clone", "-b", "feature", "--depth=1")
    assert judge(root, "--base", any_host.id("A")).commit == any_host.id("A")


def test_an_abbreviated_id(host: Host, tmp_path: Path, judge: Judge) -> None:
    root = host.clone(tmp_path / "clone", "-b", "feature")
    assert judge(root, "--base", host.id("A")[:9]).commit == host.id("A")


def test_a_branch_that_is_called_like_an_id(host: Host, tmp_path: Path, judge: Judge) -> None:
    """Forty digits are an id to git, whatever a branch is called."""
    root = host.clone(tmp_path / "clone", "-b", "feature")
    git(root, "update-ref", f"refs/heads/{host.id('A')}", host.id("F1"))
    assert judge(root, "--base", host.id("A")).commit == host.id("A")


def test_no_remote(histories: Path, tmp_path: Path, judge: Judge, refused: Refused) -> None:
    root = tmp_path / "laptop"
    git(tmp_path, "clone", "-q", "-b", "feature", os.fspath(histories), os.fspath(root))
    git(root, "remote", "remove", "origin")
    assert "no remote" in refused(root)["found"]
    git(root, "branch", "main", "HEAD~1")
    assert judge(root).commit == git(root, "rev-parse", "main")


def test_a_remote_that_cannot_be_reached(host: Host, tmp_path: Path, refused: Refused) -> None:
    root = host.clone(tmp_path / "clone", "--single-branch", "-b", "feature")
    host.path.rename(host.path.with_name("gone"))
    for words in ((), ("--base", GONE)):
        error = refused(root, *words)
        assert "could not be asked" in error["what"]
        assert "--base" in error["next"]


def test_a_remote_that_cannot_be_reached_is_not_needed(
    host: Host, tmp_path: Path, judge: Judge
) -> None:
    root = host.clone(tmp_path / "clone", "-b", "feature")
    host.path.rename(host.path.with_name("gone"))
    assert git(root, "rev-parse", judge(root).commit) == git(root, "rev-parse", "HEAD~2")


def test_unrelated_histories(host: Host, tmp_path: Path, refused: Refused) -> None:
    root = host.clone(tmp_path / "clone")
    git(root, "checkout", "-q", "--orphan", "other")
    commit(root, "unrelated", "a")
    error = refused(root)
    assert error["found"] == "unrelated histories"


def test_unrelated_histories_behind_a_cut(host: Host, tmp_path: Path, refused: Refused) -> None:
    work = host.clone(tmp_path / "work")
    git(work, "checkout", "-q", "--orphan", "other")
    commit(work, "unrelated", "a")
    git(work, "push", "-q", "origin", "other")
    root = host.clone(tmp_path / "clone", "--depth=1", "-b", "other")
    assert "common" in refused(root)["what"]


@pytest.mark.parametrize(
    ("left_out", "options"),
    [("tree:0", ()), ("blob:none", ("--single-branch",)), ("tree:0", ("--depth=1",))],
)
def test_a_partial_clone(
    host: Host, tmp_path: Path, judge: Judge, left_out: str, options: tuple[str, ...]
) -> None:
    git(host.path, "config", "uploadpack.allowFilter", "true")
    root = host.clone(tmp_path / "clone", f"--filter={left_out}", "-b", "feature", *options)
    assert judge(root).commit == host.id("B")


@pytest.mark.parametrize("left_out", ["blob:none", "tree:0"])
def test_a_partial_clone_whose_remote_is_gone(
    host: Host, tmp_path: Path, refused: Refused, left_out: str
) -> None:
    git(host.path, "config", "uploadpack.allowFilter", "true")
    root = host.clone(tmp_path / "clone", f"--filter={left_out}", "-b", "feature")
    host.path.rename(host.path.with_name("gone"))
    refused(root)
    assert "offramp-" not in git(root, "worktree", "list")


def test_before_is_gone_in_a_partial_clone(
    host: Host, tmp_path: Path, judge: Judge, event: Said
) -> None:
    git(host.path, "config", "uploadpack.allowFilter", "true")
    root = host.clone(tmp_path / "clone", "--filter=blob:none")
    event("push", {"before": GONE, "after": host.id("C")}, SHA=host.id("C"))
    assert judge(root).rules == {"baseline-is-head": "warning"}


def test_a_linked_worktree(host: Host, tmp_path: Path, judge: Judge) -> None:
    clone = host.clone(tmp_path / "clone")
    root = tmp_path / "linked"
    git(clone, "worktree", "add", "-q", os.fspath(root), "feature")
    assert judge(root).commit == host.id("B")


def test_a_submodule_as_the_repository(host: Host, tmp_path: Path, judge: Judge) -> None:
    outer = tmp_path / "outer"
    begin(outer)
    git(outer, "submodule", "--quiet", "add", "-b", "feature", host.url, "service")
    commit(outer, "with a submodule")
    assert judge(outer / "service").commit == host.id("B")


def test_alternates(host: Host, tmp_path: Path, judge: Judge) -> None:
    root = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--shared", "-b", "feature", os.fspath(host.path), "clone")
    assert (root / ".git/objects/info/alternates").exists()
    assert judge(root).commit == host.id("B")


def test_sha_256(tmp_path: Path, judge: Judge) -> None:
    root = begin(tmp_path / "sha256", "--object-format=sha256")
    base = commit(root, "base", "a")
    git(root, "switch", "-q", "-c", "work")
    commit(root, "work", "b")
    found = judge(root)
    assert (found.commit, len(base)) == (base, 64)
    assert found.gone == {"a"}


# --- what a base may be called ---------------------------------------------------------------


def test_a_branch_and_a_tag_of_one_name(host: Host, tmp_path: Path, judge: Judge) -> None:
    """git itself takes the tag, with a warning; the base is a branch to begin with."""
    git(host.path, "tag", "stable", host.id("A"))
    git(host.path, "branch", "stable", host.id("B"))
    for name, options in (("full", ()), ("one", ("--single-branch", "--no-tags"))):
        root = host.clone(tmp_path / name, "-b", "feature", *options)
        assert judge(root, "--base", "stable").commit == host.id("B")
        assert judge(root, "--base", "refs/tags/stable").commit == host.id("A")
        assert judge(root, "--base", "tags/stable").commit == host.id("A")


def test_branch_names(host: Host, tmp_path: Path, judge: Judge) -> None:
    full = host.clone(tmp_path / "full", "-b", "feature")
    one = host.clone(tmp_path / "one", "-b", "feature", "--single-branch")
    for name in ("release/1.x", "größe/ñ", "user@host", "100%", "deep/er/main"):
        git(host.path, "branch", name, host.id("A"))
        git(full, "fetch", "-q", "origin", f"{name}:refs/remotes/origin/{name}")
        for root in (full, one):
            assert judge(root, "--base", name).commit == host.id("A"), name
    for base in ("origin/release/1.x", "refs/heads/100%"):
        assert judge(one, "--base", base).commit == host.id("A")


def test_a_branch_below_a_name_that_was_a_branch_before(
    host: Host, tmp_path: Path, judge: Judge
) -> None:
    root = host.clone(tmp_path / "clone", "--single-branch", "-b", "feature")
    for name in ("release", "release/1", "release"):
        git(host.path, "branch", name, host.id("A"))
        assert judge(root, "--base", name).commit == host.id("A")
        git(host.path, "branch", "-q", "-D", name)


@pytest.mark.parametrize("base", ["-x", "--upload-pack=touch pwned", "", "a b", "a..b", "a\nb"])
def test_what_is_no_name_is_refused(
    host: Host, tmp_path: Path, refused: Refused, base: str
) -> None:
    root = host.clone(tmp_path / "clone", "-b", "feature")
    (root / "offramp.toml").write_text(SETTINGS.format(base=f"base = {json.dumps(base)}\n"))
    refused(root)
    assert not (root / "pwned").exists()


def test_revisions(host: Host, tmp_path: Path, judge: Judge, refused: Refused) -> None:
    """What git understands as a commit is one; HEAD is ours, not the remote's."""
    root = host.clone(tmp_path / "clone")
    git(root, "switch", "-q", "feature")
    wanted = {"@{-1}": "B", "HEAD~1": "F1", "@~2": "B", "origin/main~2": "A", "main^{/^B}": "B"}
    for base, name in wanted.items():
        assert judge(root, "--base", base).commit == host.id(name), base
    for base in ("main^{tree}", "HEAD~99"):
        refused(root, "--base", base)


def test_main_is_called_master(host: Host, tmp_path: Path, refused: Refused) -> None:
    git(host.path, "branch", "-m", "main", "master")
    root = host.clone(tmp_path / "clone", "-b", "feature")
    error = refused(root)
    assert "neither here nor on the remote" in error["found"]
    assert "master" in error["next"]


def test_a_typing_error(host: Host, tmp_path: Path, refused: Refused) -> None:
    root = host.clone(tmp_path / "clone", "-b", "feature")
    assert "main" in refused(root, "--base", "mian")["next"]


# --- laptops ---------------------------------------------------------------------------------


def test_a_stale_local_main(host: Host, tmp_path: Path, judge: Judge) -> None:
    """What others brought to main since is theirs, whatever the local branch is called."""
    root = host.clone(tmp_path / "clone")
    git(root, "branch", "-q", "-f", "stale", host.id("A"))
    git(root, "switch", "-q", "-c", "work", host.id("C"))
    git(root, "branch", "-q", "-f", "main", host.id("A"))
    commit(root, "work", "a", "b")
    found = judge(root)
    assert (found.commit, found.gone) == (host.id("C"), {"c"})


def test_commits_on_main_that_are_not_pushed(host: Host, tmp_path: Path, judge: Judge) -> None:
    root = host.clone(tmp_path / "clone")
    commit(root, "straight to main", "a")
    found = judge(root)
    assert (found.commit, found.gone) == (host.id("C"), {"b", "c"})


def test_a_fork_beside_the_upstream(host: Host, tmp_path: Path, judge: Judge) -> None:
    """The branch tracks the fork, whose main is old; the base is asked of where main comes from."""
    fork = tmp_path / "fork.git"
    shutil.copytree(host.path, fork)
    git(fork, "update-ref", "refs/heads/main", host.id("A"))
    root = host.clone(tmp_path / "clone", "-b", "feature", "--single-branch")
    git(root, "remote", "add", "fork", fork.as_uri())
    git(root, "config", "branch.feature.remote", "fork")
    assert judge(root, "--base", "origin/main").commit == host.id("B")
    git(root, "config", "branch.main.remote", "origin")
    assert judge(root).commit == host.id("B")


def test_an_unborn_head(host: Host, tmp_path: Path, refused: Refused) -> None:
    begin_empty(tmp_path / "new", host.url)
    (tmp_path / "new" / "offramp.toml").write_text(SETTINGS.format(base=""))
    assert "no commit yet" in refused(tmp_path / "new")["what"]


@pytest.mark.parametrize("text", ["", "f" * 40 + "\n"])
def test_a_corrupted_ref(
    host: Host, tmp_path: Path, judge: Judge, refused: Refused, text: str
) -> None:
    """The remote's branch stands in for the local one; where there is none, nobody guesses."""
    root = host.clone(tmp_path / "clone")
    git(root, "switch", "-q", "feature")
    (root / ".git/refs/heads/main").write_text(text)
    assert judge(root).commit == host.id("B")
    git(root, "remote", "remove", "origin")
    error = refused(root)
    assert "main" in error["what"]


def test_rebase_merge_and_bisect_in_progress(host: Host, tmp_path: Path, judge: Judge) -> None:
    for name, words in {
        "rebase": ("rebase", "-q", "origin/main"),
        "merge": ("merge", "-q", "origin/main"),
        "pick": ("cherry-pick", "origin/main"),
    }.items():
        root = host.clone(tmp_path / name, "-b", "feature")
        git(root, *words, check=False)
        assert git(root, "status", "--porcelain").startswith("UU api.json")
        (root / "api.json").write_text(document("a", "b"))
        wanted = "C" if name == "rebase" else "B"
        assert judge(root).commit == host.id(wanted), name
    root = host.clone(tmp_path / "bisect", "-b", "feature")
    git(root, "bisect", "start", "HEAD", "v1")
    judge(root)
    assert git(root, "bisect", "log")


def test_replaced_commits_and_a_commit_graph(host: Host, tmp_path: Path, judge: Judge) -> None:
    root = host.clone(tmp_path / "clone", "-b", "feature")
    git(root, "commit-graph", "write", "--reachable")
    assert judge(root).commit == host.id("B")
    git(root, "replace", "--graft", host.id("F1"), host.id("A"))
    assert judge(root).commit == host.id("A")


def test_the_variables_of_a_hook(
    host: Host, tmp_path: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = host.clone(tmp_path / "clone", "-b", "feature")
    elsewhere = begin(tmp_path / "elsewhere")
    commit(elsewhere, "elsewhere", "x")
    before = users(elsewhere)
    for name, value in {
        "GIT_DIR": elsewhere / ".git",
        "GIT_WORK_TREE": elsewhere,
        "GIT_INDEX_FILE": elsewhere / ".git/index",
        "GIT_PREFIX": "sub/",
        "GIT_COMMON_DIR": elsewhere / ".git",
        "GIT_OBJECT_DIRECTORY": elsewhere / ".git/objects",
        "GIT_CEILING_DIRECTORIES": root.parent,
        "GIT_CONFIG_PARAMETERS": "'core.bare=true'",
    }.items():
        monkeypatch.setenv(name, os.fspath(value))
    code = (
        "import os, sys, json\nfrom offramp.cli import main\nmain(['openapi-baseline', '--json'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        monkeypatch.delenv(name)
    assert users(elsewhere) == before
    assert judge(root).commit == host.id("B")


def test_called_by_a_hook_of_the_repository_itself(
    host: Host, tmp_path: Path, judge: Judge
) -> None:
    """A commit in a linked worktree sets GIT_DIR and GIT_INDEX_FILE for its hook."""
    clone = host.clone(tmp_path / "clone")
    root = tmp_path / "linked"
    git(clone, "worktree", "add", "-q", os.fspath(root), "feature")
    hook = clone / ".git/hooks/pre-commit"
    hook.write_text(
        f"#!/bin/sh\nexec {sys.executable} -m offramp openapi-baseline --json >out.json\n"
    )
    hook.chmod(0o755)
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    (root / "out.json").unlink()
    data = json.loads((root / ".offramp/evidence/baseline.json").read_bytes())["data"]
    assert data["commit"] == host.id("B")


LOUD = """
[fetch]
    prune = true
    pruneTags = true
    recurseSubmodules = true
    writeCommitGraph = true
[submodule]
    recurse = true
[core]
    hooksPath = {hooks}
    logAllRefUpdates = always
[remote "origin"]
    mirror = true
    prune = true
    tagOpt = --tags
    fetch = +refs/*:refs/*
[push]
    default = matching
[log]
    showSignature = true
[diff]
    noprefix = true
[status]
    showUntrackedFiles = no
[color]
    ui = always
[transfer]
    fsckObjects = true
[gc]
    auto = 1
[maintenance]
    auto = true
"""


@pytest.mark.parametrize("options", [("--single-branch",), ("--depth=1",)])
def test_a_persons_settings(
    host: Host, tmp_path: Path, judge: Judge, options: tuple[str, ...]
) -> None:
    """With what a fetch without arguments would do here, the person's own refs would be gone."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "post-merge", "pre-auto-gc"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/{name}.ran\n")
        (hooks / name).chmod(0o755)
    git(host.path, "tag", "not-mine", host.id("C"))
    root = host.clone(tmp_path / "clone", "-b", "feature", "--no-tags", *options)
    git(root, "tag", "mine")
    git(root, "update-ref", "refs/remotes/origin/gone-there", "HEAD")
    with (root / ".git/config").open("a") as settings:
        settings.write(LOUD.format(hooks=hooks))
    assert judge(root).commit == host.id("B")
    assert not list(tmp_path.glob("*.ran"))


def test_an_address_that_is_rewritten(host: Host, tmp_path: Path, judge: Judge) -> None:
    root = host.clone(tmp_path / "clone", "-b", "feature", "--single-branch")
    git(root, "remote", "set-url", "origin", "https://git.invalid/host.git")
    git(root, "config", f"url.{host.path.parent.as_uri()}/.insteadOf", "https://git.invalid/")
    assert judge(root).commit == host.id("B")


def test_nobody_is_asked_for_a_password(
    host: Host, tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither git nor what it starts has a terminal to ask on; a helper that hangs is ended."""
    from offramp.checkout import fetch

    monkeypatch.setattr(fetch, "ASK_SECONDS", 1.5)
    root = host.clone(tmp_path / "clone", "-b", "feature", "--single-branch")
    asks = tmp_path / "ssh"
    asks.write_text(f"#!/bin/sh\n(: </dev/tty) 2>{tmp_path}/tty || :\nexec sleep 600\n")
    asks.chmod(0o755)
    git(root, "remote", "set-url", "origin", "person@git.invalid:host.git")
    git(root, "config", "core.sshCommand", os.fspath(asks))
    error = refused(root)
    assert "could not be asked" in error["what"]
    assert "did not answer" in error["found"]
    assert (tmp_path / "tty").read_text(), "there was a terminal"
    assert not list((root / ".git").glob("*.lock"))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_while_it_asks(
    host: Host, tmp_path: Path, how: signal.Signals
) -> None:
    """What asks for us has a session of its own, and must not outlive us there."""
    root = host.clone(tmp_path / "clone", "-b", "feature", "--single-branch")
    asks = tmp_path / "ssh"
    asks.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/id\nexec sleep 600\n")
    asks.chmod(0o755)
    git(root, "remote", "set-url", "origin", "person@git.invalid:host.git")
    git(root, "config", "core.sshCommand", os.fspath(asks))
    before = users(root)
    words = [sys.executable, "-m", "offramp", "openapi-baseline", "--json"]
    child = subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for _ in range(600):
        if (tmp_path / "id").exists() and (tmp_path / "id").read_text().endswith("\n"):
            break
        time.sleep(0.05)
    child.send_signal(how)
    child.communicate(timeout=30)
    assert child.returncode == 130
    asked = ["ps", "-o", "stat=", "-p", (tmp_path / "id").read_text().strip()]
    alive = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    assert alive.strip() in ("", "Z")
    assert users(root) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_a_repository_of_another_owner(host: Host, tmp_path: Path, refused: Refused) -> None:
    root = host.clone(tmp_path / "clone", "-b", "feature")
    for path in (root, root / ".git"):
        os.chown(path, 12345, 12345)
    error = refused_without_git(root)
    assert "safe.directory" in (error["next"] or "") + (error["found"] or "")
    assert "another" in error["what"] or "owner" in error["what"]


def refused_without_git(root: Path) -> Any:
    words = [sys.executable, "-m", "offramp", "openapi-baseline", "--json"]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return json.loads(done.stdout)["error"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
def test_settings_in_variables_are_heard(
    host: Host, tmp_path: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container's job says safe.directory in variables: no file of the image is written."""
    root = host.clone(tmp_path / "clone", "-b", "feature")
    for path in (root, root / ".git"):
        os.chown(path, 12345, 12345)
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
    assert judge(root).commit == host.id("B")
