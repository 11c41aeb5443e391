"""Pulumi's `aws` package over boto3: the resource types that Pluto's infrastructure is made of.

One file per AWS service; a resource type is one class there. The embedded engine calls these handlers
in-process, and `provider_server` serves the very same ones to a real Pulumi CLI. Types and property names are
those of `pulumi_aws` 7, which itself is not imported here.
"""

from pluto_py.engines.aws_provider import (
    dynamodb,
    iam,
    lambda_access,
    lambda_events,
    lambda_function,
    logs,
    s3,
    s3_object,
    sagemaker,
    sagemaker_endpoint,
    sqs,
)
from pluto_py.engines.aws_provider.handler import Handler, Property, handlers, register
from pluto_py.engines.aws_provider.provider import AwsPackage, AwsProvider
from pluto_py.engines.aws_provider.settings import AwsSettings

# The modules of the services, named so that importing this package registers their types.
SERVICES = (
    dynamodb,
    iam,
    lambda_access,
    lambda_events,
    lambda_function,
    logs,
    s3,
    s3_object,
    sagemaker,
    sagemaker_endpoint,
    sqs,
)

__all__ = ["AwsPackage", "AwsProvider", "AwsSettings", "Handler", "Property", "handlers", "register"]
