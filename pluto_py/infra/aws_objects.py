"""The AWS objects that the program registers, each with exactly the inputs that it uses.

They are registered with the type tokens, property names and provider version of `pulumi_aws`, so state and
provider are those of any Pulumi program on AWS. `pulumi_aws` itself is not imported: its `sagemaker`,
`lambda_`, `iam`, `dynamodb` and `cloudwatch` packages take longer to load than the rest of an unchanged
deployment (`benchmarks/infra_import.py` measures it). A test holds these declarations against `pulumi_aws`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypedDict, TypeVar

import pulumi
from pulumi import Input

__all__ = [
    "PROVIDER_VERSION",
    "AwsObject",
    "Bucket",
    "BucketEncryption",
    "BucketObject",
    "BucketPolicy",
    "BucketPublicAccessBlock",
    "CodeInputs",
    "Endpoint",
    "EndpointConfiguration",
    "EventSourceMapping",
    "FunctionUrl",
    "LambdaFunction",
    "LogGroup",
    "Model",
    "Permission",
    "ProductionVariant",
    "Queue",
    "Role",
    "RolePolicy",
    "Table",
]

PROVIDER_VERSION = "7.51.1"
"""The version of Pulumi's `aws` provider that the inputs below were written against."""

Tags = Mapping[str, str]
Inputs = TypeVar("Inputs", bound=Mapping[str, Any])


class AwsObject(pulumi.CustomResource, Generic[Inputs]):
    """One object of Pulumi's `aws` provider; `pulumi_type` is its type there."""

    pulumi_type: ClassVar[str]
    provides: ClassVar[tuple[str, ...]] = ()
    """Outputs that the program reads, beside the inputs."""

    def __init__(self, name: str, inputs: Inputs, opts: pulumi.ResourceOptions) -> None:
        version = pulumi.ResourceOptions(version=PROVIDER_VERSION)
        properties: dict[str, Any] = {**dict.fromkeys(self.provides), **inputs}
        super().__init__(self.pulumi_type, name, properties, pulumi.ResourceOptions.merge(opts, version))


class _RoleInputs(TypedDict):
    name: str
    description: str
    assumeRolePolicy: str
    tags: Tags


class Role(AwsObject[_RoleInputs]):
    """An IAM role; `assumeRolePolicy` is a JSON document."""

    pulumi_type = "aws:iam/role:Role"
    provides = ("arn",)
    arn: pulumi.Output[str]
    name: pulumi.Output[str]


class _RolePolicyInputs(TypedDict):
    name: str
    role: Input[str]
    policy: Input[str]


class RolePolicy(AwsObject[_RolePolicyInputs]):
    """An inline policy of a role; `policy` is a JSON document."""

    pulumi_type = "aws:iam/rolePolicy:RolePolicy"


class _LogGroupInputs(TypedDict):
    name: str
    retentionInDays: int
    tags: Tags


class LogGroup(AwsObject[_LogGroupInputs]):
    """A CloudWatch log group."""

    pulumi_type = "aws:cloudwatch/logGroup:LogGroup"
    provides = ("arn",)
    arn: pulumi.Output[str]


class _Environment(TypedDict):
    variables: Mapping[str, Input[str]]


class CodeInputs(TypedDict, total=False):
    """A function's code: `code`, or both of the others."""

    code: pulumi.Archive
    s3Bucket: Input[str]
    s3Key: Input[str]


class _LambdaFunctionInputs(CodeInputs):
    name: str
    description: str
    role: Input[str]
    packageType: str
    runtime: str
    architectures: Sequence[str]
    handler: str
    memorySize: int
    timeout: int
    environment: _Environment
    tags: Tags


class LambdaFunction(AwsObject[_LambdaFunctionInputs]):
    """A Lambda function; `memorySize` is in MB, `timeout` in seconds."""

    pulumi_type = "aws:lambda/function:Function"
    provides = ("arn",)
    arn: pulumi.Output[str]
    name: pulumi.Output[str]


class _FunctionUrlInputs(TypedDict):
    functionName: Input[str]
    authorizationType: str


class FunctionUrl(AwsObject[_FunctionUrlInputs]):
    """The URL of a Lambda function."""

    pulumi_type = "aws:lambda/functionUrl:FunctionUrl"
    provides = ("functionUrl",)
    functionUrl: pulumi.Output[str]  # noqa: N815 - the provider's own name is the attribute's


class _UrlCondition(TypedDict, total=False):
    functionUrlAuthType: str
    invokedViaFunctionUrl: bool


class _PermissionInputs(_UrlCondition):
    statementId: str
    action: str
    function: Input[str]
    principal: str


class Permission(AwsObject[_PermissionInputs]):
    """A statement in a Lambda function's own policy: who may call it."""

    pulumi_type = "aws:lambda/permission:Permission"


class _BucketName(TypedDict, total=False):
    bucket: Input[str]
    bucketPrefix: str


class _BucketInputs(_BucketName):
    forceDestroy: bool
    tags: Tags


