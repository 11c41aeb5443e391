"""The resource types that the deducer's tests know: those of the contract's section 3, written out."""

from __future__ import annotations

from typing import Any

from deducer.catalogue import Catalogue, Declaration, Operation, Parameter, Property, ResourceType

_S3 = {
    "put": ("s3:PutObject",),
    "get": ("s3:GetObject",),
    "write": ("s3:PutObject",),
    "read": ("s3:GetObject",),
    "delete": ("s3:DeleteObject",),
    "keys": ("s3:ListBucket",),
}
_INVOKE = ("sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream")


def _operations(actions: dict[str, tuple[str, ...]]) -> dict[str, Operation]:
    return {name: Operation(name, needed) for name, needed in actions.items()}


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) else f"must be text, not {type(value).__name__}"


def _number(value: Any) -> str | None:
    return None if isinstance(value, int) and not isinstance(value, bool) else "must be a whole number"


def _texts(value: Any) -> str | None:
    if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return None
    return "must be a dictionary of texts"


NAME = Parameter("name", required=True, keyword_only=False)

KV_STORE = ResourceType(
    kind="KVStore",
    qualified_names=("pluto_py.KVStore", "pluto_py.resources.kvstore.KVStore"),
    parameters=(NAME,),
    operations=_operations(
        {
            "get": ("dynamodb:GetItem",),
            "set": ("dynamodb:PutItem",),
            "delete": ("dynamodb:DeleteItem",),
            "keys": ("dynamodb:Scan",),
        }
    ),
    properties={
        "aws_table_name": Property("aws_table_name"),
        "aws_partition_key": Property("aws_partition_key"),
    },
    library_actions=(
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    ),
)
SAGE_MAKER = ResourceType(
    kind="SageMaker",
    qualified_names=("pluto_py.SageMaker",),
    parameters=(
        NAME,
        Parameter("image_uri", keyword_only=False, check=_text),
        Parameter("model_id", check=_text),
        Parameter("instance_type", default="ml.g5.xlarge", check=_text),
        Parameter("instance_count", default=1, check=_number),
        Parameter("envs", check=_texts),
    ),
    operations=_operations(
        {
            "invoke": _INVOKE[:1],
            "generate": _INVOKE[:1],
            "invoke_stream": _INVOKE[1:],
            "generate_stream": _INVOKE[1:],
        }
    ),
    properties={
        "endpoint_name": Property("endpoint_name", _INVOKE),
        "endpoint_url": Property("endpoint_url", _INVOKE),
    },
    library_actions=_INVOKE,
)
FUNCTION = ResourceType(
    kind="Function",
    qualified_names=("pluto_py.Function",),
    parameters=(
        Parameter("handler", required=True, keyword_only=False, handler=True),
        Parameter("name", keyword_only=False),
        Parameter("memory", default=256, check=_number),
        Parameter("timeout", default=600, check=_number),
        Parameter("envs", check=_texts),
        Parameter("auth", default="none", check=_text),
        Parameter("raw", default=False),
    ),
    operations=_operations({"invoke": ("lambda:InvokeFunction",)}),
    properties={"url": Property("url")},
    library_actions=("lambda:InvokeFunction",),
    decorator="of",
    default_name="default",
    is_function=True,
)
QUEUE = ResourceType(
    kind="Queue",
    qualified_names=("pluto_py.Queue",),
    parameters=(NAME,),
    operations=_operations({"push": ("sqs:SendMessage",)}),
    declarations={
        "subscribe": Declaration(
            "subscribe", "queue", (Parameter("handler", required=True, keyword_only=False, handler=True),)
        )
    },
    library_actions=("sqs:SendMessage",),
)
BUCKET = ResourceType(
    kind="Bucket",
    qualified_names=("pluto_py.Bucket",),
    parameters=(NAME,),
    operations=_operations(_S3),
    properties={"aws_bucket_name": Property("aws_bucket_name")},
    library_actions=("s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"),
)
_PATH = Parameter("path", required=True, keyword_only=False)
_HANDLER = Parameter("handler", required=True, keyword_only=False, handler=True)
ROUTER = ResourceType(
    kind="Router",
    qualified_names=("pluto_py.Router",),
    parameters=(NAME, Parameter("cors", default=None)),
    properties={"url": Property("url")},
    declarations={
        method: Declaration(method, "route", (_PATH, _HANDLER), {"method": method.upper()})
        for method in ("get", "post", "put", "delete", "patch")
    },
)

CATALOGUE = Catalogue((KV_STORE, SAGE_MAKER, FUNCTION, QUEUE, BUCKET, ROUTER))
