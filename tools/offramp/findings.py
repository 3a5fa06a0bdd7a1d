"""One vocabulary for every room: severities, verdicts, and what a finding is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from offramp.errors import ExitCode


class Severity(str, Enum):
    """How much a finding weighs. ``BREAKING`` fails a gate; the others inform."""

    BREAKING = "breaking"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Sorting key: the worst first."""
        return list(Severity).index(self)


class Verdict(str, Enum):
    """How a gate ended, where it could judge. Where it could not, an error is raised."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    CANNOT_JUDGE = "cannot-judge"

    @property
    def exit_code(self) -> ExitCode:
        """The exit code that says the same."""
        return _EXIT[self]


_EXIT = {
    Verdict.PASS: ExitCode.HOLDS,
    Verdict.FAIL: ExitCode.FAILS,
    Verdict.CANNOT_JUDGE: ExitCode.CANNOT_JUDGE,
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that a person should know, with its place.

    Attributes:
        rule: stable id in kebab case; ``offramp explain RULE`` tells its reason.
        severity: what it weighs.
        message: one line in plain words.
        path: file, relative to the root of the repository, with forward slashes.
        line: 1-based; None where a line has no meaning.
        column: 0-based, in characters.
    """

    rule: str
    severity: Severity
    message: str
    path: str | None = None
    line: int | None = None
    column: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data, in a stable order of keys."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
            "path": self.path,
            "line": self.line,
            "column": self.column,
        }


RULES = {
    "app-not-named": "Stage C compares the contract of an application, and the settings name none.",
    "child-not-recorded": "A suite started Python with an environment or options that keep the "
    "run-time recorder out: what that process imports, nobody has seen.",
    "environment-note": "Something about the environment, or the making of the document in it, "
    "that a reader of the document should know; it is no fault.",
    "example-mismatch": "An example does not fit the schema that it illustrates: readers, mocks "
    "and generated tests are misled by it.",
    "hits-left": "Hits are within the budget of stage A, and the layer goes when the last of them "
    "is gone.",
    "import-error-swallowed": "An import failed unseen while the application was made: its routes "
    "may be missing from the document.",
    "layer-still-imports": "A fresh interpreter can still import the layer, so it is not gone: "
    "look for byte code, a namespace package, or an installed copy.",
    "legacy-reference-left": "A name of the layer, or of a renamed root, is still used; what uses "
    "it breaks when it runs, if an except clause does not hide that.",
    "mounted-apart": "The application mounts another, which has a document of its own: nothing of "
    "it is in the document that is judged. Judge it too, with settings that name it.",
    "network-denied": "The application asked for another host while its document was made, or when "
    "it was called: what it did then may depend on what it did not get. [tool.offramp.openapi] "
    "network allows it.",
    "new-legacy-reference": "A use of the layer that the ratchet does not know: it came after the "
    "ratchet was set. Use the canonical name.",
    "new-test-fails": "A test that the baseline does not have fails; there is no before that "
    "would excuse it.",
    "openapi-invalid": "openapi-spec-validator objects: the document is not what its version of "
    "OpenAPI demands.",
    "not-probed": "The settings have no [tool.offramp.probe], so the application was not called: "
    "whether it answers as its document says is not shown.",
    "operation-id-duplicate": "An operationId is given twice, so generated clients have one name "
    "for two operations (OpenAPI 3.1, section 4.8.10).",
    "package-differs": "The two documents were made with different versions of this package, which "
    "alone may change what an application says of itself.",
    "paths-ambiguous": "Two paths differ in the names of their parameters alone: one request "
    "matches both (OpenAPI 3.1, section 4.8.8).",
    "probe-access-open": "An operation asks for credentials by its document, and answered without.",
    "probe-body-mismatch": "A body does not fit the schema that the document has for it, or cannot "
    "be read as its media type, or came with a status that has none.",
    "probe-header-mismatch": "A header of an answer does not fit the schema that the document has "
    "for it.",
    "probe-header-missing": "An answer lacks a header that [tool.offramp.probe] require-headers or "
    "the document asks for. An exception that no layer answers has none: the server answers it.",
    "probe-invalid-accepted": "A request that the document rules out was answered with success: "
    "the document says less than the application takes.",
    "probe-media-type-undocumented": "An answer's media type is none of those that the document "
    "has for its status.",
    "probe-not-shown": "A call did not come to what it was to show: a success, 401, 404, 405, 429, "
    "a refusal, an error. What was not shown is not known.",
    "probe-server-error": "The application failed although nothing was forced: it raised, answered "
    "5xx, or did not end its answer.",
    "probe-status-undocumented": "An answer has a status that the document does not have for the "
    "operation, nor a range or a default that takes it in.",
    "reference-cycle": "References lead from one to the next and back, and never to anything else.",
    "reference-dangling": "A reference leads to nothing in the document.",
    "reference-remote": "A reference leads out of the document and was not followed, so what is "
    "there was not looked at; allow-refs in [tool.offramp.openapi] may list it.",
    "security-scheme-undefined": "A security requirement names a scheme that components do not "
    "have: nobody can know which credentials are meant (OpenAPI 3.1, section 4.8.30).",
    "stale-allow-entry": "An allow pattern matches no file: it hides nothing today, and would hide "
    "whatever comes to that place tomorrow.",
    "stale-ratchet-entry": "The ratchet lets pass a hit that is no longer there, and would let it "
    "come back.",
    "suite-fails": "The suite's command ended with a failure that its tests do not account for, "
    "or it names no tests and failed where it had not failed before.",
    "suite-not-named": "Stage B runs the unit suite, and the settings name none.",
    "suite-shows-nothing": "The suite ended without the outcome of any test.",
    "test-became-worse": "A test passed or was skipped before and ended worse now; one that is "
    "gone shows nothing any more.",
    "unreadable-file": "A file that may name the layer could not be read, so its silence is no "
    "evidence.",
}
"""What each rule outside the contract means; the contract room has a table of its own."""
