"""SageMaker endpoints: they take minutes to come into service, and may fail on the way with a reason."""

# ruff: noqa: ARG002, D102 - Handler declares and documents these methods

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pluto_py.engines.aws_provider.handler import Property, from_api, register, to_api
from pluto_py.engines.aws_provider.sagemaker import SageMakerObject, tag_list
from pluto_py.engines.aws_provider.waiting import poll
from pluto_py.engines.properties.values import Properties
from pluto_py.engines.provider import PartialFailure, ProviderError

__all__ = ["Endpoint"]

_READY = 3600.0  # seconds: the longest start-up health check (3600 s) dominates
_GONE = 900.0
_UNSETTLED = ("Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting")


@register
class Endpoint(SageMakerObject):
    """An endpoint. It is ready when it is `InService`; one that failed is made anew by the next update."""

    token = "aws:sagemaker/endpoint:Endpoint"  # noqa: S105 - a type, not a secret
    properties: ClassVar[Mapping[str, Property]] = {
        "deploymentConfig": Property(),
        "endpointConfigName": Property(required=True),
        "name": Property(force_new=True),
        "tags": Property(),
    }

    def create(self, inputs: Properties, timeout: float) -> str:
        name = str(inputs["name"])
        arguments = self._arguments(inputs)
        if inputs.get("tags"):
            arguments["Tags"] = tag_list(inputs["tags"])
        self.clients("sagemaker").create_endpoint(EndpointName=name, **arguments)
        self._wait(name, timeout)
        return name

    def read(self, identity: str) -> Properties | None:
        found = self._describe(identity)
        live = _live(found)
        return {**live, "tags": self.tags(found["EndpointArn"])}

    def update(self, identity: str, olds: Properties, news: Properties, timeout: float) -> None:
        found = self._settle(identity, timeout)
        if found["EndpointStatus"] == "Failed":
            self.delete(identity, news, timeout)
            self.create(news, timeout)
            return
        if found["EndpointConfigName"] != news["endpointConfigName"]:
            self.clients("sagemaker").update_endpoint(EndpointName=identity, **self._arguments(news))
            found = self._wait(identity, timeout)
            if found["EndpointConfigName"] != news["endpointConfigName"]:
                reason = found.get("FailureReason", "SageMaker went back to the configuration before")
                raise ProviderError(f"endpoint {identity} could not be updated: {reason}")
        self.set_tags(found["EndpointArn"], olds.get("tags") or {}, news.get("tags") or {})

    def delete(self, identity: str, outputs: Properties, timeout: float) -> None:
        self._settle(identity, timeout)
        self.clients("sagemaker").delete_endpoint(EndpointName=identity)

        def gone() -> bool | None:
            try:
                self._describe(identity)
            except Exception as error:
                if self.is_missing(error):
                    return True
                raise
            return None

        poll(gone, what=f"endpoint {identity} to be deleted", timeout=timeout or _GONE)

    def _arguments(self, inputs: Properties) -> dict[str, Any]:
        arguments = {"EndpointConfigName": inputs["endpointConfigName"]}
        if inputs.get("deploymentConfig"):
            arguments["DeploymentConfig"] = to_api(inputs["deploymentConfig"])
        return arguments

    def _describe(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.clients("sagemaker").describe_endpoint(EndpointName=name)
        return found

    def _settle(self, name: str, timeout: float) -> dict[str, Any]:
        """Wait until SageMaker works on the endpoint no more; it refuses any change while it does."""

        def settled() -> dict[str, Any] | None:
            found = self._describe(name)
            return None if found["EndpointStatus"] in _UNSETTLED else found

        return poll(settled, what=f"endpoint {name} to settle", timeout=timeout or _READY, longest_pause=15.0)

    def _wait(self, name: str, timeout: float) -> dict[str, Any]:
        found = self._settle(name, timeout)
        if found["EndpointStatus"] != "InService":
            reason = found.get("FailureReason") or f"its status is {found['EndpointStatus']}"
            raise PartialFailure(name, _live(found), [f"endpoint {name} did not come into service: {reason}"])
        return found


def _live(found: dict[str, Any]) -> Properties:
    live: Properties = {
        "arn": found["EndpointArn"],
        "endpointConfigName": found["EndpointConfigName"],
        "name": found["EndpointName"],
    }
    if found.get("LastDeploymentConfig"):
        live["deploymentConfig"] = from_api(found["LastDeploymentConfig"])
    return live
