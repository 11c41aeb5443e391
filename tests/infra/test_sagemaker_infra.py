"""What a SageMaker endpoint becomes on AWS."""

from __future__ import annotations

import json

import pytest

from pluto_py.errors import PlutoError

IMAGE = "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2.1.1-tgi1.4.0"
ENDPOINT = "chat-dev-llm-e449c1dc"


def test_an_endpoint_is_a_role_a_log_group_a_model_a_configuration_and_an_endpoint(app):
    assert app.declare("SageMaker", "llm", image_uri=IMAGE).provision().types() == [
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:sagemaker/endpoint:Endpoint",
        "aws:sagemaker/endpointConfiguration:EndpointConfiguration",
        "aws:sagemaker/model:Model",
    ]


def test_the_execution_role_may_pull_its_image_write_its_logs_and_put_its_metrics(app):
    logs = f"arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/Endpoints/{ENDPOINT}"
    assert app.declare("SageMaker", "llm", image_uri=IMAGE).provision().policy("llm-policy") == [
        {
            "Effect": "Allow",
            "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Resource": ["arn:aws:ecr:us-east-1:763104351884:repository/huggingface-pytorch-tgi-inference"],
        },
        {
            "Effect": "Allow",
            "Action": [
                "logs:CreateLogGroup",
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
            ],
            "Resource": [logs, f"{logs}:*"],
        },
        {
            "Effect": "Allow",
            "Action": ["cloudwatch:PutMetricData"],
            "Resource": "*",
            "Condition": {
                "StringEquals": {"cloudwatch:namespace": ["/aws/sagemaker/Endpoints", "AWS/SageMaker"]}
            },
        },
        {"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken"], "Resource": "*"},
    ]


def test_an_image_of_another_registry_needs_no_rights_in_ecr(app):
    statements = (
        app.declare("SageMaker", "llm", image_uri="ghcr.io/me/model:1").provision().policy("llm-policy")
    )
    assert "ecr:" not in json.dumps(statements)


def test_no_policy_has_a_wildcard_action(app):
    app.declare("SageMaker", "llm", model_id="a/b").declare("KVStore", "history").function("chatbot")
    app.grant("chatbot", "KVStore/history", "dynamodb:Scan")
    made = app.provision()
    actions = [a for p in ("llm-policy", "chatbot-policy") for s in made.policy(p) for a in s["Action"]]
    assert not [action for action in actions if "*" in action]


def test_the_container_gets_the_apps_environment_and_instance(app):
    app.declare(
        "SageMaker",
        "llm",
        image_uri=IMAGE,
        instance_type="ml.g5.12xlarge",
        instance_count=2,
        envs={"HF_TASK": "x"},
    )
    made = app.provision()
    container = made.inputs("Model", "llm-model")["primaryContainer"]
    assert container == {"image": IMAGE, "environment": {"HF_TASK": "x", "SM_NUM_GPUS": "4"}}
    (variant,) = made.inputs("EndpointConfiguration", "llm-configuration")["productionVariants"]
    assert (variant["instanceType"], variant["initialInstanceCount"]) == ("ml.g5.12xlarge", 2)


def test_both_start_up_timeouts_are_set(app):
    app.declare("SageMaker", "llm", image_uri=IMAGE, startup_timeout=600, download_timeout=1800)
    (variant,) = app.provision().inputs("EndpointConfiguration", "llm-configuration")["productionVariants"]
    assert variant["containerStartupHealthCheckTimeoutInSeconds"] == 600
    assert variant["modelDataDownloadTimeoutInSeconds"] == 1800


def test_a_model_id_alone_gets_the_regions_text_generation_container_and_its_driver(app):
    made = app.declare("SageMaker", "llm", model_id="a/b").provision(region="eu-south-1")
    container = made.inputs("Model", "llm-model")["primaryContainer"]
    assert container["image"].startswith(
        "692866216735.dkr.ecr.eu-south-1.amazonaws.com/huggingface-pytorch-tgi-inference:"
    )
    assert container["environment"] == {"HF_MODEL_ID": "a/b", "SM_NUM_GPUS": "1"}
    (variant,) = made.inputs("EndpointConfiguration", "llm-configuration")["productionVariants"]
    assert variant["inferenceAmiVersion"] == "al2-ami-sagemaker-inference-gpu-3-1"


