"""Models: an image and its environment, under a role."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.sagemaker.errors import already_exists, invalid, not_found
from pluto_py.local.sagemaker.listing import page
from pluto_py.local.sagemaker.objects import Definition
from pluto_py.local.sagemaker.store import Store
from pluto_py.local.sagemaker.tags import tag_map

__all__ = ["Models"]

KIND = "model"
_ECR = re.compile(r"\d{12}\.dkr\.ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|[a-z0-9.-]+)/\S+")
_SERVICE = "sagemaker.amazonaws.com"


class Models:
    """The operations on models."""

    def __init__(self, context: CloudContext, store: Store):
        self._context = context
        self._store = store

    def create(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`CreateModel`."""
        name = parameters["ModelName"]
        arn = self.arn(name)
        if self._store.get(KIND, name) is not None:
            raise already_exists("model", arn)
        self._check(parameters)
        members = {key: value for key, value in parameters.items() if key not in ("ModelName", "Tags")}
        model = Definition(name, arn, time.time(), members)
        self._store.put(KIND, model.to_json(), tag_map(parameters.get("Tags")))
        return {"ModelArn": arn}

    def describe(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`DescribeModel`."""
        model = self.get(parameters["ModelName"])
        return {
            "EnableNetworkIsolation": False,
            **model.members,
            "ModelName": model.name,
            "ModelArn": model.arn,
            "CreationTime": model.created,
        }

    def delete(self, parameters: Mapping[str, Any]) -> None:
        """`DeleteModel`; endpoints that run it go on."""
        model = self.get(parameters["ModelName"])
        self._store.delete(KIND, model.name, model.arn)

    def page(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`ListModels`."""
        return page(self._store.all(KIND), parameters, "Models", _summary)

    def get(self, name: str) -> Definition:
        """The model of this name.

        Raises:
            ServiceError: there is none.
        """
        stored = self._store.get(KIND, name)
        if stored is None:
            raise not_found("model", self.arn(name))
        return Definition.from_json(stored)

    def arn(self, name: str) -> str:
        """The ARN that a model of this name has or would have."""
        return self._context.arn("sagemaker", f"model/{name.lower()}")

    def _check(self, parameters: Mapping[str, Any]) -> None:
        primary, several = parameters.get("PrimaryContainer"), parameters.get("Containers")
        if (primary is None) == (several is None):
            raise invalid("Exactly one of PrimaryContainer and Containers must be specified.")
        for container in [primary] if primary is not None else several or ():
            image = container.get("Image")
            if image is None and "ModelPackageName" not in container:
                raise invalid("A container must specify an Image or a ModelPackageName.")
            if image is not None and "ImageConfig" not in container and not _ECR.fullmatch(image):
                raise invalid(
                    f'Using non-ECR image "{image}" without Vpc repository access mode is not supported.'
                )
        role = parameters.get("ExecutionRoleArn")
        if role is None:
            raise invalid("ExecutionRoleArn must be specified.")
        if not self._context.identity.can_assume(role, _SERVICE):
            raise invalid(
                f"Could not assume role {role}. Please ensure that the role exists and allows principal "
                f"'{_SERVICE}' to assume the role."
            )


def _summary(model: Mapping[str, Any]) -> dict[str, Any]:
    return {"ModelName": model["name"], "ModelArn": model["arn"], "CreationTime": model["created"]}
