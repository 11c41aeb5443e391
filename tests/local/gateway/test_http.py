"""HTTP itself: sizes, `Expect`, chunked bodies, keep-alive, streams, bodies that are no JSON, the admin door."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from pluto_py.local.service import ServiceError, ServiceResponse

MIB = 1024 * 1024


def signed(gateway, path, body=b"", *, service="dynamodb", method="POST", headers=(), unsigned_payload=False):
    """The head of a signed request as text, for tests that write to the socket themselves."""
    request = AWSRequest(method=method, url=gateway.endpoint_url + path, data=body, headers=dict(headers))
    if unsigned_payload:
        request.headers["X-Amz-Content-SHA256"] = "UNSIGNED-PAYLOAD"
        request.context["payload_signing_enabled"] = False
    request.headers["Host"] = gateway.endpoint_url.removeprefix("http://")
    keys = Credentials(gateway.keys.access_key, gateway.keys.secret_key)
    SigV4Auth(keys, service, "us-east-1").add_auth(request)
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers.items())]
    return "\r\n".join(lines) + "\r\n"


def connect(gateway):
    host, _, port = gateway.endpoint_url.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)), timeout=20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return contextlib.closing(connection)


def read_response(connection):
    """Status and body of one response with a length."""
    reader = connection.makefile("rb")
    status = int(reader.readline().split()[1])
    length = 0
    while line := reader.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, reader.read(length)


DYNAMODB = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"}


def test_a_bundle_of_a_hundred_mebibytes_arrives_whole(local_gateway):
    body = b"\0" * (100 * MIB)
    client = local_gateway.client("lambda")
    client.publish_layer_version(LayerName="big", Content={"ZipFile": body})
    (request,) = local_gateway.echo.requests
    assert len(request.parameters["Content"]["ZipFile"]) == 4 * ((len(body) + 2) // 3)


@pytest.mark.parametrize(("extra", "status"), [(0, 200), (1, 413)])
def test_an_invocation_takes_six_mebibytes_and_no_byte_more(local_gateway, extra, status):
    client = local_gateway.client("lambda")
    payload = b"1" * (6_291_456 + extra)
    if status == 200:
        assert client.invoke(FunctionName="f", Payload=payload)["StatusCode"] == 200
        return
    with pytest.raises(ClientError) as raised:
        client.invoke(FunctionName="f", Payload=payload)
    assert raised.value.response["Error"]["Code"] == "RequestTooLargeException"
    assert raised.value.response["Error"]["Message"] == (
        "Request must be smaller than 6291456 bytes for the Invoke operation"
    )
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413
    assert local_gateway.echo.requests == []


def test_an_endpoint_takes_six_mebibytes_and_no_byte_more(local_gateway):
    client = local_gateway.client("sagemaker-runtime")
    assert client.invoke_endpoint(EndpointName="e", Body=b"1" * 6_291_456)
    with pytest.raises(ClientError) as raised:
        client.invoke_endpoint(EndpointName="e", Body=b"1" * 6_291_457)
    assert raised.value.response["Error"] == {
        "Code": "413",
        "Message": "HTTP content length exceeded 6291456 bytes.",
    }


def test_a_chunked_body_is_counted_as_it_comes(local_gateway):
    head = signed(local_gateway, "/", headers=DYNAMODB, unsigned_payload=True)
    with connect(local_gateway) as connection:
        connection.sendall((head + "Transfer-Encoding: chunked\r\n\r\n").encode())
        chunk = b"100000\r\n" + b" " * MIB + b"\r\n"
        with contextlib.suppress(ConnectionError):
            for _ in range(18):
                connection.sendall(chunk)
        status, body = read_response(connection)
    assert status == 413
    assert json.loads(body)["__type"] == "RequestEntityTooLargeException"


def test_a_chunked_body_is_put_together(local_gateway):
    head = signed(local_gateway, "/", b'{"Limit": 1}', headers=DYNAMODB)
    with connect(local_gateway) as connection:
        connection.sendall((head + "Transfer-Encoding: chunked\r\n\r\n").encode())
        connection.sendall(b'8\r\n{"Limit"\r\n')
        connection.sendall(b"4\r\n: 1}\r\n0\r\n\r\n")
        assert read_response(connection) == (200, b'{"TableNames": []}')


def test_a_client_that_expects_to_be_told_is_told_to_go_on(local_gateway):
    body = b"{}"
    head = signed(local_gateway, "/", body, headers=DYNAMODB)
    with connect(local_gateway) as connection:
        connection.sendall((head + f"Expect: 100-continue\r\nContent-Length: {len(body)}\r\n\r\n").encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(body)
        assert read_response(connection)[0] == 200


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(local_gateway):
    head = signed(local_gateway, "/", headers=DYNAMODB, unsigned_payload=True)
    with connect(local_gateway) as connection:
        connection.sendall((head + f"Expect: 100-continue\r\nContent-Length: {17 * MIB}\r\n\r\n").encode())
        assert read_response(connection)[0] == 413


def test_requests_follow_each_other_on_one_connection_without_delay(local_gateway):
    head = signed(local_gateway, "/", b"{}", headers=DYNAMODB) + "Content-Length: 2\r\n\r\n"
    with connect(local_gateway) as connection:
        connection.sendall(head.encode() + b"{}")
        read_response(connection)
        quickest = float("inf")
        for _ in range(20):
            began = time.perf_counter()
            connection.sendall(head.encode() + b"{}")
            assert read_response(connection)[0] == 200
            quickest = min(quickest, time.perf_counter() - began)
        # With Nagle's algorithm on, no reply at all comes before the delayed acknowledgement of 40 ms.
        assert quickest < 0.04


def test_a_stream_reaches_its_reader_part_by_part(local_gateway):
    sent = asyncio.Event()

    async def parts():
        yield b"first"
        await sent.wait()
        yield b"second"

    local_gateway.echo.answer = lambda _: ServiceResponse(stream=parts())
    head = signed(local_gateway, "/endpoints/e/invocations", b"{}", service="sagemaker")
    with connect(local_gateway) as connection:
        connection.sendall((head + "Content-Length: 2\r\n\r\n").encode() + b"{}")
        received = b""
        while b"first" not in received:
            received += connection.recv(1000)
        assert b"second" not in received
        local_gateway.on_loop(sent.set)
        while b"0\r\n\r\n" not in received:
            received += connection.recv(1000)
    assert b"second" in received


def test_a_stream_is_closed_when_its_reader_goes(local_gateway):
    closed = []

    async def endless():
        try:
            while True:
                yield b"x" * 65536
                await asyncio.sleep(0)
        finally:
            closed.append(True)

    local_gateway.echo.answer = lambda _: ServiceResponse(stream=endless())
    head = signed(local_gateway, "/endpoints/e/invocations", b"{}", service="sagemaker")
    with connect(local_gateway) as connection:
        connection.sendall((head + "Content-Length: 2\r\n\r\n").encode() + b"{}")
        connection.recv(1000)
    deadline = time.monotonic() + 5
    while not closed and time.monotonic() < deadline:
        time.sleep(0.01)
    assert closed


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff\xfe", b'"text"', b"nonsense"])
def test_a_body_that_is_no_json_object(local_gateway, body):
    head = signed(local_gateway, "/", body, headers=DYNAMODB)
    with connect(local_gateway) as connection:
        connection.sendall((head + f"Content-Length: {len(body)}\r\n\r\n").encode() + body)
        status, answer = read_response(connection)
    assert (status, json.loads(answer)["__type"]) == (400, "SerializationException")


def test_an_empty_body_means_no_parameters(local_gateway):
    head = signed(local_gateway, "/", headers=DYNAMODB)
    with connect(local_gateway) as connection:
        connection.sendall((head + "Content-Length: 0\r\n\r\n").encode())
        assert read_response(connection)[0] == 200


@pytest.mark.parametrize("target", ["DynamoDB_20120810.Nonsense", "DynamoDB_20111205.ListTables", "Nonsense"])
def test_an_operation_that_is_unknown(local_gateway, target):
    head = signed(local_gateway, "/", b"{}", headers={**DYNAMODB, "X-Amz-Target": target})
    with connect(local_gateway) as connection:
        connection.sendall((head + "Content-Length: 2\r\n\r\n").encode() + b"{}")
        status, answer = read_response(connection)
    assert (status, json.loads(answer)["__type"]) == (400, "UnknownOperationException")


def test_a_query_action_that_is_unknown_or_missing(local_gateway):
    for body, code in ((b"Action=Nonsense", b"InvalidAction"), (b"Version=1", b"MissingAction")):
        head = signed(local_gateway, "/", body, service="iam",
                      headers={"Content-Type": "application/x-www-form-urlencoded"})  # fmt: skip
        with connect(local_gateway) as connection:
            connection.sendall((head + f"Content-Length: {len(body)}\r\n\r\n").encode() + body)
            status, answer = read_response(connection)
        assert status == 400
        assert code in answer


def test_a_payload_member_is_left_alone_and_the_rest_is_parsed(local_gateway):
    local_gateway.client("lambda").invoke(
        FunctionName="f", Qualifier="q", LogType="Tail", Payload=b"\xff not json"
    )
    (request,) = local_gateway.echo.requests
    assert request.body == b"\xff not json"
    assert request.parameters == {"FunctionName": "f", "Qualifier": "q", "LogType": "Tail"}


def test_the_members_of_an_error_reach_the_client(local_gateway):
    def fail(_):
        raise ServiceError("ModelError", "failed", 424, {"OriginalStatusCode": 500, "OriginalMessage": "no"})

    local_gateway.echo.answer = fail
    with pytest.raises(ClientError) as raised:
        local_gateway.client("sagemaker-runtime").invoke_endpoint(EndpointName="e", Body=b"{}")
    response = raised.value.response
    assert (response["OriginalStatusCode"], response["OriginalMessage"]) == (500, "no")
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 424


def test_a_defect_of_a_service_is_an_internal_failure(local_gateway, caplog):
    def fail(_):
        raise RuntimeError("a defect")

    local_gateway.echo.answer = fail
    with pytest.raises(ClientError) as raised:
        local_gateway.client("lambda").list_functions()
    assert raised.value.response["Error"]["Code"] == "InternalFailure"
    assert "a defect" in caplog.text
    assert "a defect" not in str(raised.value)


def test_text_in_errors_is_escaped_in_xml(local_gateway):
    with pytest.raises(ClientError) as raised:
        local_gateway.client("iam").get_role(RoleName="a&<b>")
    assert raised.value.response["Error"]["Message"] == "The role with name a&<b> cannot be found."


def test_every_answer_has_a_request_id(local_gateway):
    answer = local_gateway.client("sts").get_caller_identity()["ResponseMetadata"]
    assert answer["RequestId"] == answer["HTTPHeaders"]["x-amzn-requestid"]
    with pytest.raises(ClientError) as raised:
        local_gateway.client("dynamodb").describe_table(TableName="none")
    assert raised.value.response["ResponseMetadata"]["RequestId"]
