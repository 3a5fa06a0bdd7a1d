"""How the time of a comparison grows: with the documents, with causes, and not with routes.

Each figure is the least CPU time of three comparisons in this process, from the text of two
documents to the text of the result, so that what starting Python costs is not in it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
import synthetic

from offramp.contract import compare_documents, loads

LINEAR = 1.35
"""How much dearer, by the unit, the largest may be than the smallest for "linear"."""


def growth(_: Path) -> None:
    """Print the curves."""
    doublings = (500, 1000, 2000, 4000, 8000)
    print("growth (CPU s of a comparison in a running process, the least of three)")
    _curve("size: paths, ten causes", doublings, synthetic.sized)
    _curve("causes: in 8,000 paths", doublings, lambda n: synthetic.caused(n, paths=8000))
    _curve("routes that share one cause", doublings, synthetic.shared)
    _curve("causes that 200 routes share", doublings[:4], synthetic.crossed)


def _curve(title: str, sizes: Sequence[int], make: Callable[[int], synthetic.Pair]) -> None:
    print(f"  {title}\n    {'n':>6} {'findings':>9} {'CPU s':>8} {'less n=0':>9} {'us by n':>8}")
    nothing, _ = _cost(make(0))
    by_one = []
    for size in sizes:
        seconds, findings = _cost(make(size))
        by_one.append((seconds - nothing) / size * 1e6)
        row = f"{size:>6} {findings:>9} {seconds:>8.3f} {seconds - nothing:>9.3f}"
        print(f"    {row} {by_one[-1]:>8.1f}")
    factor = by_one[-1] / by_one[0]
    word = "reached" if factor <= LINEAR else "NOT reached"
    print(f"    the last costs {factor:.2f} of the first by the unit: linear (<= {LINEAR}) {word}")


def _cost(pair: synthetic.Pair) -> tuple[float, int]:
    base, cand = (json.dumps(document).encode() for document in pair)
    taken = []
    for _ in range(3):
        started = time.process_time()
        result = compare_documents(loads(base, "base"), loads(cand, "candidate"))
        orjson.dumps(result.to_dict())
        taken.append(time.process_time() - started)
    return min(taken), len(result.findings)
