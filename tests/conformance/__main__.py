"""Make the tables of docs/compare-with-peers.md, and check the page or write it.

python -m conformance [--write] [--shared PATH] [TABLE …]

Ends with 2 where offramp is wrong on a known answer, a difference from the peer is not argued, or
the page is not what was made; with 1 where a peer is not to be had.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import platformdirs

from conformance import oasdiff, page, tables

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "compare-with-peers.md"


def main() -> int:
    """Make all tables that can be made here, and say what is wrong."""
    options = _options()
    peer = oasdiff.find(platformdirs.user_cache_path("offramp") / "peers")
    made: dict[str, str] = {}
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="offramp-conformance-") as scratch:
        places = _places(peer, Path(scratch), options.shared)
        for name in options.tables or places:
            if name not in places:
                raise SystemExit(f"there is no table {name!r}; there are: {', '.join(places)}")
            sys.stderr.write(f"{name} …\n")
            made[name], wrong = places[name]()
            faults += wrong
    text = PAGE.read_text(encoding="utf-8")
    if options.write:
        PAGE.write_text(page.fill(text, made), encoding="utf-8")
    else:
        faults += [f"out of date: {name}; write it by --write" for name in page.stale(text, made)]
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return 2 if faults else 0


def _places(
    peer: oasdiff.Oasdiff, scratch: Path, shared: Path
) -> dict[str, Callable[[], tables.Made]]:
    """Return what is made for each place; a place whose cases are not there keeps its text."""
    places: dict[str, Callable[[], tables.Made]] = {
        "versions": partial(tables.versions, peer),
        "pairs": partial(tables.pairs, peer),
        "examples": partial(tables.examples, peer),
        "witnesses": tables.witnesses,
        "arguments": tables.arguments,
        "uses": partial(tables.uses, scratch),
        "traps": partial(tables.misleading, scratch),
    }
    if (shared / "contract").is_dir():
        places["ids"] = partial(tables.rule_ids, shared / "contract")
        places["sides"] = partial(tables.sides, shared / "contract")
        places["agreement"] = partial(tables.agreement, shared / "contract")
        places["shared-uses"] = partial(tables.shared_uses, scratch, shared / "imports")
    else:
        sys.stderr.write(
            f"the shared cases are not at {shared}: their tables are left as they are\n"
        )
    return places


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nox -s conformance --", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the page")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help="those alone; all by default")
    parser.add_argument(
        "--shared",
        type=Path,
        default=ROOT.parent / "shared" / "cases",
        help="the folder of the shared cases; beside the checkout unless said",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
