"""What a person is told of a contract diff, from the very data that ``--json`` prints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby

from offramp.report.terminal import Terminal
from offramp.report.text import Table, verdict

WIDEST = 200
"""How much of an example is shown; all of it is in the JSON."""
MOST_OF_A_RULE = {"breaking": 20, "warning": 10, "info": 3}
"""How many findings of one rule are shown before the rest is counted, by what they weigh."""


def diff(terminal: Terminal, data: Table) -> None:
    """Show a contract diff: each cause once, with its operations and its witness.

    What was accepted stands apart, with its reason.
    """
    rows = data["findings"]
    own = [row for row in rows if "accepted" not in row]
    for (severity, rule), group in groupby(own, lambda row: (row["severity"], row["rule"])):
        found, most = list(group), MOST_OF_A_RULE[severity]
        terminal.lines([line for row in found[:most] for line in _contract_lines(row)], most=None)
        if found[most:]:
            terminal.line(f"  {severity} {rule}: +{len(found) - most} more (all with --json)")
    if data["accepted"]:
        terminal.heading(f"Accepted ({data['accepted']}):")
        terminal.lines(
            f"{row['lowered_from']} {row['rule']}: {row['message']} (because: {row['accepted']})"
            for row in rows
            if "accepted" in row
        )
    _making(terminal, data)
    _environments(terminal, data.get("environments") or {})
    _release(terminal, data)
    if data["verdict"] == "breaking":
        terminal.line('What is meant: offramp openapi-accept --finding FINGERPRINT --reason "…"')
    counts = data["counts"]
    summary = ", ".join(f"{counts[k]} {k}" for k in ("breaking", "warning", "info"))
    if data["accepted"]:
        summary += f" ({data['accepted']} of them accepted)"
    verdict(terminal, "fail" if data["verdict"] == "breaking" else "pass", summary)


def _making(terminal: Terminal, data: Table) -> None:
    """Show what went wrong unseen while the documents were made, once where both sides have it."""
    told = {row["rule"] for row in data["findings"]}
    sides: dict[str, list[str]] = {}
    for side, rows in data.get("making", {}).items():
        for row in rows:
            if row["severity"] != "info" and row["rule"] not in told:
                line = f"{row['severity']} {row['rule']}: {row['message']}"
                sides.setdefault(line, []).append(side)
    lines = [f"{line} ({' and '.join(names)})" for line, names in sides.items()]
    if lines:
        terminal.heading("While the documents were made:")
        terminal.lines(lines)


def _contract_lines(row: Table) -> list[str]:
    """Return one finding as lines: what, for whom, the example that proves it."""
    operations = ", ".join(row["operations"][:3])
    if row["operations"][3:]:
        operations += f" and {len(row['operations']) - 3} more"
    note = f" ({row['stability']}: {row['lowered_from']} otherwise)" if "stability" in row else ""
    note += " (the packages alone explain it)" if "explained_by" in row else ""
    lines = [
        f"{row['severity']} {row['rule']}{_line(row)}: {row['message']}{note}",
    ]
    if row["severity"] != "info":
        lines.append(f"    {operations or 'the document'}, finding {row['fingerprint']}")
    if row["witness"]:
        by = row["witness"]
        lines.append(
            f"    {by['accepted_by']} accepts, {by['rejected_by']} rejects: {_example(by)}"
        )
    return lines


def _line(row: Table) -> str:
    """Return where a finding is in the candidate, or in the base where the candidate has nothing.

    The column helps where the whole document is one line.
    """
    is_gone = row["base_pointer"].startswith(f"{row['cand_pointer']}/")
    side, name = ("base", "base line") if is_gone else ("cand", "line")
    line = row[f"{side}_line"]
    if not line or not row[f"{side}_pointer"]:
        return ""
    column = f", column {row[f'{side}_column'] + 1}" if line == 1 else ""
    return f" [{name} {line}{column}]"


def _example(witness: Table) -> str:
    """Return an example message as one line of bounded length, and why it is rejected."""
    if witness["kind"] in ("request", "response"):
        words = [witness.get("method", witness.get("status")), witness.get("target", "")]
        words += [f"{name}: {value}" for name, value in witness.get("headers", {}).items()]
        words += [json.dumps(witness["instance"])] if "instance" in witness else []
        shown = " ".join(filter(None, words))
    else:
        shown = witness.get("text") or json.dumps(witness["instance"], ensure_ascii=False)
    shown = shown if len(shown) <= WIDEST else shown[:WIDEST] + "..."
    return f"{shown} ({witness['because']})" if "because" in witness else shown


def _environments(terminal: Terminal, data: Table) -> None:
    """Show which packages differ between the two sides, and how much they alone explain."""
    differ = data.get("differing_packages")
    if not differ:
        return
    terminal.heading(f"Packages that differ ({len(differ)}):")
    terminal.table(
        [
            (name, old or "not installed", "->", new or "not installed")
            for name, (old, new) in differ.items()
        ]
    )
    words = f"the packages alone explain {data['explained']} of the findings"
    terminal.line(data["note"] or words)


def _release(terminal: Terminal, data: Table) -> None:
    """Show the versions, and by what the findings were weighed where it is not the default."""
    version = data["version"]
    if version["recommended"] and {version["base"]} != {
        version["recommended"],
        version["candidate"],
    }:
        words = "enough" if version["enough"] else f"these changes ask for {version['recommended']}"
        if version["enough"] is None:
            words = f"it is no semantic version; {words}"
        terminal.line(f"version {version['base']} -> {version['candidate']}: {words}")
    policy = {key: value for key, value in data["policy"].items() if key != "accepted"}
    if policy != {"fail_on": "breaking"}:
        said = ", ".join(f"{key.replace('_', '-')} {_spelled(policy[key])}" for key in policy)
        terminal.line(f"policy: {said}")


def _spelled(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}={value[key]}" for key in value)
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def accepted(terminal: Terminal, data: Table) -> None:
    """Show what was accepted, and what was taken out of the file."""
    terminal.lines([f"accepted {row['rule']} {row['place']}" for row in data["accepted"]])
    terminal.lines([f"removed {fingerprint}" for fingerprint in data["removed"]])
    terminal.lines([f"still fails: {line}" for line in data["left"]])
    words = "written: commit it with the change" if data["changed"] else "is as it should be"
    if data["changed"] and data["dry_run"]:
        words = "would be written (nothing was changed)"
    terminal.line(f"{data['file']} {words}")
