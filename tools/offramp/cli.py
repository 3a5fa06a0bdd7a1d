"""The ``offramp`` command: the doors without Invoke, whose import would take most of the time.

Several doors may be named in one line, as Invoke has it; the first that does not hold ends it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import NoReturn

from offramp import __version__
from offramp.doors.table import DOORS, Door, enter
from offramp.errors import ExitCode


class _Parser(argparse.ArgumentParser):
    """A parser that ends with "cannot judge" on a wrong word: 2 would say that a gate fails."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(ExitCode.CANNOT_JUDGE, f"{self.prog}: {message}\n")


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Go through one or more doors and leave with an exit code of ``offramp.errors.ExitCode``.

    Args:
        argv: the words after the program's name; those of the process by default.
    """
    try:
        sys.exit(_run(list(sys.argv[1:] if argv is None else argv)))
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)


def _run(words: list[str]) -> int:
    parser, doors = _parser(), {door.name: door for door in DOORS}
    first = next((i for i, word in enumerate(words) if not word.startswith("-")), len(words))
    asked = parser.parse_args(words[:first])
    if asked.list or first == len(words):
        parser.print_help()
        return ExitCode.HOLDS if asked.list else ExitCode.CANNOT_JUDGE
    for name, rest in _each(words[first:], doors):
        if name not in doors:
            parser.error(f"there is no door {name!r}; {_nearest(name, list(doors))}")
        said = vars(_door_parser(doors[name]).parse_args(rest))
        if code := enter(doors[name], said, dry=asked.dry):
            return code
    return ExitCode.HOLDS


def _nearest(name: str, doors: Sequence[str]) -> str:
    """Tell what may have been meant: nox's names have underscores."""
    from difflib import get_close_matches

    near = get_close_matches(name.replace("_", "-"), doors, n=1)
    return f"did you mean {near[0]}?" if near else "see offramp --list"


def _each(words: list[str], doors: dict[str, Door]) -> Iterator[tuple[str, list[str]]]:
    """Split a line where the next door begins: a door's name that is no option's value."""
    name, *rest = words
    own: list[str] = []
    while rest:
        word = rest.pop(0)
        if word in doors and not _wants_value(doors.get(name), own):
            yield name, own
            name, own = word, []
        else:
            own.append(word)
    yield name, own


def _wants_value(door: Door | None, own: list[str]) -> bool:
    """Whether what was said last at a door waits for its value."""
    if door is None:
        return False
    if own and own[-1].startswith("--") and "=" not in own[-1]:
        option = door.options.get(own[-1][2:].replace("-", "_"))
        return option is not None and option.default is not False
    return bool(door.argument) and not any(not word.startswith("-") for word in own)


def _parser() -> _Parser:
    lines = [f"  {door.name:22}{door.help}" for door in sorted(DOORS)]
    parser = _Parser(
        prog="offramp",
        usage="offramp [--dry] DOOR [options] [DOOR [options] …]",
        description="Take a Python service off its compatibility layer, in stages, with proof.",
        epilog="doors (offramp DOOR --help tells the options of one):\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"offramp {__version__}")
    parser.add_argument("--list", action="store_true", help="list the doors")
    parser.add_argument(
        "--dry", "-R", action="store_true", help="change nothing, whatever the doors are told"
    )
    return parser


def _door_parser(door: Door) -> _Parser:
    parser = _Parser(prog=f"offramp {door.name}", description=door.help, allow_abbrev=False)
    for name, option in door.options.items():
        flag = "--" + name.replace("_", "-")
        if name == door.argument:
            parser.add_argument(name, help=option.help)
        elif option.default is False:
            parser.add_argument(flag, action="store_true", help=option.help)
        elif option.default == ():
            parser.add_argument(flag, action="append", metavar="NAME", help=option.help)
        else:
            parser.add_argument(flag, default=option.default, metavar="WORD", help=option.help)
    return parser
