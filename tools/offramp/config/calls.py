"""The call of an application's factory, as servers take it: ``create_app("test")``."""

from __future__ import annotations


def call(name: str, words: str) -> str:
    """Return a call in the one way that Python writes it.

    Args:
        name: what is called.
        words: the call, as ``create_app("test", debug=True)``.

    Raises:
        ValueError: it is none, or an argument is not a literal.
    """
    import ast

    wrong = ValueError("""a call with literals, like 'package.module:create_app("test")'""")
    try:
        said = ast.parse(words, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        raise wrong from None
    if not isinstance(said, ast.Call) or ast.unparse(said.func) != name:
        raise wrong
    for word in (*said.args, *(keyword.value for keyword in said.keywords)):
        try:
            ast.literal_eval(word)
        except ValueError:  # noqa: PERF203 - there are few
            raise wrong from None
    if any(keyword.arg is None for keyword in said.keywords):
        raise wrong
    return ast.unparse(said)
