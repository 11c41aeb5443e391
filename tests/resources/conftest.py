"""An AWS of a few lines: a real HTTP server that answers as the test says, and a function's environment."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pluto_py.resources import aws


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """One answer; `parts` are written one by one, as chunks. With `cut`, the connection breaks off after them."""

    status: int = 200
    parts: list[bytes] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


@dataclass
class Server:
    """The last answer given to `answer` is repeated. `requests` is what came in."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    respond: Callable[[Request], Reply] = lambda _: Reply(500)
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when a client closes its connection in the middle of an answer."""

    def answer(self, body: Any, status: int = 200, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.respond = lambda _: Reply(status, [content], headers)

    def stream(self, *parts: bytes, cut: bool = False) -> None:
        self.respond = lambda _: Reply(
            200, list(parts), {"Content-Type": "application/vnd.amazon.eventstream"}, cut
        )


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An endpoint for every AWS service, used by all boto3 clients of the test."""
    state = Server()
    http = _Http(("127.0.0.1", 0), _handler(state))
    state.url = f"http://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", state.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    aws.forget()
    yield state
    for client in aws._clients.values():
        client.close()
    aws.forget()
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def reply() -> type[Reply]:
    return Reply


@pytest.fixture
def granted(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make this process a function that was deployed with some resources: `granted({"KVStore/x": {…}})`."""

    def grant(resources: dict[str, dict[str, str]]) -> None:
        monkeypatch.setenv("PLUTO_FUNCTION", "chatbot")
        monkeypatch.setenv("PLUTO_RESOURCES", json.dumps(resources))

    return grant


class _Http(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news; anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _handler(state: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            state.requests.append(request)
            reply = state.respond(request)
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            try:
                self._write(reply)
            except (BrokenPipeError, ConnectionResetError):
                state.hung_up.set()
                self.close_connection = True

        def _write(self, reply: Reply) -> None:
            for part in filter(None, reply.parts):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
                self.wfile.flush()
            if reply.cut:
                self.close_connection = True
            else:
                self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *_: object) -> None:
            pass

    return Handler
