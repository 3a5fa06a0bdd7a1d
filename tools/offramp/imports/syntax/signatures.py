"""What the parameters of a function may be, before any call is known."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from offramp.imports.syntax.scopes import Default, Element, Value
from offramp.imports.syntax.swallow import last_name


def parametrized(decorators: list[ast.expr]) -> Iterator[tuple[str, Value]]:
    """Yield the parameters that ``pytest.mark.parametrize`` gives, and what it gives them."""
    for node in decorators:
        if isinstance(node, ast.Call) and last_name(node.func) == "parametrize":
            names, values = [*node.args, None, None][:2]
            if isinstance(names, ast.Constant) and isinstance(names.value, str) and values:
                listed = [name.strip() for name in names.value.split(",")]
                for i, name in enumerate(listed):
                    yield name, Element(values, (i,) if len(listed) > 1 else ())


def defaults(args: ast.arguments) -> Iterator[tuple[str, Default]]:
    """Yield the parameters that have a default, and it."""
    positional = [*args.posonlyargs, *args.args]
    given = positional[len(positional) - len(args.defaults) :]
    pairs = [*zip(given, args.defaults, strict=True)]
    pairs += [(a, d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d]
    return ((argument.arg, Default(default)) for argument, default in pairs)


def arguments(args: ast.arguments) -> list[ast.arg]:
    """Return all parameters."""
    more = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *more]
