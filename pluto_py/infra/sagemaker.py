"""SageMaker on AWS: an execution role, a log group, a model, an endpoint configuration and an endpoint.

Models and endpoint configurations cannot be changed in place. Their names carry a hash of their inputs, so a
change makes new ones, moves the endpoint over, and only then removes the old ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pulumi

from deducer.architecture import DeducedResource
from pluto_py.infra import naming
from pluto_py.infra.arguments import Arguments
from pluto_py.infra.aws_objects import Endpoint, EndpointConfiguration, Model, ProductionVariant
from pluto_py.infra.container import Container, container_for, ecr_image
from pluto_py.infra.execution_role import ExecutionRole, execution_role
from pluto_py.infra.resource import ResourceInfra
from pluto_py.infra.scope import Scope
from pluto_py.resources import SageMaker

__all__ = ["SageMakerInfra"]


class SageMakerInfra(ResourceInfra):
    """An endpoint with one production variant."""

    identity = "endpoint_name"

    def __init__(self, scope: Scope, resource: DeducedResource) -> None:
        super().__init__(scope, resource)
        self._name = resource.name
        self._arguments = Arguments(SageMaker, resource)
        name = self.known_properties(scope, resource)["endpoint_name"]
        container = _container(scope, resource)
        role = execution_role(scope, resource.name, name, container.image, self.tags, self.child)
        model = self._model(container, role)
        endpoint = Endpoint(
            f"{resource.name}-endpoint",
            {
                "name": name,
                "endpointConfigName": self._configuration(container, model).name,
                "tags": self.tags,
            },
            self.child,
        )
        self.arn = endpoint.arn
        self.properties = {"endpoint_name": name, "endpoint_url": _invocation_url(scope, name)}
        self.register_outputs({"arn": endpoint.arn})

    @classmethod
    def known_properties(cls, scope: Scope, resource: DeducedResource) -> Mapping[str, str]:
        """The endpoint's name."""
        return {"endpoint_name": scope.physical_name(resource.kind, resource.name, naming.SAGEMAKER)}

    @classmethod
    def problems(cls, scope: Scope, resource: DeducedResource) -> list[str]:
        """A container without a model, or an image that SageMaker cannot pull from this region."""
        container = _container(scope, resource)
        image = ecr_image(container.image)
        found = []
        if "image_uri" not in resource.arguments and "HF_MODEL_ID" not in container.environment:
            found.append("it has neither a `model_id` nor an `image_uri` that carries its model")
        if scope.plan.platform == "aws" and image and image.region != scope.plan.region:
            found.append(
                f"its image lies in {image.region}, and SageMaker takes only images of the stack's region, "
                f"{scope.plan.region}"
            )
        return found

    def _model(self, container: Container, role: ExecutionRole) -> Model:
        secret = {name: pulumi.Output.secret(value) for name, value in container.environment.secret.items()}
        return Model(
            f"{self._name}-model",
            {
                "name": self._versioned_name("model", _contents(container)),
                "executionRoleArn": role.arn,
                "primaryContainer": {
                    "image": container.image,
                    "environment": {**container.environment.plain, **secret},
                },
                "tags": self.tags,
            },
            pulumi.ResourceOptions(parent=self, depends_on=role.ready),
        )

    def _configuration(self, container: Container, model: Model) -> EndpointConfiguration:
        variant: ProductionVariant = {
            "variantName": "main",
            "modelName": model.name,
            "instanceType": self._arguments["instance_type"],
            "initialInstanceCount": self._arguments["instance_count"],
            "initialVariantWeight": 1.0,
            "containerStartupHealthCheckTimeoutInSeconds": self._arguments["startup_timeout"],
            "modelDataDownloadTimeoutInSeconds": self._arguments["download_timeout"],
        }
        if container.driver:
            variant["inferenceAmiVersion"] = container.driver
        inputs = {key: value for key, value in variant.items() if key != "modelName"}
        return EndpointConfiguration(
            f"{self._name}-configuration",
            {
                "name": self._versioned_name("configuration", [inputs, _contents(container)]),
                "productionVariants": [variant],
                "tags": self.tags,
            },
            self.child,
        )

    def _versioned_name(self, what: str, inputs: Any) -> str:
        return self.scope.versioned_name(f"SageMaker {what}", self._name, inputs, naming.SAGEMAKER)


def _container(scope: Scope, resource: DeducedResource) -> Container:
    return container_for(Arguments(SageMaker, resource), scope.plan.region, scope.dns_suffix)


def _contents(container: Container) -> list[Any]:
    return [container.image, container.environment.values()]


def _invocation_url(scope: Scope, endpoint: str) -> str:
    """Where SageMaker's runtime takes invocations: at AWS, or where the stack's endpoints say."""
    base = f"https://runtime.sagemaker.{scope.plan.region}.{scope.dns_suffix}"
    for group in json.loads(pulumi.Config("aws").get("endpoints") or "[]"):
        base = group.get("sagemakerruntime") or group.get("sagemaker") or base
    return f"{base.rstrip('/')}/endpoints/{endpoint}/invocations"
