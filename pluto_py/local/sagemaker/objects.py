"""What SageMaker keeps (models, endpoint configurations, endpoints) as values that go to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Definition", "Deployment", "Endpoint", "Variant"]


@dataclass(frozen=True)
class Definition:
    """A model or an endpoint configuration: what it was created with (members of the API, without tags).

    `created` is in seconds since the epoch.
    """

    name: str
    arn: str
    created: float
    members: Mapping[str, Any]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Definition:
        """The inverse of `to_json`."""
        return cls(**value)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Variant:
    """One variant of a deployment with the container it runs, as it was when the deployment began.

    `unsupported` says why nothing local can run it; None if something can.
    """

    name: str
    image: str
    environment: Mapping[str, str]
    weight: float = 1.0
    instance_count: int = 1
    unsupported: str | None = None


@dataclass(frozen=True)
class Deployment:
    """An endpoint configuration as an endpoint runs it, whatever is deleted afterwards."""

    config_name: str
    variants: tuple[Variant, ...]
    since: float

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Deployment:
        """The inverse of `asdict`."""
        variants = tuple(Variant(**variant) for variant in value["variants"])
        return cls(value["config_name"], variants, value["since"])


@dataclass(frozen=True)
class Endpoint:
    """An endpoint. Times are in seconds since the epoch.

    `current` is what answers, `target` what it is becoming; a status that is in progress has a target, or is
    `Deleting`.
    """

    name: str
    arn: str
    created: float
    modified: float
    status: str
    current: Deployment | None = None
    target: Deployment | None = None
    failure_reason: str | None = None
    deployment_config: Mapping[str, Any] | None = None

    IN_PROGRESS = ("Creating", "Updating", "Deleting")

    @property
    def in_progress(self) -> bool:
        """Whether it is on its way to another state, so that nothing else may be done to it."""
        return self.status in self.IN_PROGRESS

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Endpoint:
        """The inverse of `to_json`."""
        deployments = {
            name: Deployment.from_json(value[name]) if value[name] else None for name in ("current", "target")
        }
        return cls(**{**value, **deployments})

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)
