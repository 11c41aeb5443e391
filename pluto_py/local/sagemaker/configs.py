"""Endpoint configurations: which models run as which variants, on what."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.sagemaker.errors import already_exists, invalid, not_found
from pluto_py.local.sagemaker.listing import page
from pluto_py.local.sagemaker.models import Models
from pluto_py.local.sagemaker.objects import Definition, Deployment, Variant
from pluto_py.local.sagemaker.store import Store
from pluto_py.local.sagemaker.tags import tag_map

__all__ = ["EndpointConfigs"]

KIND = "endpoint-config"
_WHAT = "endpoint configuration"
_NOT_LOCAL = (
    "AsyncInferenceConfig",
    "ExplainerConfig",
    "ShadowProductionVariants",
    "CrossRegionTrafficConfig",
)
"""What would change how an endpoint answers, and would do nothing here."""


class EndpointConfigs:
    """The operations on endpoint configurations."""

    def __init__(self, context: CloudContext, store: Store, models: Models):
        self._context = context
        self._store = store
        self._models = models

    def create(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`CreateEndpointConfig`."""
        name = parameters["EndpointConfigName"]
        arn = self.arn(name)
        if self._store.get(KIND, name) is not None:
            raise already_exists(_WHAT, arn)
        self._check(parameters)
        members = {
            key: value for key, value in parameters.items() if key not in ("EndpointConfigName", "Tags")
        }
        config = Definition(name, arn, time.time(), members)
        self._store.put(KIND, config.to_json(), tag_map(parameters.get("Tags")))
        return {"EndpointConfigArn": arn}

    def describe(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`DescribeEndpointConfig`."""
        config = self.get(parameters["EndpointConfigName"])
        variants = [{"InitialVariantWeight": 1.0, **each} for each in config.members["ProductionVariants"]]
        return {
            "EnableNetworkIsolation": False,
            **config.members,
            "ProductionVariants": variants,
            "EndpointConfigName": config.name,
            "EndpointConfigArn": config.arn,
            "CreationTime": config.created,
        }

    def delete(self, parameters: Mapping[str, Any]) -> None:
        """`DeleteEndpointConfig`; endpoints that run it go on."""
        config = self.get(parameters["EndpointConfigName"])
        self._store.delete(KIND, config.name, config.arn)

    def page(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`ListEndpointConfigs`."""
        return page(self._store.all(KIND), parameters, "EndpointConfigs", _summary)

    def get(self, name: str) -> Definition:
        """The configuration of this name.

        Raises:
            ServiceError: there is none.
        """
        stored = self._store.get(KIND, name)
        if stored is None:
            raise not_found(_WHAT, self.arn(name))
        return Definition.from_json(stored)

    def deployment(self, name: str) -> Deployment:
        """What an endpoint with this configuration runs, as of now.

        Raises:
            ServiceError: the configuration or one of its models does not exist.
        """
        config = self.get(name)
        variants = tuple(self._variant(each) for each in config.members["ProductionVariants"])
        return Deployment(config.name, variants, time.time())

    def arn(self, name: str) -> str:
        """The ARN that a configuration of this name has or would have."""
        return self._context.arn("sagemaker", f"endpoint-config/{name.lower()}")

    def _check(self, parameters: Mapping[str, Any]) -> None:
        for member in _NOT_LOCAL:
            if member in parameters:
                raise invalid(f"The local platform does not serve {member}.")
        variants = parameters["ProductionVariants"]
        names = [each["VariantName"] for each in variants]
        if len(set(names)) < len(names):
            raise invalid("Each production variant must have a unique name within an endpoint configuration.")
        for each in variants:
            for problem in _variant_problems(each):
                raise invalid(problem)
            self._models.get(each["ModelName"])

    def _variant(self, variant: Mapping[str, Any]) -> Variant:
        model = self._models.get(variant["ModelName"]).members
        several = model.get("Containers", [])
        container = model.get("PrimaryContainer") or several[0]
        return Variant(
            name=variant["VariantName"],
            image=container.get("Image", ""),
            environment=container.get("Environment", {}),
            weight=variant.get("InitialVariantWeight", 1.0),
            instance_count=variant.get("InitialInstanceCount", 1),
            unsupported=_unsupported(container, len(several)),
        )


def _variant_problems(variant: Mapping[str, Any]) -> Iterator[str]:
    where = f"Production variant {variant['VariantName']}"
    if "ModelName" not in variant:
        yield f"{where} must specify a ModelName: the local platform has no inference components."
    if "ServerlessConfig" in variant:
        if "InstanceType" in variant or "InitialInstanceCount" in variant:
            yield f"{where} can not specify both ServerlessConfig and InstanceType or InitialInstanceCount."
        return
    if "InstanceType" not in variant and "InstancePools" not in variant:
        yield f"{where} must specify an InstanceType, or a ServerlessConfig."
    if "InitialInstanceCount" not in variant:
        yield f"{where} must specify an InitialInstanceCount."


def _unsupported(container: Mapping[str, Any], containers: int) -> str | None:
    if containers > 1:
        return "The local platform runs one container a model, not an inference pipeline."
    if "Image" not in container:
        return "The local platform runs images, not model packages."
    return None


def _summary(config: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "EndpointConfigName": config["name"],
        "EndpointConfigArn": config["arn"],
        "CreationTime": config["created"],
    }
