"""Models, endpoint configurations and tags, through boto3."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .conftest import REGION, ROLE, TGI, LocalSageMaker, variant

ARN = f"arn:aws:sagemaker:{REGION}:000000000000"


@pytest.fixture
def client(local: LocalSageMaker) -> Any:
    """A client that leaves checking to the service."""
    return local.client("sagemaker", parameter_validation=False)


def refused(call: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(ClientError) as error:
        call()
    told = error.value.response["Error"]
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return told["Code"], told["Message"]


def create_model(client: Any, name: str = "Llama", **more: Any) -> Any:
    parameters = {
        "ModelName": name,
        "ExecutionRoleArn": ROLE,
        "PrimaryContainer": {"Image": TGI, "Environment": {"HF_MODEL_ID": "tiny/llama"}},
        **more,
    }
    return client.create_model(**{key: value for key, value in parameters.items() if value is not None})


def create_config(client: Any, name: str = "Config", **more: Any) -> Any:
    return client.create_endpoint_config(
        **{"EndpointConfigName": name, "ProductionVariants": [variant("Llama")], **more}
    )


def test_a_model_is_described_as_it_was_created(client: Any) -> None:
    assert create_model(client)["ModelArn"] == f"{ARN}:model/llama"
    described = client.describe_model(ModelName="Llama")
    assert described["ModelName"] == "Llama"
    assert described["ModelArn"] == f"{ARN}:model/llama"
    assert described["PrimaryContainer"] == {"Image": TGI, "Environment": {"HF_MODEL_ID": "tiny/llama"}}
    assert described["ExecutionRoleArn"] == ROLE
    assert abs(described["CreationTime"].timestamp() - time.time()) < 20


def test_a_config_is_described_as_it_was_created(client: Any) -> None:
    create_model(client)
    chosen = variant(
        "Llama",
        ContainerStartupHealthCheckTimeoutInSeconds=600,
        ModelDataDownloadTimeoutInSeconds=60,
        InferenceAmiVersion="al2-ami-sagemaker-inference-gpu-3-1",
        RoutingConfig={"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
    )
    created = create_config(client, ProductionVariants=[chosen])
    assert created["EndpointConfigArn"] == f"{ARN}:endpoint-config/config"
    described = client.describe_endpoint_config(EndpointConfigName="Config")
    assert described["EndpointConfigName"] == "Config"
    assert described["ProductionVariants"] == [{"InitialVariantWeight": 1.0, **chosen}]


def test_names_are_taken_whatever_their_case(client: Any) -> None:
    create_model(client)
    assert refused(lambda: create_model(client, "LLAMA")) == (
        "ValidationException",
        f'Cannot create already existing model "{ARN}:model/llama".',
    )
    create_config(client)
    assert refused(lambda: create_config(client, "config"))[1] == (
        f'Cannot create already existing endpoint configuration "{ARN}:endpoint-config/config".'
    )


ABSENT = {
    "describe_model": ({"ModelName": "none"}, f'Could not find model "{ARN}:model/none".'),
    "delete_model": ({"ModelName": "none"}, f'Could not find model "{ARN}:model/none".'),
    "describe_endpoint_config": (
        {"EndpointConfigName": "none"},
        f'Could not find endpoint configuration "{ARN}:endpoint-config/none".',
    ),
    "delete_endpoint_config": (
        {"EndpointConfigName": "none"},
        f'Could not find endpoint configuration "{ARN}:endpoint-config/none".',
    ),
    "describe_endpoint": ({"EndpointName": "none"}, f'Could not find endpoint "{ARN}:endpoint/none".'),
    "delete_endpoint": ({"EndpointName": "none"}, f'Could not find endpoint "{ARN}:endpoint/none".'),
    "update_endpoint": (
        {"EndpointName": "none", "EndpointConfigName": "none"},
        f'Could not find endpoint "{ARN}:endpoint/none".',
    ),
    "create_endpoint": (
        {"EndpointName": "e", "EndpointConfigName": "none"},
        f'Could not find endpoint configuration "{ARN}:endpoint-config/none".',
    ),
    "list_tags": ({"ResourceArn": f"{ARN}:model/none"}, f'Could not find model "{ARN}:model/none".'),
}


@pytest.mark.parametrize(("operation", "case"), ABSENT.items(), ids=ABSENT)
def test_what_is_not_there(client: Any, operation: str, case: tuple[dict[str, str], str]) -> None:
    parameters, message = case
    assert refused(lambda: getattr(client, operation)(**parameters)) == ("ValidationException", message)


def test_a_config_of_a_missing_model(client: Any) -> None:
    assert refused(lambda: create_config(client))[1] == f'Could not find model "{ARN}:model/llama".'


def test_deleted_is_gone(client: Any) -> None:
    create_model(client)
    create_config(client)
    client.delete_endpoint_config(EndpointConfigName="Config")
    client.delete_model(ModelName="llama")
    assert client.list_models()["Models"] == client.list_endpoint_configs()["EndpointConfigs"] == []
    create_model(client)


BAD_MODELS: dict[str, tuple[dict[str, Any], str]] = {
    "a name with an underscore": (
        {"ModelName": "no_good"},
        (
            "1 validation error detected: Value 'no_good' at 'modelName' failed to satisfy constraint: Member must "
            "satisfy regular expression pattern: [a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?"
        ),
    ),
    "a long name": (
        {"ModelName": "a" * 64},
        (
            f"1 validation error detected: Value '{'a' * 64}' at 'modelName' failed to satisfy constraint: "
            "Member must have length less than or equal to 63"
        ),
    ),
    "a variable's name": (
        {"PrimaryContainer": {"Image": TGI, "Environment": {"1A": "x"}}},
        (
            "1 validation error detected: Value '1A' at 'primaryContainer.environment.1A.key' failed to satisfy "
            "constraint: Member must satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_]*"
        ),
    ),
    "two errors": (
        {"ModelName": "-", "ExecutionRoleArn": "arn:aws:s3:::no-role-at-all"},
        "2 validation errors detected: ",
    ),
    "no container": (
        {"PrimaryContainer": None},
        "Exactly one of PrimaryContainer and Containers must be specified.",
    ),
    "no image": ({"PrimaryContainer": {}}, "A container must specify an Image or a ModelPackageName."),
    "an image that is not in ECR": (
        {"PrimaryContainer": {"Image": "huggingface/tgi:latest"}},
        'Using non-ECR image "huggingface/tgi:latest" without Vpc repository access mode is not supported.',
    ),
    "no role": ({"ExecutionRoleArn": None}, "ExecutionRoleArn must be specified."),
    "a role that SageMaker may not assume": (
        {"ExecutionRoleArn": ROLE + "-other"},
        (
            f"Could not assume role {ROLE}-other. Please ensure that the role exists and allows principal "
            "'sagemaker.amazonaws.com' to assume the role."
        ),
    ),
    "a tag twice": (
        {"Tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]},
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    ),
}


@pytest.mark.parametrize(("changes", "message"), BAD_MODELS.values(), ids=BAD_MODELS)
def test_models_that_are_refused(client: Any, changes: dict[str, Any], message: str) -> None:
    code, told = refused(lambda: create_model(client, **changes))
    assert code == "ValidationException"
    assert told.startswith(message)
    assert client.list_models()["Models"] == []


BAD_VARIANTS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown instance type": (
        {"InstanceType": "ml.g5.3xlarge"},
        (
            "Value 'ml.g5.3xlarge' at 'productionVariants.1.member.instanceType' failed to satisfy constraint: "
            "Member must satisfy enum value set: [ml."
        ),
    ),
    "no instances": (
        {"InitialInstanceCount": 0},
        (
            "Value '0' at 'productionVariants.1.member.initialInstanceCount' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1"
        ),
    ),
    "a short start-up": (
        {"ContainerStartupHealthCheckTimeoutInSeconds": 59},
        "Member must have value greater than or equal to 60",
    ),
    "a long start-up": (
        {"ContainerStartupHealthCheckTimeoutInSeconds": 3601},
        "Member must have value less than or equal to 3600",
    ),
    "a short download": (
        {"ModelDataDownloadTimeoutInSeconds": 30},
        "Value '30' at 'productionVariants.1.member.modelDataDownloadTimeoutInSeconds' failed",
    ),
    "a negative weight": (
        {"InitialVariantWeight": -1.0},
        "Member must have value greater than or equal to 0",
    ),
    "no name": ({"VariantName": None}, "Value null at 'productionVariants.1.member.variantName' failed"),
    "no instance type": (
        {"InstanceType": None},
        "Production variant AllTraffic must specify an InstanceType",
    ),
    "no instance count": (
        {"InitialInstanceCount": None},
        "Production variant AllTraffic must specify an InitialInstanceCount.",
    ),
    "no model": ({"ModelName": None}, "Production variant AllTraffic must specify a ModelName"),
    "serverless on instances": (
        {"ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 1}},
        "can not specify both ServerlessConfig and InstanceType",
    ),
}


@pytest.mark.parametrize(("changes", "message"), BAD_VARIANTS.values(), ids=BAD_VARIANTS)
def test_variants_that_are_refused(client: Any, changes: dict[str, Any], message: str) -> None:
    create_model(client)
    kept = {key: value for key, value in {**variant("Llama"), **changes}.items() if value is not None}
    code, told = refused(lambda: create_config(client, ProductionVariants=[kept]))
    assert code == "ValidationException"
    assert message in told


def test_variants_have_names_of_their_own(client: Any) -> None:
    create_model(client)
    twice = [variant("Llama"), variant("Llama")]
    assert "unique name" in refused(lambda: create_config(client, ProductionVariants=twice))[1]


def test_no_variants(client: Any) -> None:
    assert "greater than or equal to 1" in refused(lambda: create_config(client, ProductionVariants=[]))[1]


def test_what_would_do_nothing_is_refused(client: Any) -> None:
    create_model(client)
    shadow = [variant("Llama", "shadow")]
    told = refused(lambda: create_config(client, ShadowProductionVariants=shadow))[1]
    assert told == "The local platform does not serve ShadowProductionVariants."


def test_serverless_variants_need_no_instances(client: Any) -> None:
    create_model(client)
    serverless = {"MemorySizeInMB": 4096, "MaxConcurrency": 5}
    create_config(
        client,
        ProductionVariants=[{"VariantName": "v", "ModelName": "Llama", "ServerlessConfig": serverless}],
    )


def test_a_value_of_the_wrong_type(client: Any) -> None:
    create_model(client)
    wrong = [variant("Llama", InitialInstanceCount="one")]
    assert refused(lambda: create_config(client, ProductionVariants=wrong)) == (
        "SerializationException",
        "STRING_VALUE can not be converted to an Integer",
    )


def test_an_operation_that_is_not_served(client: Any) -> None:
    assert refused(client.list_training_jobs) == (
        "UnknownOperationException",
        "The local SageMaker does not serve ListTrainingJobs.",
    )


def test_tags_are_added_changed_and_removed(client: Any) -> None:
    arn = create_model(client, Tags=[{"Key": "pluto:app", "Value": "chat"}])["ModelArn"]
    added = client.add_tags(
        ResourceArn=arn, Tags=[{"Key": "pluto:app", "Value": "chat2"}, {"Key": "team", "Value": "ö"}]
    )["Tags"]
    expected = [{"Key": "pluto:app", "Value": "chat2"}, {"Key": "team", "Value": "ö"}]
    assert added == client.list_tags(ResourceArn=arn)["Tags"] == expected
    client.delete_tags(ResourceArn=arn, TagKeys=["team", "never"])
    assert client.list_tags(ResourceArn=arn)["Tags"] == expected[:1]


def test_tags_go_with_what_they_are_on(client: Any) -> None:
    arn = create_model(client, Tags=[{"Key": "a", "Value": "b"}])["ModelArn"]
    client.delete_model(ModelName="Llama")
    create_model(client)
    assert client.list_tags(ResourceArn=arn)["Tags"] == []


def test_at_most_fifty_tags(client: Any) -> None:
    arn = create_model(client)["ModelArn"]
    for start in (0, 25):
        tags = [{"Key": f"k{number}", "Value": ""} for number in range(start, start + 25)]
        client.add_tags(ResourceArn=arn, Tags=tags)
    assert refused(lambda: client.add_tags(ResourceArn=arn, Tags=[{"Key": "more", "Value": ""}]))


def test_lists_have_pages_order_and_filters(client: Any) -> None:
    names = [f"model-{letter}" for letter in "bdaec"]
    for name in names:
        create_model(client, name)
    listed = [each["ModelName"] for each in client.list_models()["Models"]]
    assert listed == names[::-1], "newest first"
    by_name = client.get_paginator("list_models").paginate(
        SortBy="Name", SortOrder="Ascending", PaginationConfig={"PageSize": 2}
    )
    assert [[each["ModelName"][-1] for each in page["Models"]] for page in by_name] == [
        ["a", "b"],
        ["c", "d"],
        ["e"],
    ]
    assert len(client.list_models(NameContains="EL-A")["Models"]) == 1
    soon = datetime.now(timezone.utc) + timedelta(minutes=5)
    assert len(client.list_models(CreationTimeBefore=soon)["Models"]) == 5
    assert client.list_models(CreationTimeAfter=soon)["Models"] == []
    assert "Invalid pagination token" in refused(lambda: client.list_models(NextToken="x"))[1]


def test_the_constraints_are_botocores() -> None:
    """Fails when botocore knows more: run `python -m pluto_py.local.sagemaker.build_constraints` then."""
    import json
    from importlib import resources

    from pluto_py.local.sagemaker.build_constraints import build

    text = resources.files("pluto_py.local.sagemaker").joinpath("constraints.json").read_text("utf-8")
    kept, current = json.loads(text), build()
    for name in ("ProductionVariantInstanceType", "ProductionVariantInferenceAmiVersion"):
        assert set(kept[name]["enum"]) >= set(current[name]["enum"])
    assert kept["inputs"] == current["inputs"]
