"""What the program registers, judged by the validation of the real AWS provider (Terraform's, which Pulumi bridges).

Terraform and a folder with the provider are needed, no network and no account: `TERRAFORM_PLUGIN_DIR`, or
`/opt/tf-plugins`, laid out as `terraform providers mirror` does. Without them these tests are skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

PLUGINS = Path(os.environ.get("TERRAFORM_PLUGIN_DIR", "/opt/tf-plugins"))
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
TYPES = {
    "aws:cloudwatch/logGroup:LogGroup": "aws_cloudwatch_log_group",
    "aws:dynamodb/table:Table": "aws_dynamodb_table",
    "aws:iam/role:Role": "aws_iam_role",
    "aws:iam/rolePolicy:RolePolicy": "aws_iam_role_policy",
    "aws:lambda/function:Function": "aws_lambda_function",
    "aws:lambda/functionUrl:FunctionUrl": "aws_lambda_function_url",
    "aws:lambda/permission:Permission": "aws_lambda_permission",
    "aws:lambda/eventSourceMapping:EventSourceMapping": "aws_lambda_event_source_mapping",
    "aws:s3/bucket:Bucket": "aws_s3_bucket",
    "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
    "aws:s3/bucketPolicy:BucketPolicy": "aws_s3_bucket_policy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "aws_s3_bucket_public_access_block",
    ENCRYPTION: "aws_s3_bucket_server_side_encryption_configuration",
    "aws:sqs/queue:Queue": "aws_sqs_queue",
    "aws:sagemaker/endpoint:Endpoint": "aws_sagemaker_endpoint",
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration": "aws_sagemaker_endpoint_configuration",
    "aws:sagemaker/model:Model": "aws_sagemaker_model",
}
RENAMED = {
    ("aws_lambda_function", "name"): "function_name",
    ("aws_lambda_function", "code"): "filename",
    ("aws_lambda_permission", "function"): "function_name",
    ("aws_dynamodb_table", "attributes"): "attribute",
    ("aws_s3_bucket_server_side_encryption_configuration", "rules"): "rule",
}
NEWER = {("aws_lambda_permission", "invoked_via_function_url")}
"""Inputs that the provider on these machines is too old for."""

pytestmark = pytest.mark.skipif(
    shutil.which("terraform") is None or not any(PLUGINS.glob("*/hashicorp/aws/*")),
    reason="needs terraform, and its AWS provider in TERRAFORM_PLUGIN_DIR",
)


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], list[str]]:
    """The provider's complaints about objects: (type, name) → inputs."""
    folder = tmp_path_factory.mktemp("terraform")
    versions = sorted(path.name for path in PLUGINS.glob("*/hashicorp/aws/*"))
    needed = {"aws": {"source": "hashicorp/aws", "version": versions[-1]}}
    (folder / "versions.tf.json").write_text(json.dumps({"terraform": {"required_providers": needed}}))

    def terraform(*arguments: str) -> dict[str, Any]:
        command = ["terraform", f"-chdir={folder}", *arguments]
        quiet = {**os.environ, "CHECKPOINT_DISABLE": "1"}
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=quiet)
        if "-json" not in arguments:
            return {"status": done.returncode, "text": done.stderr}
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    initialised = terraform("init", "-input=false", f"-plugin-dir={PLUGINS}")
    assert initialised["status"] == 0, initialised["text"]
    (schemas,) = terraform("providers", "schema", "-json")["provider_schemas"].values()

    def complaints(objects: dict[tuple[str, str], dict[str, Any]]) -> list[str]:
        found: dict[str, dict[str, Any]] = {}
        for (typ, name), inputs in objects.items():
            if typ.startswith("aws:"):
                kind = TYPES[typ]
                block = schemas["resource_schemas"][kind]["block"]
                found.setdefault(kind, {})[name] = _converted(kind, block, inputs)
        (folder / "main.tf.json").write_text(json.dumps({"resource": found}))
        result = terraform("validate", "-json")
        return [f"{d['summary']}: {d['detail']}" for d in result["diagnostics"] if d["severity"] == "error"]

    return complaints


def _converted(kind: str, block: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """Pulumi's inputs as Terraform's: names in snake case, nested objects as blocks, archives as files."""
    converted = {}
    for key, value in inputs.items():
        name = RENAMED.get((kind, key), re.sub(r"(?<!^)([A-Z])", r"_\1", key).lower())
        nested = block.get("block_types", {}).get(name)
        if (kind, name) in NEWER:
            continue
        if nested is None:
            assert name in block["attributes"], f"{kind} has no {name}"
            converted[name] = getattr(value, "path", value)
        else:
            items = value if isinstance(value, list) else [value]
            converted[name] = [_converted(kind, nested["block"], item) for item in items]
    return converted


def test_an_app_with_everything_is_valid(app, judge):
    app.name = "A rather long application, with ünicode " * 3
    app.declare("KVStore", "history").declare("KVStore", "x" * 48)
    app.declare("Bucket", "uploads").declare("Bucket", "x" * 48)
    app.declare("Queue", "orders").declare("Queue", "x" * 48)
    app.subscriber("orders", timeout=900, batch_size=10).subscriber("x" * 48)
    app.declare("SageMaker", "llm", model_id="a/b", instance_type="ml.g5.48xlarge", envs={"HF_TOKEN": "t"})
    app.declare("SageMaker", "own", image_uri="ghcr.io/me/model:1", startup_timeout=60, download_timeout=3600)
    app.function("chatbot", memory=128, timeout=900, reads=("Function/other.url",)).function(
        "other", auth="iam"
    )
    app.grant("chatbot", "KVStore/history", "dynamodb:GetItem").grant(
        "other", "Function/chatbot", "lambda:InvokeFunction"
    )
    bundles = dict(app.plan().bundles)
    bundles["other"] = replace(bundles["other"], size=60 * 1024**2)
    assert judge(app.provision(bundles=bundles, python="3.13", log_retention_days=3653).objects) == []


def test_the_judge_can_say_no(app, judge):
    made = app.function("chatbot").provision()
    made.inputs("Function", "chatbot-function")["memorySize"] = 64
    (complaint,) = judge(made.objects)
    assert "memory_size" in complaint
