"""Endpoints: created, updated and deleted in the background, as on AWS but in a moment."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pluto_py.local.context import CloudContext
from pluto_py.local.sagemaker.configs import EndpointConfigs
from pluto_py.local.sagemaker.errors import already_exists, in_progress, invalid, not_found
from pluto_py.local.sagemaker.fleet import Fleet
from pluto_py.local.sagemaker.listing import page
from pluto_py.local.sagemaker.objects import Deployment, Endpoint
from pluto_py.local.sagemaker.store import Store
from pluto_py.local.sagemaker.tags import tag_map
from pluto_py.local.textgen.container import ContainerError

__all__ = ["Endpoints"]

KIND = "endpoint"


class Endpoints:
    """The operations on endpoints. A transition is written down before it begins: a restart goes on."""

    def __init__(
        self, context: CloudContext, store: Store, configs: EndpointConfigs, fleet: Fleet, transition_s: float
    ):
        self._context = context
        self._store = store
        self._configs = configs
        self._fleet = fleet
        self._transition_s = transition_s
        self._transitions: set[asyncio.Task[None]] = set()

    def resume(self) -> None:
        """Start what answered before, and go on with what was under way. Needs a running event loop."""
        for endpoint in self._all():
            if endpoint.current is not None and endpoint.status != "Deleting":
                self._restart(endpoint, endpoint.current)
            if endpoint.in_progress:
                self._begin(endpoint)

    async def stop(self) -> None:
        """Leave transitions where they are."""
        for task in self._transitions:
            task.cancel()
        await asyncio.gather(*self._transitions, return_exceptions=True)

    def create(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`CreateEndpoint`."""
        name = parameters["EndpointName"]
        arn = self._arn(name)
        if self._store.get(KIND, name) is not None:
            raise already_exists("endpoint", arn)
        target = self._configs.deployment(parameters["EndpointConfigName"])
        now = time.time()
        endpoint = Endpoint(name, arn, now, now, "Creating", target=target)
        self._write(endpoint, tag_map(parameters.get("Tags")))
        self._begin(endpoint)
        return {"EndpointArn": arn}

    def update(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`UpdateEndpoint`; the old deployment answers until the new one does."""
        endpoint = self.get(parameters["EndpointName"])
        if endpoint.in_progress:
            raise in_progress(endpoint.arn)
        if endpoint.status == "Failed":
            raise invalid(f'Cannot update endpoint "{endpoint.arn}" with status "Failed".')
        updating = replace(
            endpoint,
            status="Updating",
            modified=time.time(),
            target=self._configs.deployment(parameters["EndpointConfigName"]),
            failure_reason=None,
            deployment_config=parameters.get("DeploymentConfig")
            or (endpoint.deployment_config if parameters.get("RetainDeploymentConfig") else None),
        )
        self._write(updating)
        self._begin(updating)
        return {"EndpointArn": endpoint.arn}

    def delete(self, parameters: Mapping[str, Any]) -> None:
        """`DeleteEndpoint`; it answers no more from now on."""
        endpoint = self.get(parameters["EndpointName"])
        if endpoint.in_progress:
            raise in_progress(endpoint.arn)
        deleting = replace(endpoint, status="Deleting", modified=time.time())
        self._write(deleting)
        self._fleet.stop(endpoint.name)
        self._begin(deleting)

    def describe(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`DescribeEndpoint`."""
        endpoint = self.get(parameters["EndpointName"])
        shown = endpoint.current or endpoint.target
        answer = {
            "EndpointName": endpoint.name,
            "EndpointArn": endpoint.arn,
            "EndpointConfigName": shown.config_name if shown else None,
            "EndpointStatus": endpoint.status,
            "CreationTime": endpoint.created,
            "LastModifiedTime": endpoint.modified,
            "FailureReason": endpoint.failure_reason,
            "LastDeploymentConfig": endpoint.deployment_config,
            "ProductionVariants": _variants(endpoint.current) if endpoint.current else None,
        }
        return {member: value for member, value in answer.items() if value is not None}

    def page(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`ListEndpoints`."""
        return page(self._store.all(KIND), parameters, "Endpoints", _summary)

    def get(self, name: str) -> Endpoint:
        """The endpoint of this name.

        Raises:
            ServiceError: there is none.
        """
        stored = self._store.get(KIND, name)
        if stored is None:
            raise not_found("endpoint", self._arn(name))
        return Endpoint.from_json(stored)

    def statuses(self) -> list[dict[str, str]]:
        """Every endpoint's name and status."""
        return [{"name": endpoint.name, "status": endpoint.status} for endpoint in self._all()]

    def _all(self) -> list[Endpoint]:
        return [Endpoint.from_json(stored) for stored in self._store.all(KIND)]

    def _arn(self, name: str) -> str:
        return self._context.arn("sagemaker", f"endpoint/{name.lower()}")

    def _write(self, endpoint: Endpoint, tags: Mapping[str, str] | None = None) -> None:
        self._store.put(KIND, endpoint.to_json(), tags)

    def _begin(self, endpoint: Endpoint) -> None:
        task = asyncio.create_task(self._finish(endpoint), name=f"{endpoint.status} {endpoint.name}")
        self._transitions.add(task)
        task.add_done_callback(self._transitions.discard)

    async def _finish(self, endpoint: Endpoint) -> None:
        """Bring a transition to its end. Operations leave the endpoint alone meanwhile."""
        await asyncio.sleep(self._transition_s)
        if endpoint.status == "Deleting":
            self._store.delete(KIND, endpoint.name, endpoint.arn)
        elif endpoint.target is not None:
            self._write(self._deployed(endpoint, endpoint.target))

    def _deployed(self, endpoint: Endpoint, target: Deployment) -> Endpoint:
        """The endpoint after its transition: with the target, or if that cannot start, as before."""
        settled = replace(endpoint, modified=time.time(), target=None)
        try:
            self._fleet.start(endpoint, target)
        except ContainerError as error:
            status = "Failed" if endpoint.current is None else "InService"
            return replace(settled, status=status, failure_reason=str(error))
        return replace(settled, status="InService", current=target, failure_reason=None)

    def _restart(self, endpoint: Endpoint, deployment: Deployment) -> None:
        """Start what ran before the cloud was stopped; the machine may have changed since."""
        try:
            self._fleet.start(endpoint, deployment)
        except ContainerError as error:
            self._write(replace(endpoint, status="Failed", failure_reason=str(error), target=None))


def _variants(deployment: Deployment) -> list[dict[str, Any]]:
    return [
        {
            "VariantName": variant.name,
            "DeployedImages": [
                {
                    "SpecifiedImage": variant.image,
                    "ResolvedImage": variant.image,
                    "ResolutionTime": deployment.since,
                }
            ],
            "CurrentWeight": variant.weight,
            "DesiredWeight": variant.weight,
            "CurrentInstanceCount": variant.instance_count,
            "DesiredInstanceCount": variant.instance_count,
        }
        for variant in deployment.variants
    ]


def _summary(endpoint: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "EndpointName": endpoint["name"],
        "EndpointArn": endpoint["arn"],
        "CreationTime": endpoint["created"],
        "LastModifiedTime": endpoint["modified"],
        "EndpointStatus": endpoint["status"],
    }
