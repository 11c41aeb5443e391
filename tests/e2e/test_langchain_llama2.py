"""The example of the README, deployed and called: what `make demo` shows, held to what it promises."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from .conftest import ROOT, App, curl, deployable, post, url_of

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("langchain_llama2")]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with deployable(ROOT / "examples" / "langchain_llama2", tmp_path_factory.mktemp("demo") / "app") as app:
        app.deploy()
        yield app


@pytest.fixture(scope="module")
def report(app: App) -> dict[str, Any]:
    return app.deploy()


@pytest.fixture(scope="module")
def session(app: App) -> boto3.Session:
    environment = app.aws_environment()
    return boto3.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name="us-east-1",
    )


def client(app: App, session: boto3.Session, service: str) -> Any:
    return session.client(
        service,  # type: ignore[call-overload]  # one of many literal overloads
        endpoint_url=app.aws_environment()["AWS_ENDPOINT_URL"],
        config=Config(retries={"max_attempts": 1}),
    )


def test_both_functions_answer_through_the_printed_curl_lines(report: dict[str, Any]) -> None:
    for function in report["functions"]:
        done = subprocess.run(
            function["curl"], shell=True, capture_output=True, text=True, timeout=60, check=True
        )
        answer = json.loads(done.stdout)
        assert answer["code"] == 200
        assert isinstance(answer["body"], str)
        assert answer["body"]


def test_the_chatbot_answers_with_what_follows_the_assistant_marker(report: dict[str, Any]) -> None:
    status, answer = post(url_of(report, "chatbot"), ["What is the capital of France?"])
    assert (status, answer["code"]) == (200, 200)
    assert "<|" not in answer["body"]


def test_qa_answers_a_question_by_keyword(report: dict[str, Any]) -> None:
    status, answer = post(url_of(report, "qa"), {"query": "How long was Elizabeth hospitalized?"})
    assert (status, answer["code"]) == (200, 200)


def test_errors_have_the_shape_and_status_of_the_contract(report: dict[str, Any]) -> None:
    url = url_of(report, "chatbot")
    assert post(url, "text") == (400, {"code": 400, "body": "Payload should be an array or an object."})
    for arguments, named in (
        ({"question": "misnamed"}, "query"),
        ({"query": "a", "tone": "cool"}, "tone"),
        ([], "query"),
    ):
        status, answer = post(url, arguments)
        assert status == 400
        assert f"'{named}'" in answer["body"]
    assert curl(url)[0] == 405


def test_each_function_may_invoke_the_endpoint_and_nothing_else(app: App) -> None:
    architecture = json.loads(app.pluto("deduce", "--json").stdout)
    assert {r["kind"] for r in architecture["resources"]} == {"SageMaker", "Function"}
    for grant in architecture["grants"]:
        assert grant["kind"] == "SageMaker"
        assert {action.partition(":")[0] for action in grant["actions"]} == {"sagemaker"}
        assert grant["because"]


def test_without_its_grant_the_call_is_denied_as_aws_denies_it(
    app: App, session: boto3.Session, report: dict[str, Any]
) -> None:
    iam = client(app, session, "iam")
    lambda_ = client(app, session, "lambda")
    functions = lambda_.list_functions()["Functions"]
    role = next(f["Role"] for f in functions if "chatbot" in f["FunctionName"]).rpartition("/")[2]
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    policy = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    kept = [s for s in policy["Statement"] if "sagemaker:InvokeEndpoint" not in s["Action"]]
    assert len(kept) < len(policy["Statement"])
    url = url_of(report, "chatbot")
    try:
        reduced = {**policy, "Statement": kept}
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(reduced))
        status, answer = post(url, ["Am I allowed?"])
        assert status == 500
        assert "AccessDeniedException" in answer["body"]
        assert "sagemaker:InvokeEndpoint" in answer["body"]
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(policy))
    assert post(url, ["Am I allowed?"])[0] == 200


def test_a_boto3_client_reaches_the_endpoint_with_the_stacks_credentials(
    app: App, session: boto3.Session
) -> None:
    outputs = json.loads(app.pluto("stack", "outputs", "--json").stdout)
    endpoint = outputs["resource:SageMaker:tinyllama:endpoint_name"]
    runtime = client(app, session, "sagemaker-runtime")
    reply = runtime.invoke_endpoint(
        EndpointName=endpoint, ContentType="application/json", Body=json.dumps({"inputs": "Hello"})
    )
    (generated,) = json.loads(reply["Body"].read())
    assert generated["generated_text"]
    with pytest.raises(ClientError, match="`temperature` must be strictly positive"):
        runtime.invoke_endpoint(
            EndpointName=endpoint,
            ContentType="application/json",
            Body=json.dumps({"inputs": "Hello", "parameters": {"temperature": 0}}),
        )


def test_the_aws_command_works_with_the_stacks_credentials(app: App) -> None:
    aws = Path(sys.executable).with_name("aws")
    done = subprocess.run(
        [str(aws), "sagemaker", "list-endpoints", "--output", "json"],
        env=app.aws_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [e["EndpointStatus"] for e in json.loads(done.stdout)["Endpoints"]] == ["InService"]


def test_wrong_credentials_are_refused(app: App) -> None:
    aws = Path(sys.executable).with_name("aws")
    done = subprocess.run(
        [str(aws), "sagemaker", "list-endpoints"],
        env={**app.aws_environment(), "AWS_SECRET_ACCESS_KEY": "wrong"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "InvalidSignatureException" in done.stderr


def test_nothing_listens_beyond_loopback(app: App, report: dict[str, Any]) -> None:
    cloud = json.loads((app.directory / ".pluto" / "local" / "dev" / "cloud.json").read_text())
    ports = {cloud["port"], *(int(f["url"].rstrip("/").rpartition(":")[2]) for f in report["functions"])}
    listening: dict[int, set[str]] = {}
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            address, _, port = local.partition(":")
            if state == "0A":
                listening.setdefault(int(port, 16), set()).add(address)
    for port in ports:
        assert listening[port] == {"0100007F"}


def test_an_unchanged_app_changes_nothing(app: App) -> None:
    before = app.deploy()
    assert app.deploy() == before
    assert not before.get("changes")
