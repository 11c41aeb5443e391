"""The TGI container: a body in, a reply out."""

from __future__ import annotations

import json
import time
from typing import Any

from pluto_py.local.textgen.container import Log, Reply
from pluto_py.local.textgen.engine import Engine
from pluto_py.local.textgen.json_body import read_json
from pluto_py.local.textgen.tgi.chat import chat
from pluto_py.local.textgen.tgi.completion import complete
from pluto_py.local.textgen.tgi.errors import FAILURES, RejectionError
from pluto_py.local.textgen.tgi.fields import MismatchError
from pluto_py.local.textgen.tgi.generate import generate
from pluto_py.local.textgen.tgi.inference import Inference
from pluto_py.local.textgen.tgi.requests import ChatBody, GenerateBody, decode_body
from pluto_py.local.textgen.tgi.settings import Settings

__all__ = ["TgiContainer"]


class TgiContainer:
    """One container over an engine; `log` gets a line for each request."""

    def __init__(self, settings: Settings, engine: Engine, log: Log):
        self._settings = settings
        self._inference = Inference(settings, engine, log)
        self._log = log

    async def invoke(self, body: bytes, content_type: str | None) -> Reply:
        """Answer one request; see `Container`."""
        started = time.perf_counter()
        try:
            value = self._read(body, content_type)
        except RejectionError as rejected:
            self._log(f"ERROR {rejected.status} {rejected}")
            return rejected.reply()
        try:
            reply = await self._answer(value)
        except FAILURES as error:
            return self._inference.failed(error).reply()
        elapsed_ms = (time.perf_counter() - started) * 1000
        self._log(
            f"INFO {reply.status} {'streaming' if reply.stream else 'answered'} after {elapsed_ms:.1f} ms"
        )
        return reply

    async def _answer(self, value: GenerateBody | ChatBody | Any) -> Reply:
        if isinstance(value, GenerateBody):
            return await generate(self._inference, value)
        if isinstance(value, ChatBody):
            return await chat(self._inference, value)
        return await complete(self._inference, value)

    def _read(self, body: bytes, content_type: str | None) -> Any:
        """The decoded body; `RejectionError` with the words of the router's JSON layer."""
        if not _is_json(content_type):
            raise RejectionError(415, "Expected request with `Content-Type: application/json`")
        if len(body) > self._settings.payload_limit:
            raise RejectionError(413, "Failed to buffer the request body: length limit exceeded")
        try:
            value = read_json(body, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise RejectionError(
                400, f"Failed to parse the request body as JSON: {_syntax_error(error)}"
            ) from error
        try:
            return decode_body(value, generates=self._settings.generates, chats=self._settings.chats)
        except MismatchError as mismatch:
            if isinstance(mismatch.__cause__, MismatchError):
                self._log(f"ERROR the body is no request; as a generate request: {mismatch.__cause__}")
            raise RejectionError(
                422, f"Failed to deserialize the JSON body into the target type: {mismatch}"
            ) from mismatch


def _is_json(content_type: str | None) -> bool:
    media_type = (content_type or "").split(";")[0].strip().lower()
    return media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )


def _no_constant(name: str) -> Any:
    raise ValueError(f"expected value, found {name}")


def _syntax_error(error: ValueError | RecursionError) -> str:
    """The parser's complaint, with the place where it is known, in the router's form."""
    if isinstance(error, json.JSONDecodeError):
        at_end = not error.doc[error.pos :].strip()
        reason = "EOF while parsing a value" if at_end else f"{error.msg[0].lower()}{error.msg[1:]}"
        return f"{reason.replace('expecting', 'expected')} at line {error.lineno} column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return "invalid unicode code point"
    if isinstance(error, UnicodeEncodeError):
        return "lone leading surrogate in hex escape"
    return "recursion limit exceeded" if isinstance(error, RecursionError) else str(error)
