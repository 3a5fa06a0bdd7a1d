"""The sandbox builder, on a small example of the test's own."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from offramp import git, sandbox
from offramp.errors import CannotJudge, ConfigError, GitError

FILES = {
    "tree/shared.txt": "shared\n",
    "tree/pkg/data.json": '{"at": "compat"}\n',
    "main/pkg/old.py": "import layer\n",
    "main/pkg/both.py": "import layer\n",
    "branch/pkg/both.py": "import canonical\n",
    "branch/pkg/new Λ.py": "crlf\r\n",
    "by-hand/pkg/data.json": '{"at": "plugins"}\n',
}
HISTORY = {
    "schema": "offramp.example-history/1",
    "branches": [
        {
            "name": "main",
            "overlay": "main",
            "commits": [
                {"subject": "Share", "body": "First.", "paths": ["shared.txt"]},
                {"subject": "Pack", "body": "Second."},
            ],
        },
        {
            "name": "work/off",
            "from": "main",
            "overlay": "branch",
            "commits": [
                {"subject": "Move", "body": "Third.", "paths": ["pkg/both.py"]},
                {"subject": "Drop", "body": "Fourth."},
            ],
        },
    ],
}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


@pytest.fixture
def example(tmp_path: Path) -> Path:
    root = tmp_path / "example"
    for name, content in FILES.items():
        write(root / name, content)
    write(root / "history.json", json.dumps(HISTORY))
    return root


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "there" / "sandbox"


def listing(root: Path, ref: str) -> list[str]:
    return git.paths(root, "ls-tree", "-r", "-z", "--name-only", ref)


def beside(into: Path) -> list[str]:
    return sorted(path.name for path in into.parent.iterdir())


def test_both_branches_are_what_the_overlays_say(example: Path, into: Path) -> None:
    root = sandbox.build(example, into)
    assert listing(root, "main") == ["pkg/both.py", "pkg/data.json", "pkg/old.py", "shared.txt"]
    assert listing(root, "work/off") == [
        "pkg/both.py",
        "pkg/data.json",
        "pkg/new Λ.py",
        "shared.txt",
    ]
    assert git.text(root, "show", "main:pkg/both.py") == "import layer"
    assert git.text(root, "show", "work/off:pkg/both.py") == "import canonical"


def test_each_commit_brings_its_paths(example: Path, into: Path) -> None:
    root = sandbox.build(example, into)
    log = git.text(root, "log", "--reverse", "--format=%s", "--name-status", "work/off")
    log = log.replace('"pkg/new \\316\\233.py"', "pkg/new Λ.py")
    assert log.split("\n\n") == [
        "Share",
        "A\tshared.txt\nPack",
        "A\tpkg/both.py\nA\tpkg/data.json\nA\tpkg/old.py\nMove",
        "M\tpkg/both.py\nDrop",
        "A\tpkg/new Λ.py\nD\tpkg/old.py",
    ]
    assert git.text(root, "merge-base", "main", "work/off") == git.text(root, "rev-parse", "main")


def test_the_working_branch_is_checked_out_and_clean(example: Path, into: Path) -> None:
    root = sandbox.build(example, into)
    assert git.text(root, "symbolic-ref", "HEAD") == "refs/heads/work/off"
    assert git.text(root, "status", "--porcelain") == ""
    assert (root / "pkg" / "new Λ.py").read_bytes() == b"crlf\r\n"
    assert git.toplevel(root) == root


def test_the_user_has_no_say_in_the_commits(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = sandbox.build(example, tmp_path / "plain")
    home = tmp_path / "home"
    write(
        home / ".gitconfig", "[core]\nautocrlf = true\n[user]\nname = X\n[init]\ndefaultBranch=x\n"
    )
    write(home / "template" / "hooks" / "post-checkout", "#!/bin/sh\nexit 1\n")
    (home / "template" / "hooks" / "post-checkout").chmod(0o755)
    monkeypatch.setenv("HOME", os.fspath(home))
    monkeypatch.setenv("GIT_TEMPLATE_DIR", os.fspath(home / "template"))
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    old = os.umask(0o077)
    try:
        odd = sandbox.build(example, tmp_path / "odd")
    finally:
        os.umask(old)
    assert git.text(odd, "rev-parse", "--all") == git.text(plain, "rev-parse", "--all")
    assert git.text(odd, "status", "--porcelain") == ""
    assert not (odd / ".git" / "hooks").exists()


def test_a_commit_in_it_needs_no_configuration(
    example: Path, into: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", os.fspath(tmp_path))
    root = sandbox.build(example, into)
    write(root / "more.txt", "more\n")
    git.run(root, "add", "more.txt")
    git.run(root, "commit", "--quiet", "-m", "Add more")
    assert git.text(root, "log", "-1", "--format=%an") == "Lukhas Maintainers"


def test_building_again_starts_afresh(example: Path, into: Path) -> None:
    root = sandbox.build(example, into)
    before = git.text(root, "rev-parse", "--all")
    write(root / "mine.txt", "mine\n")
    git.run(root, "checkout", "--quiet", "--detach", "main")
    assert sandbox.build(example, into) == root
    assert git.text(root, "rev-parse", "--all") == before
    assert git.text(root, "symbolic-ref", "--short", "HEAD") == "work/off"
    assert not (root / "mine.txt").exists()
    assert beside(into) == [".sandbox.lock", "sandbox"]


@pytest.mark.parametrize("kind", ["folder", "empty", "repository", "file", "symlink", "marker"])
def test_what_is_not_a_sandbox_is_left_alone(
    kind: str, example: Path, into: Path, tmp_path: Path
) -> None:
    if kind == "file":
        write(into, "a file")
    elif kind == "symlink":
        into.parent.mkdir()
        into.symlink_to(sandbox.build(example, tmp_path / "elsewhere"))
    else:
        into.mkdir(parents=True)
        if kind == "folder":
            write(into / "thesis.tex", "unsaved")
        elif kind == "repository":
            git.run(into, "init", "--quiet")
        elif kind == "marker":
            write(into / ".git" / "offramp-sandbox.json", '{"schema": "another/1"}')
    before = sorted(into.rglob("*")), into.is_symlink()
    for make in (sandbox.build, sandbox.ensure):
        with pytest.raises(CannotJudge, match="not a sandbox") as refusal:
            make(example, into)
        assert refusal.value.where == os.fspath(into)
    assert (sorted(into.rglob("*")), into.is_symlink()) == before
    assert beside(into) == [".sandbox.lock", "sandbox"]


def test_a_failed_build_leaves_the_old_sandbox(
    example: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = sandbox.build(example, into)
    write(root / "mine.txt", "mine\n")
    real = git.run

    def refuse(folder: Path, *args: str, **options: object) -> object:
        if args[0] == "reset":
            raise GitError("git reset failed")
        return real(folder, *args, **options)

    monkeypatch.setattr(git, "run", refuse)
    with pytest.raises(GitError):
        sandbox.build(example, into)
    assert (root / "mine.txt").exists()
    assert beside(into) == [".sandbox.lock", "sandbox"]


def test_what_a_killed_build_left_is_swept_and_never_used(example: Path, into: Path) -> None:
    left = into.parent / ".sandbox.k1ll3d.tmp"
    write(left / "made" / ".git" / "HEAD", "ref: refs/heads/main\n")
    write(into.parent / ".sandbox.notes", "not the builder's")
    sandbox.ensure(example, into)
    assert beside(into) == [".sandbox.lock", ".sandbox.notes", "sandbox"]


def test_the_digest_follows_the_example_and_nothing_else(example: Path) -> None:
    first = sandbox.digest(example)
    write(example / "tree" / "pkg" / "__pycache__" / "x.pyc", "bytes")
    write(example / "tree" / ".pytest_cache" / "README.md", "cache")
    assert sandbox.digest(example) == first
    moved = example / "tree" / "share.dtxt"
    (example / "tree" / "shared.txt").rename(moved)
    assert sandbox.digest(example) != first
    moved.rename(example / "tree" / "shared.txt")
    assert sandbox.digest(example) == first
    write(example / "by-hand" / "pkg" / "data.json", "{}\n")
    assert sandbox.digest(example) != first


def test_the_digest_follows_the_builder(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sandbox.digest(example)
    changed = tmp_path / "sandbox.py"
    changed.write_bytes(Path(sandbox.__file__).read_bytes() + b"\n")
    monkeypatch.setattr(sandbox, "__file__", os.fspath(changed))
    assert sandbox.digest(example) != first


def test_ensure_builds_what_is_missing_or_outdated_only(example: Path, into: Path) -> None:
    root = sandbox.ensure(example, into)
    write(root / "mine.txt", "mine\n")
    assert sandbox.ensure(example, into) == root
    assert (root / "mine.txt").exists()
    write(example / "tree" / "shared.txt", "changed\n")
    sandbox.ensure(example, into)
    assert not (root / "mine.txt").exists()
    assert (root / "shared.txt").read_text() == "changed\n"


def test_ensure_builds_again_after_someone_removed_it(example: Path, into: Path) -> None:
    shutil.rmtree(sandbox.ensure(example, into))
    assert git.text(sandbox.ensure(example, into), "rev-parse", "main")


def test_the_maintainers_edit_says_what_it_changed(example: Path, into: Path) -> None:
    root = sandbox.build(example, into)
    assert sandbox.apply_by_hand(root, example) == ["pkg/data.json"]
    assert (root / "pkg" / "data.json").read_text() == '{"at": "plugins"}\n'
    assert git.text(root, "status", "--porcelain") == " M pkg/data.json"
    assert sandbox.apply_by_hand(root, example) == []


def test_only_a_sandbox_is_edited(example: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match="not a sandbox"):
        sandbox.apply_by_hand(tmp_path, example)
    assert not (tmp_path / "pkg").exists()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "JSONDecodeError"),
        ("[]", "TypeError"),
        ('{"schema": "another/1", "branches": [{}]}', "another/1"),
        ('{"schema": "offramp.example-history/1", "branches": []}', "0 branches"),
        (json.dumps(HISTORY).replace('"from": "main"', '"from": "mane"'), "mane"),
        (json.dumps(HISTORY).replace('"body": "Fourth."', '"body": "", "paths": []'), "leave"),
    ],
)
def test_a_broken_history_is_named(text: str, found: str, example: Path, into: Path) -> None:
    write(example / "history.json", text)
    with pytest.raises(ConfigError, match="history") as problem:
        sandbox.build(example, into)
    assert found in str(problem.value.found)
    assert problem.value.where == os.fspath(example / "history.json")
    assert beside(into) == [".sandbox.lock"]


def test_the_example_is_found_in_a_checkout_and_in_a_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = tmp_path / "examples" / "lukhas"
    write(checkout / "history.json", "{}")
    monkeypatch.setattr(sandbox, "__file__", os.fspath(tmp_path / "tools/offramp/sandbox.py"))
    assert sandbox.find_example() == checkout
    wheel = tmp_path / "tools" / "offramp" / "examples" / "lukhas"
    write(wheel / "history.json", "{}")
    assert sandbox.find_example() == wheel
    shutil.rmtree(wheel)
    shutil.rmtree(checkout)
    with pytest.raises(CannotJudge, match="missing"):
        sandbox.find_example()
