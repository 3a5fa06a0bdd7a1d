"""What a team can do about a rule, and where it judges otherwise than by sets alone.

``explain`` shows it for one rule; docs/contract.md argues the whole.
"""

from __future__ import annotations

import re

_NOTES = {
    r"new-optional-request-property|request-property-added": (
        "names are compared one by one: nobody who was written for the base sends a name "
        "that it does not declare, unless its additionalProperties has a schema for it"
    ),
    r"request-property-removed|request-property-forbidden": (
        "names are compared one by one: an open object still takes the name, so it is a "
        "warning; a closed one refuses it, which breaks"
    ),
    r"response-(optional|required)-(write-only-)?property-(added|removed)": (
        "by sets, less in an answer breaks nobody, and an open object may hold any name; but "
        "a client reads what the base declared, and passes over what it did not"
    ),
    r"response-.*-(enum-value-added|one-of-added|any-of-added)": (
        "a team whose clients are told to expect what they do not know can lower it to a "
        "warning; for enumerations x-extensible-enum says so in the document itself"
    ),
    r".*-format-(added|changed|generalized|removed|specialized)": (
        "format counts as a constraint, although JSON Schema leaves it to the validator"
    ),
    r".*-default-value-.*": (
        "JSON Schema calls a default an annotation; what a server assumes of a parameter "
        "that is left out decides its answer all the same"
    ),
    r".*(sunset|deprecat|before-sunset).*": (
        "deprecation-days sets how long before its x-sunset a thing must be announced; "
        "without it no day is asked for"
    ),
    r"api-(removed|path-removed|stability|invalid-stability).*": (
        "operations whose x-stability-level is below the setting stability (beta) promise "
        "nothing: what changes there is information"
    ),
    r"accepted-finding-.*": (
        "openapi-accept --prune takes out what is stale; with a new --expires it renews an entry"
    ),
    r"api-.*version.*": (
        "recommended in the result is the version that the changes ask for; semver = true "
        "asks for it whatever the version was before"
    ),
}


def guidance(rule: str, location: str) -> list[str]:
    """Return what the policy has to say of a rule, line by line.

    Args:
        rule: its id.
        location: where it looks; a finding about the policy itself cannot be accepted.
    """
    lines = [note for pattern, note in _NOTES.items() if re.fullmatch(pattern, rule)]
    lines.append(f'[tool.offramp.openapi.severities] {rule} = "…" makes it weigh otherwise')
    if location != "policy":
        lines.append("openapi-accept accepts one finding, with a reason (docs/contract.md)")
    return lines