class Bucket(AwsObject[_BucketInputs]):
    """An S3 bucket, by name or with a name that the provider completes."""

    pulumi_type = "aws:s3/bucket:Bucket"
    provides = ("arn", "bucket")
    arn: pulumi.Output[str]
    bucket: pulumi.Output[str]


class _BucketPublicAccessBlockInputs(TypedDict):
    bucket: Input[str]
    blockPublicAcls: bool
    blockPublicPolicy: bool
    ignorePublicAcls: bool
    restrictPublicBuckets: bool


class BucketPublicAccessBlock(AwsObject[_BucketPublicAccessBlockInputs]):
    """What keeps a bucket from ever being public."""

    pulumi_type = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"


class _DefaultEncryption(TypedDict):
    sseAlgorithm: str


class _EncryptionRule(TypedDict):
    applyServerSideEncryptionByDefault: _DefaultEncryption


class _BucketEncryptionInputs(TypedDict):
    bucket: Input[str]
    rules: Sequence[_EncryptionRule]


class BucketEncryption(AwsObject[_BucketEncryptionInputs]):
    """How a bucket's objects are encrypted at rest."""

    pulumi_type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"


class _BucketPolicyInputs(TypedDict):
    bucket: Input[str]
    policy: Input[str]


class BucketPolicy(AwsObject[_BucketPolicyInputs]):
    """A bucket's own policy; `policy` is a JSON document."""

    pulumi_type = "aws:s3/bucketPolicy:BucketPolicy"


class _BucketObjectInputs(TypedDict):
    bucket: Input[str]
    key: str
    source: pulumi.Asset


class BucketObject(AwsObject[_BucketObjectInputs]):
    """A file in an S3 bucket."""

    pulumi_type = "aws:s3/bucketObjectv2:BucketObjectv2"
    key: pulumi.Output[str]


class _QueueRedrive(TypedDict, total=False):
    redrivePolicy: Input[str]


class _QueueInputs(_QueueRedrive):
    name: str
    maxMessageSize: int
    messageRetentionSeconds: int
    visibilityTimeoutSeconds: int
    sqsManagedSseEnabled: bool
    tags: Tags


class Queue(AwsObject[_QueueInputs]):
    """An SQS queue; sizes in bytes, `redrivePolicy` is a JSON document."""

    pulumi_type = "aws:sqs/queue:Queue"
    provides = ("arn", "url")
    arn: pulumi.Output[str]
    url: pulumi.Output[str]


class _EventSourceMappingInputs(TypedDict):
    eventSourceArn: Input[str]
    functionName: Input[str]
    batchSize: int
    functionResponseTypes: Sequence[str]
    tags: Tags


class EventSourceMapping(AwsObject[_EventSourceMappingInputs]):
    """Lambda's polling of a queue for a function."""

    pulumi_type = "aws:lambda/eventSourceMapping:EventSourceMapping"


class _Attribute(TypedDict):
    name: str
    type: str


class _Switch(TypedDict):
    enabled: bool


class _TableInputs(TypedDict):
    name: str
    billingMode: str
    hashKey: str
    attributes: Sequence[_Attribute]
    pointInTimeRecovery: _Switch
    serverSideEncryption: _Switch
    tags: Tags


class Table(AwsObject[_TableInputs]):
    """A DynamoDB table."""

    pulumi_type = "aws:dynamodb/table:Table"
    provides = ("arn",)
    arn: pulumi.Output[str]


class _Container(TypedDict):
    image: str
    environment: Mapping[str, Input[str]]


class _ModelInputs(TypedDict):
    name: str
    executionRoleArn: Input[str]
    primaryContainer: _Container
    tags: Tags


class Model(AwsObject[_ModelInputs]):
    """A SageMaker model: a container image and its environment."""

    pulumi_type = "aws:sagemaker/model:Model"
    name: pulumi.Output[str]


class _Driver(TypedDict, total=False):
    inferenceAmiVersion: str


class ProductionVariant(_Driver):
    """One model on its instances; timeouts in seconds."""

    variantName: str
    modelName: Input[str]
    instanceType: str
    initialInstanceCount: int
    initialVariantWeight: float
    containerStartupHealthCheckTimeoutInSeconds: int
    modelDataDownloadTimeoutInSeconds: int


class _EndpointConfigurationInputs(TypedDict):
    name: str
    productionVariants: Sequence[ProductionVariant]
    tags: Tags


class EndpointConfiguration(AwsObject[_EndpointConfigurationInputs]):
    """What a SageMaker endpoint runs, and on which instances."""

    pulumi_type = "aws:sagemaker/endpointConfiguration:EndpointConfiguration"
    name: pulumi.Output[str]


class _EndpointInputs(TypedDict):
    name: str
    endpointConfigName: Input[str]
    tags: Tags


class Endpoint(AwsObject[_EndpointInputs]):
    """A SageMaker endpoint."""

    pulumi_type = "aws:sagemaker/endpoint:Endpoint"
    provides = ("arn",)
    arn: pulumi.Output[str]
    name: pulumi.Output[str]
