"""Running an inline program: the Automation API's language host calls it, and it calls our monitor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import grpc
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from pluto_py.engines.embedded.monitor import serve
from pluto_py.engines.embedded.update import Update

__all__ = ["run_program"]

_UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def run_program(client: str, update: Update, config: Mapping[str, str], secret_keys: frozenset[str]) -> str:
    """Have the language host at `client` (host:port) run its program; returns the program's error, if any."""
    options = update.options
    with serve(update) as address, grpc.insecure_channel(client, options=_UNLIMITED) as channel:
        stub: Any = language_pb2_grpc.LanguageRuntimeStub(channel)
        response = stub.Run(
            language_pb2.RunRequest(
                project=options.project,
                stack=options.stack,
                organization="organization",
                pwd=str(options.folder),
                config=dict(config),
                configSecretKeys=sorted(secret_keys),
                dryRun=options.preview,
                parallel=options.parallel,
                monitor_address=address,
                args=[address],
            )
        )
    return str(response.error)
