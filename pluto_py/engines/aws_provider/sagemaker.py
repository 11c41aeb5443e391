"""SageMaker: models and endpoint configurations, which never change, and endpoints, which move between them.

Names: SageMaker API reference (63 characters, letters, digits and inner hyphens).
"""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pluto_py.engines.aws_provider.clients import is_error
from pluto_py.engines.aws_provider.handler import Handler, Property, Renames, from_api, register, to_api
from pluto_py.engines.aws_provider.naming import Naming
from pluto_py.engines.aws_provider.waiting import retry_while
from pluto_py.engines.properties.values import Properties

__all__ = ["EndpointConfiguration", "Model", "SageMakerObject"]

NAMING = Naming(longest=63, pattern=r"[a-zA-Z0-9](-*[a-zA-Z0-9])*")
_PROPAGATION = 120.0  # seconds that a new role may stay invisible to SageMaker
_RENAMES = Renames(
    {
        "volumeSizeInGb": "VolumeSizeInGB",
        "memorySizeInMb": "MemorySizeInMB",
        "enableSsmAccess": "EnableSSMAccess",
        "kmsKeyArn": "KmsKeyId",
        "destinationS3Uri": "DestinationS3Uri",
    }
)
_FREE_MAPS = frozenset({"environment"})
_FREE_FORM = Property(force_new=True)
_CONTAINER = {
    "containerHostname": Property(),
    "environment": Property(),
    "image": Property(),
    "imageConfig": Property(),
    "inferenceSpecificationName": Property(),
    "mode": Property(one_of=("SingleModel", "MultiModel")),
    "modelDataSource": Property(),
    "modelDataUrl": Property(),
    "modelPackageName": Property(),
    "multiModelConfig": Property(),
}
_VARIANT = {
    "acceleratorType": Property(),
    "containerStartupHealthCheckTimeoutInSeconds": Property(),
    "coreDumpConfig": Property(),
    "enableSsmAccess": Property(),
    "inferenceAmiVersion": Property(),
    "initialInstanceCount": Property(),
    "initialVariantWeight": Property(),
    "instanceType": Property(),
    "managedInstanceScaling": Property(),
    "modelDataDownloadTimeoutInSeconds": Property(),
    "modelName": Property(),
    "routingConfigs": Property(),
    "serverlessConfig": Property(),
    "variantName": Property(),
    "volumeSizeInGb": Property(),
}


class SageMakerObject(Handler):
    """What models, endpoint configurations and endpoints share: ids that are names, tags, errors."""

    naming = NAMING

    def identify(self, inputs: Properties) -> str | None:
        return inputs.get("name")

    def is_missing(self, error: Exception) -> bool:
        return is_error(error, "ValidationException", text="could not find")

    def is_conflict(self, error: Exception) -> bool:
        return is_error(error, "ValidationException", "ResourceInUse", text="already exist")

    def tags(self, arn: str) -> dict[str, str]:
        """The object's tags."""
        pages = self.clients("sagemaker").get_paginator("list_tags").paginate(ResourceArn=arn)
        return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}

    def set_tags(self, arn: str, olds: Properties, news: Properties) -> None:
        """Turn the tags `olds` into `news`."""
        client = self.clients("sagemaker")
        if gone := sorted(set(olds) - set(news)):
            client.delete_tags(ResourceArn=arn, TagKeys=gone)
        if changed := {key: value for key, value in news.items() if olds.get(key) != value}:
            client.add_tags(ResourceArn=arn, Tags=tag_list(changed))

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        live = self.read(identity) or {}
        self.set_tags(live["arn"], olds.get("tags") or {}, news.get("tags") or {})


