"""A trivial function on a local cloud of its own: what `warm_call.py` and `cold_start.py` measure."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from pluto_py.local import lifecycle

REGION = "us-east-1"
HANDLER = """
def handler(event, context):
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": "[]"}
"""
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


@dataclass(frozen=True)
class LocalFunction:
    """A function named `f`, its URL's port, and a client of its control plane."""

    port: int
    api: Any


@contextlib.contextmanager
def local_function() -> Iterator[LocalFunction]:
    """Start a cloud, deploy the handler with a public URL; afterwards leave nothing."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "cloud"
        cloud = lifecycle.ensure_running(directory, stack="bench", region=REGION)
        session = boto3.Session(cloud.access_key, cloud.secret_key, region_name=REGION)
        try:
            yield _deploy(session, cloud.endpoint_url)
        finally:
            lifecycle.remove(directory)


def _deploy(session: boto3.Session, endpoint_url: str) -> LocalFunction:
    iam: Any = session.client("iam", endpoint_url=endpoint_url)
    api: Any = session.client("lambda", endpoint_url=endpoint_url)
    role = iam.create_role(RoleName="f", AssumeRolePolicyDocument=json.dumps(_TRUST))["Role"]["Arn"]
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as target:
        target.writestr("app.py", HANDLER)
    api.create_function(
        FunctionName="f",
        Runtime=f"python{sys.version_info.major}.{sys.version_info.minor}",
        Role=role,
        Handler="app.handler",
        Code={"ZipFile": package.getvalue()},
    )
    url = api.create_function_url_config(FunctionName="f", AuthType="NONE")["FunctionUrl"]
    public = {"FunctionName": "f", "Principal": "*"}
    api.add_permission(
        StatementId="url", Action="lambda:InvokeFunctionUrl", FunctionUrlAuthType="NONE", **public
    )
    api.add_permission(
        StatementId="invoke", Action="lambda:InvokeFunction", InvokedViaFunctionUrl=True, **public
    )
    return LocalFunction(int(url.rstrip("/").rpartition(":")[2]), api)


class Client:
    """A bare HTTP client on one kept connection, so that the server's time is what is measured."""

    def __init__(self, port: int, body: bytes = b"[]"):
        self._port = port
        head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        self._request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    async def run(self, count: int) -> list[float]:
        """Seconds of each of `count` requests, one after another; every answer must be a 200."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            return [await self._once(reader, writer) for _ in range(count)]
        finally:
            writer.close()
            await writer.wait_closed()

    async def _once(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> float:
        began = time.perf_counter()
        writer.write(self._request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        body = await reader.readexactly(int(length.partition(b":")[2]))
        took = time.perf_counter() - began
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise RuntimeError((head + body).decode())
        return took
