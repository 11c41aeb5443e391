"""`pluto invoke`: calls a deployed function and prints its result."""

from __future__ import annotations

from typing import Annotated

import typer

from pluto_py.cli.options import StackOption, example

NAME = "invoke"
EXAMPLE = example(
    """pluto invoke chatbot '["s1", "What is the capital of France?"]'""",
    """pluto invoke chatbot '{"session": "s1", "query": "And of Italy?"}'""",
    "pluto invoke chatbot - < arguments.json",
)


def run(
    function: Annotated[str, typer.Argument(help="A function's name.")],
    arguments: Annotated[
        str,
        typer.Argument(metavar="[ARGS]", help="A JSON array or object; `-` reads it from stdin."),
    ] = "[]",
    stack: StackOption = None,
) -> None:
    """Call a deployed function and print its result as JSON.

    An array holds positional arguments, an object keyword arguments, as with the function's URL. Functions
    without a URL can be called, too. Exits with 1 where the function fails.
    """
    import sys
    from json import dumps

    from pluto_py.cli.invoking import invoke, parse_arguments
    from pluto_py.cli.opening import open_stack
    from pluto_py.cli.terminal import Terminal

    text = sys.stdin.read() if arguments == "-" else arguments
    payload = parse_arguments(text)
    result = invoke(*open_stack(stack), function, payload)
    Terminal().result(dumps(result, indent=2, ensure_ascii=False))
