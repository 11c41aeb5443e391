"""Lambda's control plane, as boto3 and the aws CLI use it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from pluto_py.infra.naming import LOCAL_CODE_BUCKET
from pluto_py.local.context import ACCOUNT

from .conftest import CREDENTIALS, REGION, ROLE, RUNTIME, LocalLambda, Start, zipped

HELLO = "def handler(event, context):\n    return 'hello'\n"
ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:f"


def refusal(call: Any, *args: Any, **kwargs: Any) -> tuple[str, int, str]:
    """Code, HTTP status and message of the error that a call must give."""
    with pytest.raises(ClientError) as caught:
        call(*args, **kwargs)
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Message"]


# Functions


def test_a_created_function_is_active_and_has_lambdas_defaults(cloud: LocalLambda) -> None:
    code = zipped(HELLO)
    made = cloud.create(HELLO, code=code, env={"STAGE": "dev"}, Tags={"pluto:app": "x"})
    assert made["FunctionArn"] == ARN
    assert (made["Timeout"], made["MemorySize"], made["State"]) == (3, 128, "Active")
    assert made["CodeSha256"] == base64.b64encode(hashlib.sha256(code).digest()).decode()
    assert made["CodeSize"] == len(code)
    assert made["Environment"] == {"Variables": {"STAGE": "dev"}}
    read = cloud.api.get_function(FunctionName=ARN)
    assert read["Configuration"]["RevisionId"] == made["RevisionId"]
    assert read["Tags"] == {"pluto:app": "x"}
    cloud.api.get_waiter("function_active_v2").wait(FunctionName="f")


@pytest.mark.parametrize("name", ["f", ARN, f"{ACCOUNT}:function:f", "f:$LATEST"])
def test_a_function_has_several_names(cloud: LocalLambda, name: str) -> None:
    cloud.create(HELLO)
    assert cloud.api.get_function_configuration(FunctionName=name)["FunctionName"] == "f"


def test_an_unknown_function_or_version_is_not_found(cloud: LocalLambda) -> None:
    code, status, message = refusal(cloud.api.get_function, FunctionName="f")
    assert (code, status) == ("ResourceNotFoundException", 404)
    assert message == f"Function not found: {ARN}"
    cloud.create(HELLO)
    assert refusal(cloud.api.get_function, FunctionName="f", Qualifier="7")[1] == 404
    assert refusal(cloud.api.get_function, FunctionName="f:live")[0] == "ResourceNotFoundException"


def test_a_name_is_taken_once(cloud: LocalLambda) -> None:
    cloud.create(HELLO)
    assert refusal(cloud.create, HELLO)[:2] == ("ResourceConflictException", 409)


def test_new_code_and_new_configuration_run_from_the_next_call_on(cloud: LocalLambda) -> None:
    source = (
        "import os\ndef handler(e, c):\n    return [VERSION, os.environ.get('AB'), c.memory_limit_in_mb]\n"
    )
    first = cloud.create("VERSION = 1\n" + source)
    assert cloud.call() == ([1, None, "128"], None)
    second = cloud.api.update_function_code(FunctionName="f", ZipFile=zipped("VERSION = 2\n" + source))
    assert cloud.call() == ([2, None, "128"], None)
    third = cloud.api.update_function_configuration(
        FunctionName="f", MemorySize=256, Environment={"Variables": {"AB": "b"}}
    )
    assert cloud.call() == ([2, "b", "256"], None)
    assert len({r["RevisionId"] for r in (first, second, third)}) == 3
    assert third["CodeSha256"] == second["CodeSha256"] != first["CodeSha256"]
    assert third["Timeout"] == 3, "what is not named stays"


def test_a_change_for_another_revision_is_refused(cloud: LocalLambda) -> None:
    cloud.create(HELLO)
    update = cloud.api.update_function_configuration
    assert refusal(update, FunctionName="f", Timeout=9, RevisionId="old")[:2] == (
        "PreconditionFailedException",
        412,
    )


def test_a_dry_run_of_new_code_checks_it_only(cloud: LocalLambda) -> None:
    before = cloud.create(HELLO)
    cloud.api.update_function_code(FunctionName="f", ZipFile=zipped("x = 1"), DryRun=True)
    after = cloud.api.get_function_configuration(FunctionName="f")
    assert after["CodeSha256"] == before["CodeSha256"]


def test_the_deployer_may_hand_code_over_as_a_file_on_this_machine(
    cloud: LocalLambda, tmp_path: Path
) -> None:
    cloud.create(HELLO)
    package = tmp_path / "bundle.zip"
    package.write_bytes(zipped("def handler(event, context):\n    return 'from a file'\n"))
    found = cloud.api.update_function_code(FunctionName="f", S3Bucket=LOCAL_CODE_BUCKET, S3Key=str(package))
    assert found["CodeSize"] == package.stat().st_size
    assert cloud.call() == ("from a file", None)
    missing = {"S3Bucket": LOCAL_CODE_BUCKET, "S3Key": str(tmp_path / "gone.zip")}
    assert "gone.zip" in refusal(cloud.api.update_function_code, FunctionName="f", **missing)[2]


def test_a_deleted_function_is_gone(cloud: LocalLambda) -> None:
    cloud.create(HELLO)
    cloud.call()
    cloud.api.delete_function(FunctionName="f")
    assert refusal(cloud.call)[0] == "ResourceNotFoundException"
    assert refusal(cloud.api.delete_function, FunctionName="f")[1] == 404


def test_functions_are_listed_in_pages(cloud: LocalLambda) -> None:
    for name in ("c", "a", "b"):
        cloud.create(HELLO, name)
    pages = cloud.api.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
    assert [[f["FunctionName"] for f in page["Functions"]] for page in pages] == [["a", "b"], ["c"]]
    versions = cloud.api.list_versions_by_function(FunctionName="a")["Versions"]
    assert [v["Version"] for v in versions] == ["$LATEST"]


@pytest.mark.parametrize(
    ("wrong", "code", "says"),
    [
        ({"MemorySize": 127}, "ValidationException", "greater than or equal to 128"),
        ({"MemorySize": 10241}, "ValidationException", "less than or equal to 10240"),
        ({"Timeout": 901}, "ValidationException", "less than or equal to 900"),
        ({"Timeout": 0}, "ValidationException", "greater than or equal to 1"),
        ({"Role": "arn:aws:iam::1:role/x"}, "ValidationException", "'role'"),
        ({"Runtime": "nodejs22.x"}, "InvalidParameterValueException", f"runs functions with {RUNTIME}"),
        ({"EphemeralStorage": {"Size": 100}}, "ValidationException", "ephemeralStorage.size"),
        ({"PackageType": "Image"}, "InvalidParameterValueException", "zip packages"),
        ({"Publish": True}, "InvalidParameterValueException", "$LATEST"),
        ({"Layers": ["arn:aws:lambda:us-east-1:1:layer:l:1"]}, "InvalidParameterValueException", "Layers"),
        ({"Timeout": "soon"}, "SerializationException", "timeout is not an integer"),
        (
            {"Role": None},
            "ValidationException",
            "'role' failed to satisfy constraint: Member must not be null",
        ),
        ({"env": {"AWS_REGION": "x", "OK": "y"}}, "InvalidParameterValueException", "AWS_REGION"),
        ({"env": {"A-B": "x"}}, "ValidationException", "A-B"),
        ({"env": {"AB": "x" * 4096}}, "InvalidParameterValueException", "exceeded the 4KB limit"),
    ],
)
def test_a_configuration_outside_lambdas_limits_is_refused(
    cloud: LocalLambda, wrong: dict[str, Any], code: str, says: str
) -> None:
    given_code, status, message = refusal(cloud.create, HELLO, **wrong)
    assert (given_code, status) == (code, 400)
    assert says in message
    assert cloud.api.list_functions()["Functions"] == []


def test_values_of_variables_stand_in_no_error(cloud: LocalLambda) -> None:
    assert "secret" not in refusal(cloud.create, HELLO, env={"AB": "secret" * 1000})[2]


def test_a_role_that_lambda_may_not_assume_is_refused(cloud: LocalLambda) -> None:
    stranger = cloud.make_role("stranger", service="ec2.amazonaws.com")
    for role in (stranger, f"arn:aws:iam::{ACCOUNT}:role/no-such-role"):
        assert refusal(cloud.create, HELLO, Role=role) == (
            "InvalidParameterValueException",
            400,
            "The role defined for the function cannot be assumed by Lambda.",
        )


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (b"PK not a zip", "Could not unzip uploaded file"),
        (zipped(), "non-empty zip"),
        (zipped(**{"..__up.py": "x"}), "Could not unzip uploaded file"),
        (zipped(__etc__x="x"), "Could not unzip uploaded file"),
        (zipped(HELLO)[:-30], "Could not unzip uploaded file"),
        (zipped("GOOD = 1").replace(b"GOOD = 1", b"EVIL = 1"), "Could not unzip uploaded file"),
    ],
)
def test_a_package_that_cannot_be_unpacked_is_refused(cloud: LocalLambda, code: bytes, says: str) -> None:
    given, status, message = refusal(cloud.create, "", code=code)
    assert (given, status) == ("InvalidParameterValueException", 400)
    assert says in message


def test_a_package_over_250_mb_unzipped_is_refused(cloud: LocalLambda) -> None:
    import io
    import zipfile

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for i in range(26):
            package.writestr(f"{i}.bin", bytes(10 * 1024 * 1024))
    message = refusal(cloud.create, "", code=target.getvalue())[2]
    assert message == "Unzipped size must be smaller than 262144000 bytes"


# What is set beside the configuration


def test_the_policy_is_a_list_of_statements(cloud: LocalLambda) -> None:
    cloud.create(HELLO)
    assert refusal(cloud.api.get_policy, FunctionName="f")[1] == 404
    added = cloud.api.add_permission(
        FunctionName="f",
        StatementId="events",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn="arn:aws:events:us-east-1:000000000000:rule/r",
        SourceAccount=ACCOUNT,
    )
    statement = json.loads(added["Statement"])
    assert statement == {
        "Sid": "events",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": ARN,
        "Condition": {
            "ArnLike": {"AWS:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/r"},
            "StringEquals": {"AWS:SourceAccount": ACCOUNT},
        },
    }
    assert json.loads(cloud.api.get_policy(FunctionName="f")["Policy"])["Statement"] == [statement]
    again = {"StatementId": "events", "Action": "lambda:*", "Principal": "*"}
    assert refusal(cloud.api.add_permission, FunctionName="f", **again)[:2] == (
        "ResourceConflictException",
        409,
    )
    cloud.api.remove_permission(FunctionName="f", StatementId="events")
    assert refusal(cloud.api.remove_permission, FunctionName="f", StatementId="events")[1] == 404


def test_a_permission_needs_an_action(cloud: LocalLambda) -> None:
    cloud.create(HELLO)
    message = refusal(cloud.api.add_permission, FunctionName="f", StatementId="s", Principal="*")[2]
    assert "Value 'null' at 'action'" in message


def test_tags_are_added_and_removed(cloud: LocalLambda) -> None:
    cloud.create(HELLO, Tags={"a": "1"})
    cloud.api.tag_resource(Resource=ARN, Tags={"b": "2", "c": "3"})
    cloud.api.untag_resource(Resource=ARN, TagKeys=["a", "c"])
    assert cloud.api.list_tags(Resource=ARN)["Tags"] == {"b": "2"}


def test_reserved_concurrency_is_set_and_taken_away(cloud: LocalLambda) -> None:
    cloud.create(HELLO)
    cloud.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=7)
    assert cloud.api.get_function_concurrency(FunctionName="f")["ReservedConcurrentExecutions"] == 7
    limit = cloud.api.get_account_settings()["AccountLimit"]
    assert limit["UnreservedConcurrentExecutions"] == limit["ConcurrentExecutions"] - 7
    cloud.api.delete_function_concurrency(FunctionName="f")
    assert "ReservedConcurrentExecutions" not in cloud.api.get_function_concurrency(FunctionName="f")


def test_an_operation_that_is_not_offered_says_so(cloud: LocalLambda) -> None:
    assert "no Lambda ListLayers" in refusal(cloud.api.list_layers)[2]


# Persistence


def test_everything_survives_a_restart(start: Start) -> None:
    cloud = start()
    cloud.create(HELLO, env={"AB": "b"}, Tags={"t": "1"})
    url = cloud.expose()
    cloud.api.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=7)

    def state() -> Any:
        answers = (
            cloud.api.get_function(FunctionName="f"),
            cloud.api.get_policy(FunctionName="f"),
            cloud.api.get_function_url_config(FunctionName="f"),
        )
        return [{k: v for k, v in answer.items() if k != "ResponseMetadata"} for answer in answers]

    before = state()
    cloud.stop()
    cloud.start()
    assert state() == before
    assert before[2]["FunctionUrl"] == url
    assert cloud.call() == ("hello", None)


def test_the_aws_cli_works(cloud: LocalLambda, tmp_path: Path) -> None:
    package = tmp_path / "app.zip"
    package.write_bytes(zipped(HELLO))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": cloud.endpoint_url,
        "AWS_ACCESS_KEY_ID": CREDENTIALS.access_key,
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS.secret_key,
        "AWS_DEFAULT_REGION": REGION,
    }

    def aws(*arguments: str) -> Any:
        command = [sys.executable, "-m", "awscli", "lambda", *arguments]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=True
        )
        return json.loads(done.stdout)

    naming = ("--function-name", "f")
    settings = ("--runtime", RUNTIME, "--role", ROLE, "--handler", "app.handler")
    assert aws("create-function", *naming, *settings, "--zip-file", f"fileb://{package}")["State"] == "Active"
    target = tmp_path / "answer.json"
    assert aws("invoke", *naming, str(target))["StatusCode"] == 200
    assert json.loads(target.read_text()) == "hello"