def test_an_own_image_keeps_sagemakers_default_driver(app):
    made = app.declare("SageMaker", "llm", image_uri=IMAGE).provision()
    (variant,) = made.inputs("EndpointConfiguration", "llm-configuration")["productionVariants"]
    assert "inferenceAmiVersion" not in variant


@pytest.mark.parametrize(
    ("instance_type", "gpus"),
    [
        ("ml.g4dn.12xlarge", "4"),
        ("ml.g5.2xlarge", "1"),
        ("ml.g5.16xlarge", "1"),
        ("ml.g6e.48xlarge", "8"),
        ("ml.p4d.24xlarge", "8"),
        ("ml.p5.48xlarge", "8"),
        ("ml.p5.4xlarge", None),
        ("ml.m5.xlarge", None),
    ],
)
def test_the_container_is_told_how_many_gpus_it_has(app, instance_type, gpus):
    made = app.declare("SageMaker", "llm", image_uri=IMAGE, instance_type=instance_type).provision()
    assert made.inputs("Model", "llm-model")["primaryContainer"]["environment"].get("SM_NUM_GPUS") == gpus


def test_a_hub_token_is_a_secret_under_both_of_its_names(app, from_environment):
    envs = from_environment(
        {"HF_TOKEN": "hf_x", "A": "1"}, {"HF_TOKEN": {"env": "HF_TOKEN"}, "A": "1"}, "HF_TOKEN"
    )
    made = app.declare("SageMaker", "llm", image_uri=IMAGE, envs=envs).provision()
    environment = made.inputs("Model", "llm-model")["primaryContainer"]["environment"]
    assert environment["HF_TOKEN"] == environment["HUGGING_FACE_HUB_TOKEN"] == "hf_x"
    assert made.secrets == {("llm-model", "HF_TOKEN"), ("llm-model", "HUGGING_FACE_HUB_TOKEN")}


def test_a_change_gives_model_and_configuration_new_names_and_keeps_the_endpoints(app):
    app.declare("SageMaker", "llm", image_uri=IMAGE)
    before = app.provision()
    app.resources.clear()
    after = app.declare("SageMaker", "llm", image_uri=IMAGE + "-new").provision()
    for kind, name in (("Model", "llm-model"), ("EndpointConfiguration", "llm-configuration")):
        assert before.inputs(kind, name)["name"] != after.inputs(kind, name)["name"]
    assert (
        before.inputs("Endpoint", "llm-endpoint")["name"]
        == after.inputs("Endpoint", "llm-endpoint")["name"]
        == ENDPOINT
    )
    assert (
        after.inputs("Endpoint", "llm-endpoint")["endpointConfigName"]
        == (after.inputs("EndpointConfiguration", "llm-configuration")["name"])
    )


def test_another_instance_changes_the_configuration_and_not_the_model(app):
    before = app.declare("SageMaker", "llm", image_uri=IMAGE, instance_count=1).provision()
    app.resources.clear()
    after = app.declare("SageMaker", "llm", image_uri=IMAGE, instance_count=2).provision()
    assert before.inputs("Model", "llm-model") == after.inputs("Model", "llm-model")
    name = ("EndpointConfiguration", "llm-configuration")
    assert before.inputs(*name)["name"] != after.inputs(*name)["name"]


def test_the_invocation_url_is_the_regions_or_that_of_the_stacks_endpoints(app):
    app.declare("SageMaker", "llm", image_uri=IMAGE)
    url = "resource:SageMaker:llm:endpoint_url"
    assert app.provision().exports[url] == (
        f"https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/{ENDPOINT}/invocations"
    )
    endpoints = json.dumps([{"sagemaker": "http://127.0.0.1:9000", "iam": "http://127.0.0.1:9000"}])
    made = app.provision(platform="local", config={"aws:endpoints": endpoints})
    assert made.exports[url] == f"http://127.0.0.1:9000/endpoints/{ENDPOINT}/invocations"


def test_a_container_without_a_model_is_refused(app):
    with pytest.raises(PlutoError, match="SageMaker 'llm': it has neither a `model_id` nor an `image_uri`"):
        app.declare("SageMaker", "llm").plan_and_check()


def test_an_image_of_another_region_is_refused_on_aws_only(app):
    app.declare("SageMaker", "llm", image_uri=IMAGE)
    with pytest.raises(PlutoError, match="its image lies in us-east-1"):
        app.plan_and_check(region="eu-west-1")
    app.plan_and_check(region="eu-west-1", platform="local")