@register
class Model(SageMakerObject):
    """A container image with its settings. Only its tags can change."""

    token = "aws:sagemaker/model:Model"  # noqa: S105 - a type, not a secret
    properties: ClassVar[Mapping[str, Property]] = {
        "containers": Property(force_new=True, fields=_CONTAINER),
        "enableNetworkIsolation": Property(force_new=True, default=False),
        "executionRoleArn": Property(force_new=True, required=True),
        "inferenceExecutionConfig": _FREE_FORM,
        "name": Property(force_new=True),
        "primaryContainer": Property(force_new=True, fields=_CONTAINER),
        "tags": Property(),
        "vpcConfig": _FREE_FORM,
    }

    def create(self, inputs: Properties, timeout: float) -> str:
        arguments = _arguments(inputs, self.properties)
        retry_while(
            lambda: self.clients("sagemaker").create_model(ModelName=inputs["name"], **arguments),
            _role_is_not_visible_yet,
            timeout=0.0 if self.clients.settings.private else _PROPAGATION,
        )
        return str(inputs["name"])

    def read(self, identity: str) -> Properties | None:
        found = self.clients("sagemaker").describe_model(ModelName=identity)
        live = _live(found, self.properties)
        return {**live, "name": identity, "arn": found["ModelArn"], "tags": self.tags(found["ModelArn"])}

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        self.clients("sagemaker").delete_model(ModelName=identity)


@register
class EndpointConfiguration(SageMakerObject):
    """Which model runs on which machines. Only its tags can change."""

    token = "aws:sagemaker/endpointConfiguration:EndpointConfiguration"  # noqa: S105 - a type, not a secret
    properties: ClassVar[Mapping[str, Property]] = {
        "asyncInferenceConfig": _FREE_FORM,
        "dataCaptureConfig": _FREE_FORM,
        "executionRoleArn": Property(force_new=True),
        "kmsKeyArn": Property(force_new=True),
        "name": Property(force_new=True),
        "namePrefix": Property(force_new=True),
        "productionVariants": Property(force_new=True, required=True, fields=_VARIANT),
        "shadowProductionVariants": Property(force_new=True, fields=_VARIANT),
        "tags": Property(),
    }

    def create(self, inputs: Properties, timeout: float) -> str:
        arguments = _arguments(inputs, self.properties)
        for variants in ("ProductionVariants", "ShadowProductionVariants"):
            if variants in arguments:
                arguments[variants] = [_to_variant(variant) for variant in arguments[variants]]
        self.clients("sagemaker").create_endpoint_config(EndpointConfigName=inputs["name"], **arguments)
        return str(inputs["name"])

    def read(self, identity: str) -> Properties | None:
        found = self.clients("sagemaker").describe_endpoint_config(EndpointConfigName=identity)
        live = _live(found, self.properties)
        for variants in ("productionVariants", "shadowProductionVariants"):
            if variants in live:
                live[variants] = [_from_variant(variant) for variant in live[variants]]
        arn = found["EndpointConfigArn"]
        return {**live, "name": identity, "arn": arn, "tags": self.tags(arn)}

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        self.clients("sagemaker").delete_endpoint_config(EndpointConfigName=identity)


def tag_list(tags: Properties | None) -> list[dict[str, str]]:
    """Tags as SageMaker's API takes them."""
    return [{"Key": key, "Value": value} for key, value in sorted((tags or {}).items())]


def _arguments(inputs: Properties, properties: Mapping[str, Property]) -> dict[str, Any]:
    given = {
        key: value
        for key, value in inputs.items()
        if key in properties and key not in ("name", "namePrefix", "tags") and value is not None
    }
    arguments: dict[str, Any] = to_api(given, _RENAMES, verbatim=_FREE_MAPS)
    if inputs.get("tags"):
        arguments["Tags"] = tag_list(inputs["tags"])
    return arguments


def _live(found: dict[str, Any], properties: Mapping[str, Property]) -> Properties:
    live: Properties = from_api(found, _RENAMES, verbatim=_FREE_MAPS)
    return {key: value for key, value in live.items() if key in properties}


def _to_variant(variant: dict[str, Any]) -> dict[str, Any]:
    """Pulumi has a list of routing settings where AWS has one, and a default name for a variant."""
    routing = variant.pop("RoutingConfigs", None)
    if routing:
        variant["RoutingConfig"] = routing[0]
    return {"VariantName": "AllTraffic", **variant}


def _from_variant(variant: Properties) -> Properties:
    routing = variant.pop("routingConfig", None)
    return {**variant, "routingConfigs": [routing]} if routing else variant


def _role_is_not_visible_yet(error: Exception) -> bool:
    return is_error(error, "ValidationException", text="Could not assume role")
