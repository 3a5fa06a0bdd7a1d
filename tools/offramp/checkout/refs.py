"""Which commit is judged against which: refs resolved safely, the merge base as the baseline."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from offramp import git
from offramp.checkout import fetch as fetching
from offramp.checkout.events import Event
from offramp.errors import GitError

_NO_COMMIT = re.compile(r"0{40}(0{24})?\Z")
_REVISION = re.compile(r"(?s)([^~^:]*?)((?:[~^:]|@\{).*)?\Z")
"""gitrevisions(7): a name, and where to go from there."""
_USUAL = {"main", "master", "trunk", "develop"}


@dataclass(frozen=True)
class Baseline:
    """The commit that the candidate is compared with.

    Attributes:
        ref: the ref that the base was found under: ``refs/heads/main``, or the words given.
        tip: the commit that ``ref`` names.
        commit: the baseline: the merge base of ``tip`` and HEAD.
        is_head: whether it is HEAD itself: only what is not committed is judged then.
        how: one line for people: where the base came from and how it lies to HEAD.
    """

    ref: str
    tip: str
    commit: str
    is_head: bool
    how: str


def resolve(root: Path, ref: str) -> str:
    """Return the commit that ``ref`` names.

    Args:
        root: a folder inside the repository.
        ref: a branch, tag, commit id or any of gitrevisions(7) that names a commit.

    Raises:
        GitError: there is no such commit, or ``ref`` looks like an option.
    """
    commit = _lookup(root, _checked(ref))
    if commit is None:
        if ref == "HEAD":
            raise GitError("the repository has no commit yet", where=os.fspath(root))
        raise GitError(
            f"no commit is called {ref!r}",
            expected="a branch, a tag or a commit id of this repository",
            where=os.fspath(root),
            next="see `git branch --all` and `git tag`",
        )
    return commit


def baseline(root: Path, base: str, *, event: Event | None = None, fetch: bool = True) -> Baseline:
    """Return the merge base of HEAD and the base branch.

    Where a branch is both here and on the remote, the nearer merge base counts: neither a stale
    branch nor commits that are not pushed yet make others' changes ours, or ours nobody's. What
    is missing is fetched into ``refs/offramp/``.

    What an event says that a change goes into takes the place of ``base``, unless ``base`` is a
    tag or a commit: that is meant as it is said. Where a push made HEAD the tip of the base, the
    baseline is what was there before, by the event.

    Args:
        root: the work tree's root.
        base: the base: a branch, a remote branch, a tag or a commit id.
        event: what started this run of CI, where nobody named the base for it.
        fetch: whether missing history may be fetched; it is the only thing that is written.

    Raises:
        GitError: there is no such base, or no common history; ``next`` says what to do.
    """
    finder = _Finder(root, base, fetch=fetch)
    if event is None:
        return finder.find(base)
    if event.heads and not any(contains(root, commit) for commit in event.heads):
        return finder.find(base, note=f"; {event.name} is about another checkout")
    if event.into is None and event.onto is None:
        found = finder.find(base)
        pushed = found.is_head or found.commit in event.heads
        return finder.before(found, event) if pushed else found
    if base != event.into and finder.is_fixed(base):
        return finder.find(base)
    words = [word for word in (event.onto, event.into, event.before) if word]
    return finder.first(words, f", by {event.name}")


def contains(root: Path, commit: str) -> bool:
    """Whether HEAD is ``commit`` or comes after it."""
    return _is_ancestor(root, commit, "HEAD")


class _Finder:
    """Looks for baselines of one HEAD."""

    def __init__(self, root: Path, base: str, *, fetch: bool) -> None:
        _checked(base)
        self.root, self.head, self.fetch = root, resolve(root, "HEAD"), fetch

    def find(self, base: str, *, by: str = "", note: str = "") -> Baseline:
        """Return the baseline by a base, of which ``how`` says who named it."""
        tips = self._tips(base)
        found, cut = self._meet(tips)
        if self.head in found and len(tips) > 1:
            # a branch that is not pushed yet, or was not brought up to date: the other one counts
            others = {n: tip for n, tip in tips.items() if not self._has(tip, self.head)}
            if others and (further := self._meet(others))[0]:
                tips, (found, cut) = others, further
        if not found:
            raise _unrelated(self.root, base)
        if len(found) > 1:
            note += f"; the first of {len(found)} merge bases"
        commit = found[0]
        ref = next((n for n, tip in tips.items() if self._has(tip, commit)), next(iter(tips)))
        own = ref.startswith(fetching.OWN)
        name = f"{base}, fetched" if own else re.sub(r"\Arefs/[^/]+/", "", ref)
        how = f"merge base with {name}{by}: {self._lies(tips[ref], commit)}{cut}{note}"
        return Baseline(ref, tips[ref], commit, commit == self.head, how)

    def first(self, bases: Sequence[str], by: str) -> Baseline:
        """Return the baseline by the first base that is there and does not end in HEAD itself."""
        errors, heads = [], []
        for base in bases:
            try:
                found = self.find(base, by=by)
            except GitError as error:
                errors.append(error)
                continue
            if not found.is_head:
                return found
            heads.append(found)
        if heads:
            return heads[0]
        raise errors[0]

    def before(self, found: Baseline, event: Event) -> Baseline:
        """Return what was there before a push, be it in the history of HEAD or not."""
        commit = event.before
        if commit is None or _NO_COMMIT.match(commit):
            return replace(found, how=f"{found.how}; {event.name} names no commit before")
        try:
            self._tips(commit)
        except GitError as error:
            why = f"; {commit[:12]}, which was there before, is missing: {error.found}"
            return replace(found, how=found.how + " ".join(why.split()))
        how = f"what was there before, by {event.name}"
        if not (fetching.is_shallow(self.root) or self._has(self.head, commit)):
            how += ", and taken out of the history"
        return Baseline(commit, commit, commit, commit == self.head, how)

    def is_fixed(self, base: str) -> bool:
        """Whether a base is a tag or a commit, and no branch that goes on."""
        try:
            ref = next(iter(self._tips(base)))
        except GitError:
            return False
        moves = ("refs/heads/", "refs/remotes/", f"{fetching.OWN}base/")
        return not ref.startswith(moves) or fetching.is_id(base) or bool(_split(base)[1])

    def _tips(self, base: str) -> dict[str, str]:
        """Return the refs that a base may be meant by, each with its commit."""
        if _NO_COMMIT.match(_checked(base)):
            words = "git's id of no commit: a new branch has nothing before it"
            raise _no_base(self.root, base, words)
        name, rest = _split(base)
        remote, there = fetching.remote_of(self.root, name)
        names = [base]
        if not (name in ("", "HEAD", "@") or base.startswith("refs/") or fetching.is_id(base)):
            theirs = [f"refs/remotes/{remote}/{there}{rest}"] if remote else []
            if tips := self._known([f"refs/heads/{base}", *theirs]):
                return tips
            names = [f"refs/tags/{base}", base]
        for ref, tip in self._known(names).items():
            return {ref: tip}
        if remote is None or not self.fetch:
            why = "no remote to ask" if remote is None else "fetching it was not allowed"
            raise _no_base(self.root, base, f"no such branch here; {why}")
        fetched = fetching.base(self.root, remote, there)
        if fetched and (commit := _lookup(self.root, fetched + rest)):
            return {fetched + rest: commit}
        raise _no_base(self.root, base, f"neither here nor on the remote {remote}", remote)

    def _known(self, names: Sequence[str]) -> dict[str, str]:
        found = {name: _lookup(self.root, name) for name in names}
        return {name: tip for name, tip in found.items() if tip}

    def _meet(self, tips: dict[str, str]) -> tuple[list[str], str]:
        return fetching.meet(self.root, [*tips.values()], self.head, fetch=self.fetch)

    def _has(self, tip: str, commit: str) -> bool:
        return _is_ancestor(self.root, commit, tip)

    def _lies(self, tip: str, commit: str) -> str:
        """Say how the baseline lies to the base and to HEAD."""
        if commit == self.head:
            return "HEAD itself" if tip == commit else "HEAD itself, which lies behind"
        if commit == tip:
            return "its tip"
        count = git.text(self.root, "rev-list", "--count", f"{commit}..{tip}")
        return f"{count} commit{'' if count == '1' else 's'} behind its tip"


def _split(base: str) -> tuple[str, str]:
    """Split a revision into a name and where to go from there."""
    found = _REVISION.match(base)
    return (found[1], found[2] or "") if found else (base, "")


def _checked(ref: str) -> str:
    if not ref or ref.startswith("-") or any(ord(c) < 32 or c == "\x7f" for c in ref):
        raise GitError(
            f"{ref!r} is not a ref",
            expected="the name of a branch, a tag or a commit",
            next="a name that begins with '-' would be taken for an option",
        )
    return ref


def _lookup(root: Path, ref: str) -> str | None:
    done = git.run(
        root,
        *("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}"),
        env={"GIT_NO_LAZY_FETCH": "1"},  # what a partial clone lacks is fetched with its history
        accept=(0, 1, 128),
    )
    return done.stdout.decode().strip() or None


def _is_ancestor(root: Path, old: str, new: str) -> bool:
    done = git.run(root, "merge-base", "--is-ancestor", old, new, accept=(0, 1, 128))
    return done.returncode == 0


def _no_base(root: Path, base: str, found: str, remote: str | None = None) -> GitError:
    meant = _meant(root, base, remote)
    return GitError(
        f"the base {base!r} is not there",
        expected="a branch, a tag or a commit to compare with",
        found=found,
        where=os.fspath(root),
        next=f"did you mean {meant}? Name it with --base, or as base in the settings"
        if meant
        else "fetch it (git fetch origin main), or name another with --base",
    )


def _meant(root: Path, base: str, remote: str | None) -> str:
    """Return the branches that may have been meant, in words."""
    short = "--format=%(refname:lstrip=2)"
    listed = git.text(root, "for-each-ref", short, "refs/heads", "refs/tags")
    names = set(listed.splitlines())
    if remote:
        with suppress(GitError):
            names.update(fetching.branches(root, remote))
    close = difflib.get_close_matches(base, sorted(names), n=3)
    usual = sorted(names & _USUAL) if base in _USUAL else []
    return " or ".join(dict.fromkeys([*close, *usual]))


def _unrelated(root: Path, base: str) -> GitError:
    shallow = fetching.is_shallow(root)
    return GitError(
        f"HEAD and {base} have no common commit",
        expected="a merge base",
        found="a shallow clone that ends before it" if shallow else "unrelated histories",
        where=os.fspath(root),
        next="git fetch --unshallow" if shallow else "name a base that HEAD came from with --base",
    )
