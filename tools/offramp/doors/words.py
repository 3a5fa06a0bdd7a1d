"""What may be said at doors: the options that several of them take, by what these are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Option(NamedTuple):
    """What may be said at a door: the value where nothing is said, and the help text.

    A default of ``False`` makes it a flag, ``()`` one that may be repeated.
    """

    default: str | bool | tuple[str, ...]
    help: str


Words = Mapping[str, Option]

FORMAT = {
    "format": Option("text", "text, or json on standard output"),
    "json": Option(False, "the same as --format json"),
}
REPO = {"repo": Option("", "a folder in the repository to work on (default: the current one)")}
DRY = {"dry_run": Option(False, "say what would be done, and change nothing")}
SCAN = {
    "layer": Option((), "dotted name of the layer, in place of the settings (may be repeated)"),
    "rename": Option((), "old=new, in place of the settings (may be repeated)"),
    "max_hits": Option("", "a budget below the committed one"),
    "no_cache": Option(False, "read every file anew"),
    "all_files": Option(False, "read the files that git ignores, too"),
}
RATCHET = {
    "update": Option(False, "take out of the ratchet what is no longer there"),
    "allow_new": Option(False, "with --update: take in what is new"),
}
BASE = {"base": Option("", "the baseline branch, tag or commit, in place of the settings")}
POLICY = {
    "fail_on": Option("", "breaking, warning or info: the least that fails, for the settings'"),
    "severity": Option((), "rule=level, beside the settings' (may be repeated)"),
    "accept": Option("", "the file of accepted findings, in place of the settings'"),
    "include": Option((), "a path to compare, * for any text, for the settings' (may be repeated)"),
    "exclude": Option((), "a path to leave out, likewise (may be repeated)"),
    "deprecation_days": Option(
        "", "days from an announcement to its sunset, or beta=31,stable=180"
    ),
    "stability": Option(
        "", "draft, alpha, beta or stable: the least level that promises something"
    ),
    "semver": Option(False, "tell a version that does not rise with its changes"),
}
ALLOW = {
    "allow_ref": Option(
        (), "a document that a $ref may lead to, beside the settings' (may be repeated)"
    ),
}
FILES = {
    "base": Option("", "the baseline branch; with --cand, a file"),
    "cand": Option("", "a file to compare the file --base with"),
}
REFRESH = {"refresh": Option(False, "make the baseline anew")}
