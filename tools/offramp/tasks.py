"""The Invoke tasks: the doors as ``invoke`` has them.

A repository's own ``tasks.py`` is one line: ``from offramp.tasks import ns``. The names are flat,
because Invoke loses the configuration of a sub-collection's tasks; and no task has pre-tasks,
because Invoke would not pass the caller's arguments on to them: the engine owns the order.
"""

from __future__ import annotations

import sys
from inspect import Parameter, Signature
from typing import Any

from invoke import Collection, Context, Task

from offramp.doors.table import DOORS, Door, enter


def task_of(door: Door) -> Task[Any]:
    """Return a door as an Invoke task with long options, each with its help."""

    def body(c: Context, **said: Any) -> None:
        code = enter(door, said, dry=c.config.run.dry)
        if code:
            sys.exit(code)

    body.__doc__ = door.help
    body.__signature__ = _signature(door)  # type: ignore[attr-defined] # PEP 362: as Invoke reads it
    return Task(
        body,
        name=door.name,
        help={name: option.help for name, option in door.options.items()},
        auto_shortflags=False,
        positional=[door.argument] if door.argument else [],
        iterable=[name for name, option in door.options.items() if option.default == ()],
    )


def _signature(door: Door) -> Signature:
    """Return what Invoke is to read: the context, the argument, and the options."""
    kind = Parameter.POSITIONAL_OR_KEYWORD
    parameters = [Parameter("c", kind)]
    if door.argument:
        parameters.append(Parameter(door.argument, kind))
    parameters += [
        Parameter(name, kind, default=None if option.default == () else option.default)
        for name, option in door.options.items()
        if name != door.argument
    ]
    return Signature(parameters)


ns = Collection(*map(task_of, DOORS))
