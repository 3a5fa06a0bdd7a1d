"""The rules about the policy itself: what was accepted, which paths are looked at, the version."""

from __future__ import annotations

from typing import Any

from offramp.contract.rulebook.kinds import NARROWED, NOTE
from offramp.contract.rulebook.rule_documents import Rule, op, paths
from offramp.findings import Severity

_B, _W = Severity.BREAKING, Severity.WARNING


def _version(number: str, document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "info": {"title": "t", "version": number}}


# fmt: off
ROWS: tuple[Rule, ...] = (
    Rule("accepted-finding-stale", _W, NOTE, "none", "policy", "offramp",
        "A finding was accepted, and is not there any more: the entry would hide the next one at "
        "that place. Remove it.", None, None, None),
    Rule("accepted-finding-expired", _W, NOTE, "none", "policy", "offramp",
        "The last day on which a finding was accepted is over: it counts again.",
        None, None, None),
    Rule("path-filter-unused", _W, NOTE, "none", "policy", "offramp",
        "A pattern of include or exclude matches no path: it says nothing today, and may hide "
        "tomorrow's path.", None, None, None),
    Rule("api-major-version-not-bumped", _W, NOTE, "none", "policy", "Semantic Versioning 2.0.0",
        "Something broke, and info.version rose by less than a breaking change asks for (below "
        "1.0.0 the minor version counts). With semver = true a version that did not rise at all "
        "is told, too.",
        _version("1.0.0", op()), _version("1.1.0", paths({})), _version("2.0.0", paths({}))),
    Rule("api-minor-version-not-bumped", _W, NOTE, "none", "policy", "Semantic Versioning 2.0.0",
        "Something was added, and info.version did not rise by a minor version; told with "
        "semver = true only.", None, None, None),
    Rule("api-version-not-semantic", _W, NOTE, "none", "policy", "Semantic Versioning 2.0.0",
        "The policy asks for semantic versions, and info.version is none; told with "
        "semver = true only.", None, None, None),
    Rule("baseline-is-head", _W, NOTE, "none", "policy", "offramp",
        "The baseline is HEAD itself and nothing is changed since: a contract was compared with "
        "itself, which shows nothing. On a push to the base branch, the CI event says what was "
        "there before; elsewhere name it with --base.", None, None, None),
    Rule("routes-lost", _B, NARROWED, "none", "policy", "offramp",
        "Operations are gone, and an import that worked in the baseline failed, and was swallowed, "
        "while the candidate's application was made: its routes are lost by mistake. Mend the "
        "import. Where the two have nothing to do with each other, give this rule a severity of "
        "its own, and the removals are told one by one.", None, None, None),
)
# fmt: on
