"""A deployment in a process of its own, to be killed: `killed_deployment.py FOLDER ENGINE HANGS [SIZE]`.

Deploys `first`, `middle` (which hangs `before` or `after` its object is touched) and `last`, each needing the one
before. ENGINE is `embedded` or `real`.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from conftest import World
from things import Thing

TAGS = {"pluto:app": "demo", "pluto:stack": "dev"}


def program(hangs: str, *, size: int = 1, named: bool = False) -> Any:
    def main() -> None:
        first = Thing("first")
        name = {"name": "the-middle", "tags": TAGS} if named else {}
        middle = Thing("middle", text=first.arn, size=size, hangs=hangs or None, **name)
        Thing("last", text=middle.arn)

    return main


def main() -> None:
    folder, engine, hangs, size, named = sys.argv[1:6]
    world = World(Path(folder))
    with ExitStack() as cleanup:
        options: dict[str, Any] = {}
        if engine == "real":
            from pluto_py.engines import cli, provider_server
            from pluto_py.engines.aws_provider import AwsPackage

            options = {
                "command": cli.find(private=True),
                "environment": cleanup.enter_context(provider_server.serve({"aws": AwsPackage()})),
            }
        world.up(program(hangs, size=int(size), named=named == "named"), **options)


if __name__ == "__main__":
    main()
