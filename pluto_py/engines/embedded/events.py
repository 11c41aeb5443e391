"""What an update tells while it runs: events in the form of Pulumi's `apitype.EngineEvent`, and text."""

from __future__ import annotations

import contextlib
import json
import math
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from pluto_py.engines.embedded.state import ResourceState
from pluto_py.engines.embedded.steps import Step
from pluto_py.engines.properties import urn as urns
from pluto_py.engines.properties.difference import top_level
from pluto_py.engines.properties.values import blind

__all__ = ["EventLog", "Events"]

_SIGNS = {
    "create": "+",
    "update": "~",
    "delete": "-",
    "replace": "+-",
    "create-replacement": "++",
    "delete-replaced": "--",
    "read": ">",
    "import": "=",
    "refresh": "~",
}


class EventLog:
    """Hands events on to whoever asked for them by `--event-log`: a gRPC server at `tcp://…`, or a file.

    Args:
        target: the option's value, or empty.
    """

    def __init__(self, target: str):
        self._queue: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._file: TextIO | None = None
        self._stream: Any = None
        self._channel: Any = None
        if target.startswith("tcp://"):
            import grpc
            from pulumi.runtime.proto import events_pb2_grpc

            self._channel = grpc.insecure_channel(target.removeprefix("tcp://"), options=_UNLIMITED)
            stub: Any = events_pb2_grpc.EventsStub(self._channel)
            self._stream = stub.StreamEvents.future(self._requests())
        elif target:
            self._file = Path(target).open("a", encoding="utf-8")  # noqa: SIM115 - closed by `close`

    def __call__(self, event: dict[str, Any]) -> None:
        """Hand one event on."""
        if self._stream is not None:
            self._queue.put(event)
        elif self._file is not None:
            self._file.write(json.dumps(event) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Return when all events have been taken."""
        if self._stream is not None:
            import grpc

            self._queue.put(None)
            # Who asked for the events may be gone; that is no failure of the update.
            with contextlib.suppress(grpc.RpcError, grpc.FutureTimeoutError):
                self._stream.result(timeout=30)
            self._channel.close()
        if self._file is not None:
            self._file.close()

    def _requests(self) -> Iterator[Any]:
        from pulumi.runtime.proto import events_pb2

        while (event := self._queue.get()) is not None:
            yield events_pb2.EventRequest(event=json.dumps(event))


class Events:
    """Numbers the events of one update, counts its changes and its errors.

    Args:
        log: where events go.
        say: where lines of text go.
        preview: True if nothing is really done.
        secrets: texts (secret configuration values) that must not appear in messages.

    Attributes:
        changes: how many steps of each kind there were.
        errors: URN (or empty) and text of every error.
    """

    def __init__(
        self,
        log: Callable[[dict[str, Any]], None],
        say: Callable[[str], None],
        *,
        preview: bool,
        secrets: frozenset[str] = frozenset(),
    ):
        self._log, self._say, self._preview = log, say, preview
        self._secrets = sorted((text for text in secrets if len(text) >= _SHORTEST), key=len, reverse=True)
        self._lock = threading.Lock()
        self._sequence = 0
        self._began = time.monotonic()
        self.changes: dict[str, int] = {}
        self.errors: list[tuple[str, str]] = []

    def began(self, config: Mapping[str, str]) -> None:
        """The update begins, with this configuration (secrets blinded)."""
        self._emit(preludeEvent={"config": dict(config)})

    def step_began(self, step: Step) -> None:
        """A step is about to run."""
        op = step.op if step.op == "refresh" else step.name
        self._emit(resourcePreEvent={"metadata": _metadata(step, op), "planning": self._preview})

    def step_done(self, step: Step) -> None:
        """A step has succeeded."""
        with self._lock:
            if step.counts and not step.is_internal:
                self.changes[step.name] = self.changes.get(step.name, 0) + 1
        if step.state.custom or self._preview or step.name == "delete" or step.op == "refresh":
            self.outputs(step)
        if step.name != "same" and not step.is_internal:
            about = step.state
            self._say(f" {_SIGNS.get(step.name, ' '):>2}  {about.type} {urns.name_of(about.urn)} {step.name}")

    def outputs(self, step: Step) -> None:
        """A resource has its outputs."""
        self._emit(resOutputsEvent={"metadata": _metadata(step, step.name), "planning": self._preview})

    def step_failed(self, step: Step, message: str) -> None:
        """A step has failed."""
        self.error(step.state.urn, message)
        self._emit(resOpFailedEvent={"metadata": _metadata(step, step.name), "status": 0, "steps": 0})

    def error(self, urn: str, message: str) -> None:
        """Something is wrong, with a resource or (no URN) as a whole."""
        with self._lock:
            self.errors.append((urn, message))
        self.diagnostic("error", message, urn)

    def diagnostic(
        self, severity: str, message: str, urn: str = "", *, stream: int = 0, ephemeral: bool = False
    ) -> None:
        """A message: `error`, `warning`, `info`, `info#err` or `debug`."""
        message = self._without_secrets(message)
        self._emit(
            diagnosticEvent={
                "urn": urn,
                "prefix": f"{severity}: ",
                "message": message if message.endswith("\n") else f"{message}\n",
                "color": "never",
                "severity": severity,
                "streamID": stream,
                "ephemeral": ephemeral,
            }
        )
        if severity != "debug" and not ephemeral:
            self._say(f"    {urns.name_of(urn) if urn else ''} {severity}: {message.rstrip()}")

    def ended(self, result: str) -> None:
        """The update is over: `succeeded`, `failed` or `canceled`."""
        seconds = math.ceil(time.monotonic() - self._began)
        self._emit(
            summaryEvent={
                "maybeCorrupt": False,
                "durationSeconds": seconds,
                "resourceChanges": dict(self.changes),
                "PolicyPacks": {},
                "isPreview": self._preview,
                "result": result,
            }
        )
        self._emit(cancelEvent={})
        counts = ", ".join(f"{count} {name}" for name, count in sorted(self.changes.items()))
        self._say(f"Resources: {counts or 'none'}\nDuration: {seconds}s")

    def _emit(self, **payload: Any) -> None:
        with self._lock:
            event = {"sequence": self._sequence, "timestamp": int(time.time()), **payload}
            self._sequence += 1
            self._log(event)

    def _without_secrets(self, message: str) -> str:
        for text in self._secrets:
            message = message.replace(text, "[secret]")
        return message


_UNLIMITED = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
_SHORTEST = 4  # characters: a shorter secret would blind half of every message and hide nothing


def _metadata(step: Step, op: str) -> dict[str, Any]:
    changes = step.difference.changes
    tops = dict.fromkeys(top for top in (top_level(changed) for changed in changes))
    replaces = set(step.difference.replaces)
    about = step.state
    return {
        "op": op,
        "urn": about.urn,
        "type": about.type,
        "old": _state(step.old),
        "new": _state(step.new),
        "keys": list(step.keys),
        "diffs": list(tops),
        "detailedDiff": {
            changed: {
                "diffKind": f"{kind}-replace" if top_level(changed) in replaces else kind,
                "inputDiff": True,
            }
            for changed, kind in changes.items()
        },
        "logical": step.logical and step.name != "create-replacement" and step.name != "delete-replaced",
        "provider": about.provider,
    }


def _state(state: ResourceState | None) -> dict[str, Any] | None:
    if state is None:
        return None
    return {
        "type": state.type,
        "urn": state.urn,
        "custom": state.custom,
        "delete": state.delete,
        "id": state.id,
        "parent": state.parent,
        "protect": state.protect,
        "inputs": blind(state.inputs),
        "outputs": blind(state.outputs),
        "provider": state.provider,
        "initErrors": state.init_errors,
    }
