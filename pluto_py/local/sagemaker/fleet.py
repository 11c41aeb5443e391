"""The containers that run: one engine for all of them, one container a variant of an endpoint."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass

from pluto_py.local.context import CloudContext
from pluto_py.local.sagemaker.objects import Deployment, Endpoint, Variant
from pluto_py.local.sagemaker.settings import SageMakerSettings
from pluto_py.local.textgen.container import Container, ContainerError, Log
from pluto_py.local.textgen.engine import Engine, EngineError
from pluto_py.local.textgen.images import start_container
from pluto_py.local.textgen.opening import open_engine

__all__ = ["Fleet", "Serving", "log_group"]


@dataclass(frozen=True)
class Serving:
    """An endpoint that answers: its name as it was created, its variants by name, each with its container."""

    name: str
    variants: Mapping[str, tuple[Variant, Container]]

    def choose(self) -> str:
        """The name of a variant, by weight."""
        names = list(self.variants)
        weights = [variant.weight for variant, _ in self.variants.values()]
        # Traffic is spread by chance on AWS too; where all weights are 0, evenly.
        return random.choices(names, weights if any(weights) else None)[0]  # noqa: S311 - no secret


def log_group(endpoint_name: str) -> str:
    """Where the lines of an endpoint's containers go."""
    return f"/aws/sagemaker/Endpoints/{endpoint_name}"


class Fleet:
    """Starts containers and finds them again by endpoint."""

    def __init__(self, context: CloudContext, settings: SageMakerSettings):
        self._context = context
        self._settings = settings
        self._engine: Engine | None = None
        self._serving: dict[str, Serving] = {}

    def start(self, endpoint: Endpoint, deployment: Deployment) -> None:
        """Start a deployment's containers, which answer for the endpoint from now on.

        Raises:
            ContainerError: one cannot start; what answered before still does.
        """
        started = {
            variant.name: (variant, self._container(endpoint, variant, deployment))
            for variant in deployment.variants
        }
        self._serving[endpoint.name] = Serving(endpoint.name, started)

    def stop(self, endpoint_name: str) -> None:
        """Answer no more for an endpoint."""
        self._serving.pop(endpoint_name, None)

    def serving(self, endpoint_name: str) -> Serving | None:
        """The endpoint of exactly this name, if it answers."""
        return self._serving.get(endpoint_name)

    async def close(self) -> None:
        """Stop everything."""
        self._serving.clear()
        if self._engine is not None:
            await self._engine.close()

    def _container(self, endpoint: Endpoint, variant: Variant, deployment: Deployment) -> Container:
        log = self._log(endpoint, variant, deployment)
        try:
            container = self._started(variant, log)
        except (ContainerError, EngineError) as error:
            log(str(error))
            raise ContainerError(
                f"The primary container for production variant {variant.name} did not pass the ping health "
                f"check. Please check CloudWatch logs for this endpoint. {error}"
            ) from error
        return container

    def _started(self, variant: Variant, log: Log) -> Container:
        if variant.unsupported is not None:
            raise ContainerError(variant.unsupported)
        if self._engine is None:
            self._engine = open_engine(self._context.llm, self._settings.tokens_per_second)
        container = start_container(variant.image, variant.environment, self._engine, log)
        log(f"Serving {self._engine.name} in place of {variant.image}")
        return container

    def _log(self, endpoint: Endpoint, variant: Variant, deployment: Deployment) -> Log:
        identity = f"{endpoint.arn} {endpoint.created} {variant.name} {deployment.since}"
        instance = hashlib.sha256(identity.encode()).hexdigest()[:17]
        group, stream, sink = log_group(endpoint.name), f"{variant.name}/i-{instance}", self._context.log_sink
        return lambda line: sink.append(group, stream, int(time.time() * 1000), line)
