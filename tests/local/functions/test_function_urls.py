"""Function URLs by HTTP, raw requests included."""

from __future__ import annotations

import base64
import http.client
import io
import json
import os
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

import pluto_py

from .conftest import CREDENTIALS, REGION, LocalLambda, Start, until, zipped

ECHO = "def handler(event, context):\n    return event\n"


def request(
    url: str, method: str = "POST", path: str = "/", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by lower-case name, body."""
    connection = http.client.HTTPConnection(url.split("/")[2], timeout=30)
    try:
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def echoed(cloud: LocalLambda, **more: Any) -> Any:
    cloud.create(ECHO)
    status, _, body = request(cloud.expose(), **more)
    assert status == 200, body
    return json.loads(body)


# Request → event


def test_an_event_without_query_and_body_has_neither(cloud: LocalLambda) -> None:
    event = echoed(cloud, method="GET")
    assert event["version"] == "2.0"
    assert event["rawQueryString"] == ""
    assert not {"queryStringParameters", "body", "cookies"} & event.keys()
    assert event["requestContext"]["http"]["method"] == "GET"
    assert event["requestContext"]["accountId"] == "anonymous"
    assert event["isBase64Encoded"] is False


def test_path_query_headers_and_cookies_are_lambdas(cloud: LocalLambda) -> None:
    event = echoed(
        cloud, path="/a%20b/c?x=1&y=&x=2%263", Cookie="a=1; b=2", X_Thing="Värde".encode().decode("latin-1")
    )
    assert event["rawPath"] == "/a%20b/c"
    assert event["rawQueryString"] == "x=1&y=&x=2%263"
    assert event["queryStringParameters"] == {"x": "1,2&3", "y": ""}
    assert event["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in event["headers"]
    assert event["headers"]["x-thing"] == "Värde"
    assert event["headers"]["x-forwarded-for"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("content_type", "body", "encoded"),
    [
        ("application/json", b'{"a": "\xc3\xbc"}', False),
        ("application/json; charset=utf-8", b"[]", False),
        ("application/vnd.api+json", b"[]", False),
        ("text/plain", b"hi", False),
        ("text/plain", b"\xff\xfe", True),
        ("application/octet-stream", b"hi", True),
        ("application/x-www-form-urlencoded", b"a=1", True),
    ],
)
def test_a_body_is_text_or_base64_by_its_type(
    cloud: LocalLambda, content_type: str, body: bytes, encoded: bool
) -> None:
    event = echoed(cloud, body=body, Content_Type=content_type)
    assert event["isBase64Encoded"] is encoded
    given = base64.b64decode(event["body"]) if encoded else event["body"].encode()
    assert given == body


# Result → response


def responded(cloud: LocalLambda, expression: str) -> tuple[int, dict[str, str], bytes]:
    cloud.create(f"def handler(event, context):\n    return {expression}\n")
    return request(cloud.expose())


def test_status_headers_cookies_and_binary_bodies_come_out(cloud: LocalLambda) -> None:
    status, headers, body = responded(
        cloud,
        "{'statusCode': 418, 'headers': {'X-A': 'b', 'content-type': 'image/png', 'content-length': '99'},"
        " 'cookies': ['a=1'], 'isBase64Encoded': True, 'body': '/w=='}",
    )
    assert (status, body) == (418, b"\xff")
    assert headers["x-a"] == "b"
    assert headers["content-type"] == "image/png"
    assert headers["set-cookie"] == "a=1"
    assert "x-amzn-requestid" in headers


@pytest.mark.parametrize(
    ("expression", "body"),
    [("{'a': 1}", b'{"a": 1}'), ("'text'", b"text"), ("[1]", b"[1]"), ("None", b"null")],
)
def test_a_result_without_a_status_is_the_body(cloud: LocalLambda, expression: str, body: bytes) -> None:
    status, headers, given = responded(cloud, expression)
    assert (status, headers["content-type"], given) == (200, "application/json", body)


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("__import__('os')._exit(1)", "Runtime.ExitError"),
        ("{'statusCode': 'soon'}", "statusCode 'soon'"),
        ("{'statusCode': 200, 'headers': {'a': 'b\\r\\nc: d'}}", "line break"),
        ("{'statusCode': 200, 'isBase64Encoded': True, 'body': 'ä'}", "base64"),
        ("'x' * 7_000_000", "Function.ResponseSizeTooLarge"),
    ],
)
def test_a_function_that_fails_is_a_bad_gateway(cloud: LocalLambda, expression: str, says: str) -> None:
    status, headers, body = responded(cloud, expression)
    answer = json.loads(body)
    assert (status, answer["code"]) == (502, 502)
    assert answer["body"].startswith("Internal Server Error")
    assert says in answer["body"]
    assert headers["x-amzn-errortype"] == "InternalServerErrorException"


def test_a_function_that_takes_too_long_is_a_bad_gateway(cloud: LocalLambda) -> None:
    cloud.create("import time\ndef handler(event, context):\n    time.sleep(60)\n", Timeout=1)
    status, _, body = request(cloud.expose())
    assert status == 502
    assert b"timed out after 1.00 seconds" in body


@pytest.mark.parametrize("declared", [True, False])
def test_a_request_over_six_megabytes_is_413(cloud: LocalLambda, declared: bool) -> None:
    cloud.create(ECHO)
    url = cloud.expose()
    body = b"[" + b"1" * (6 * 1024 * 1024) + b"]"
    if declared:
        status, _, answer = request(url, body=body, Content_Type="application/json")
    else:
        connection = http.client.HTTPConnection(url.split("/")[2], timeout=30)
        connection.request(
            "POST", "/", iter([body]), {"Content-Type": "application/json"}, encode_chunked=True
        )
        response = connection.getresponse()
        status, answer = response.status, response.read()
        connection.close()
    assert status == 413
    assert json.loads(answer)["code"] == 413
    assert request(url, "GET")[0] == 200


def test_a_client_that_waits_for_100_continue_gets_it(cloud: LocalLambda) -> None:
    cloud.create(ECHO)
    host, port = cloud.expose().split("/")[2].split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        head = f"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        connection.sendall(b"[]")
        assert b" 200 " in connection.recv(100)


def test_a_throttled_request_is_429(cloud: LocalLambda) -> None:
    cloud.create(ECHO)
    url = cloud.expose()
    cloud.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
    assert request(url)[0] == 429


# The URL itself


def test_a_url_is_made_read_changed_and_deleted(cloud: LocalLambda) -> None:
    cloud.create(ECHO)
    made = cloud.api.create_function_url_config(FunctionName="f", AuthType="NONE")
    assert made["FunctionUrl"].startswith("http://127.0.0.1:")
    with pytest.raises(cloud.api.exceptions.ResourceConflictException, match="exists for this Lambda"):
        cloud.api.create_function_url_config(FunctionName="f", AuthType="NONE")
    cors = {"AllowOrigins": ["*"]}
    cloud.api.update_function_url_config(FunctionName="f", Cors=cors)
    read = cloud.api.get_function_url_config(FunctionName="f")
    assert (read["FunctionUrl"], read["Cors"], read["AuthType"]) == (made["FunctionUrl"], cors, "NONE")
    assert len(cloud.api.list_function_url_configs(FunctionName="f")["FunctionUrlConfigs"]) == 1
    cloud.api.delete_function_url_config(FunctionName="f")
    with pytest.raises(ConnectionRefusedError):
        request(made["FunctionUrl"])
    with pytest.raises(cloud.api.exceptions.ResourceNotFoundException):
        cloud.api.get_function_url_config(FunctionName="f")


def test_deleting_a_function_frees_its_port(cloud: LocalLambda) -> None:
    cloud.create(ECHO)
    url = cloud.expose()
    cloud.api.delete_function(FunctionName="f")
    with pytest.raises(ConnectionRefusedError):
        request(url)
    cloud.create(ECHO)
    assert cloud.expose() == url, "the same function gets the same port"


def test_a_url_is_the_same_after_a_restart(start: Start) -> None:
    cloud = start()
    cloud.create(ECHO)
    url = cloud.expose()
    cloud.stop()
    with pytest.raises(ConnectionRefusedError):
        request(url)
    cloud.start()
    assert request(url, "GET")[0] == 200


def test_a_port_that_another_program_took_is_reported_and_taken_back(start: Start) -> None:
    cloud = start()
    cloud.create(ECHO)
    url = cloud.expose()
    cloud.stop()
    port = int(url.split(":")[2].strip("/"))
    with socket.create_server(("127.0.0.1", port)):
        cloud.start()
        (facts,) = cloud.service.report()["functions"]
        assert f"Port {port} of function 'f' is taken by process {os.getpid()}" in facts["problem"]
        assert cloud.call(1) == (1, None), "all but the URL works"
    until(lambda: "problem" not in cloud.service.report()["functions"][0])
    assert request(url, "GET")[0] == 200


def test_a_new_url_avoids_a_port_in_use(cloud: LocalLambda) -> None:
    cloud.create(ECHO)
    port = int(cloud.expose().split(":")[2].strip("/"))
    cloud.api.delete_function_url_config(FunctionName="f")
    with socket.create_server(("127.0.0.1", port)):
        url = cloud.api.create_function_url_config(FunctionName="f", AuthType="NONE")["FunctionUrl"]
    assert url != f"http://127.0.0.1:{port}/"
    assert request(url, "GET")[0] == 200


# Who may call


@pytest.mark.parametrize("missing", ["url", "invoke"])
def test_a_public_url_needs_both_permissions(cloud: LocalLambda, missing: str) -> None:
    cloud.create(ECHO)
    url = cloud.expose()
    assert request(url)[0] == 200
    cloud.api.remove_permission(FunctionName="f", StatementId=missing)
    status, headers, body = request(url)
    assert (status, headers["x-amzn-errortype"]) == (403, "AccessDeniedException")
    assert b"Forbidden" in body


def signed(url: str, keys: Credentials, body: bytes = b"[1]", sent: bytes | None = None) -> tuple[int, Any]:
    """Status and decoded answer of a request signed for Lambda; `sent` replaces the body after signing."""
    made = AWSRequest("POST", url, {"Content-Type": "application/json"}, body)
    SigV4Auth(keys, "lambda", REGION).add_auth(made)
    headers = {k.replace("-", "_"): v for k, v in made.headers.items()}
    status, _, answer = request(url, body=sent or body, **headers)
    return status, json.loads(answer)


def test_an_iam_url_takes_signed_requests_of_those_who_may(cloud: LocalLambda) -> None:
    function = cloud.create(ECHO)["FunctionArn"]
    url = cloud.expose(AuthType="AWS_IAM")
    statement = {
        "Effect": "Allow",
        "Action": ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"],
        "Resource": function,
    }
    cloud.make_role("caller", statement)
    cloud.make_role("stranger")

    def session(role: str) -> Credentials:
        identity = cloud.service._context.identity
        arn = f"arn:aws:iam::000000000000:role/{role}"
        keys = cloud.run(lambda: identity.mint(arn, service="lambda.amazonaws.com", session="s"))
        return Credentials(keys.access_key, keys.secret_key, keys.session_token)

    assert request(url)[0] == 403, "unsigned"
    status, event = signed(url, session("caller"))
    assert status == 200
    assert event["requestContext"]["authorizer"]["iam"]["userArn"].endswith(":assumed-role/caller/s")
    cloud.api.remove_permission(FunctionName="f", StatementId="invoke")
    cloud.api.remove_permission(FunctionName="f", StatementId="url")
    status, answer = signed(url, session("stranger"))
    assert status == 403
    assert "is not authorized to perform: lambda:InvokeFunctionUrl" in answer["body"]
    owner = Credentials(CREDENTIALS.access_key, CREDENTIALS.secret_key)
    assert signed(url, owner)[0] == 200
    assert signed(url, owner, sent=b"[2]")[0] == 403, "changed on the way"
    assert signed(url, Credentials(CREDENTIALS.access_key, "guessed"))[0] == 403


# CORS


def test_cors_settings_answer_preflights_and_replace_the_functions_headers(cloud: LocalLambda) -> None:
    cloud.create(
        "def handler(event, context):\n"
        "    return {'statusCode': 200, 'headers': {'Access-Control-Allow-Origin': 'mine', 'X-A': 'b'}}\n"
    )
    cors = {
        "AllowOrigins": ["https://a.example"],
        "AllowMethods": ["POST"],
        "MaxAge": 60,
        "ExposeHeaders": ["x-a"],
    }
    url = cloud.expose(Cors=cors)
    origin = {"Origin": "https://a.example"}
    status, headers, _ = request(url, "OPTIONS", Access_Control_Request_Method="POST", **origin)
    assert (status, headers["access-control-allow-methods"], headers["access-control-max-age"]) == (
        200,
        "POST",
        "60",
    )
    assert not cloud.lines.of("f"), "the function was not called"
    _, headers, _ = request(url, **origin)
    assert headers["access-control-allow-origin"] == "https://a.example"
    assert headers["access-control-expose-headers"] == "x-a"
    assert headers["x-a"] == "b"
    assert "access-control-allow-origin" not in request(url, Origin="https://b.example")[1]


def test_without_settings_cors_is_the_functions_business(cloud: LocalLambda) -> None:
    cloud.create("def handler(event, context):\n    return {'statusCode': 204, 'headers': {'X-Mine': 'y'}}\n")
    preflight = {"Origin": "https://a.example", "Access_Control_Request_Method": "POST"}
    status, headers, _ = request(cloud.expose(), "OPTIONS", **preflight)
    assert (status, headers["x-mine"]) == (204, "y")


# With the run-time adapter


def app_bundle(source: str) -> bytes:
    """The app with the SDK's run-time part, as bundling ships it."""
    root = Path(pluto_py.__file__).parent
    target = io.BytesIO(zipped(source))
    with zipfile.ZipFile(target, "a") as package:
        for path in [
            *root.glob("*.py"),
            *(p for room in ("runtime", "resources") for p in (root / room).rglob("*.py")),
        ]:
            package.write(path, f"pluto_py/{path.relative_to(root)}")
    return target.getvalue()


def test_an_app_answers_by_the_contract_through_its_url(cloud: LocalLambda) -> None:
    source = (
        "from pluto_py import Function\n"
        "def greet(name: str, greeting: str = 'Hello') -> str:\n"
        "    if name == 'nobody':\n"
        "        raise LookupError('who?')\n"
        "    return f'{greeting}, {name}!'\n"
        "Function(greet, name='greeter')\n"
    )
    cloud.create(
        source,
        code=app_bundle(source),
        Handler="pluto_py.runtime.entry.handler",
        env={"PLUTO_ENTRYPOINT": "app", "PLUTO_FUNCTION": "greeter"},
    )
    url = cloud.expose()

    def post(body: bytes, content_type: str = "application/json") -> tuple[int, Any]:
        status, _, answer = request(url, body=body, Content_Type=content_type)
        decoded = json.loads(answer)
        assert decoded["code"] == status
        return status, decoded["body"]

    assert post(b'["Ada"]') == (200, "Hello, Ada!")
    assert post(b'{"name": "Ada", "greeting": "Hi"}') == (200, "Hi, Ada!")
    assert post('["Zoë"]'.encode("utf-16"), "application/x-www-form-urlencoded") == (200, "Hello, Zoë!")
    assert post(b"[]")[0] == 400
    assert post(b"") == (400, "The body is empty. Payload should be an array or an object.")
    assert post(b"\xff")[0] == 400
    assert post(b'["nobody"]') == (500, "Function execution failed: LookupError: who?")
    assert request(url, "GET")[0] == 405
    assert any("in greet" in line for line in cloud.lines.of("f")), "the traceback is in the log"


def test_an_app_that_does_not_import_says_why_in_its_log(cloud: LocalLambda) -> None:
    source = "import no_such_distribution\n"
    cloud.create(
        source,
        code=app_bundle(source),
        Handler="pluto_py.runtime.entry.handler",
        env={"PLUTO_ENTRYPOINT": "app", "PLUTO_FUNCTION": "greeter"},
    )
    payload, error = cloud.call([])
    assert error == "Unhandled"
    assert payload["errorType"] == "StartupError"
    assert "'no_such_distribution' is not in the bundle" in payload["errorMessage"]
    assert any("app.py" in line and "line 1" in line for line in cloud.lines.of("f"))


def test_a_wrong_setting_is_refused(cloud: LocalLambda) -> None:
    cloud.create(ECHO)
    with pytest.raises(ClientError, match="enum value set: \\[NONE, AWS_IAM\\]"):
        cloud.api.create_function_url_config(FunctionName="f", AuthType="SOME")
