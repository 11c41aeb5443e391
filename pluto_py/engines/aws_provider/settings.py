"""The AWS provider's configuration, as Pulumi's own `aws` provider takes it.

Settings come from the stack's configuration (`aws:region`, `aws:endpoints`, …) or from an explicit provider's
inputs. Either way everything but text arrives as JSON in text. Options of the real provider that make no
difference here (`skip…` flags, retry modes) are accepted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pluto_py.engines.properties.values import UNKNOWN, Properties, Value
from pluto_py.engines.provider import CheckFailure

__all__ = ["AwsSettings", "check", "parse"]

# Where the real provider accepts another name for a service's endpoint than botocore's.
_ALIASES = {"cloudwatchlogs": "logs", "cloudwatchlog": "logs"}


@dataclass(frozen=True)
class AwsSettings:
    """Where and as whom the handlers call AWS.

    Attributes:
        region: such as `us-east-1`.
        endpoints: botocore's service name → URL. A service without one goes to AWS itself.
        access_key, secret_key, token: credentials; all None for botocore's own search.
        default_tags: tags that every taggable object gets besides its own.
    """

    region: str
    endpoints: Mapping[str, str] = field(default_factory=dict)
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    default_tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """True if calls go to endpoints of our own: nothing of the user's AWS setup may then be used."""
        return bool(self.endpoints)

    def endpoint(self, service: str) -> str | None:
        """The URL for a botocore service, or None for AWS itself."""
        return self.endpoints.get(service)


def check(inputs: Properties) -> list[CheckFailure]:
    """What is wrong with a configuration; values that only an update will know are passed over."""
    failures = []
    if not inputs.get("region"):
        failures.append(CheckFailure("region", "set the region: `aws:region` in the stack's configuration"))
    failures += [
        CheckFailure(name, f"not JSON: {reason}")
        for name in ("endpoints", "defaultTags")
        if (reason := _problem(inputs.get(name)))
    ]
    if not failures and _structured(inputs.get("endpoints")):
        failures.extend(
            CheckFailure(
                name, "custom endpoints need credentials of their own: the user's must not reach them"
            )
            for name in ("accessKey", "secretKey")
            if not inputs.get(name)
        )
    return failures


def parse(inputs: Properties) -> AwsSettings:
    """The settings that checked inputs stand for."""
    tags = _structured(inputs.get("defaultTags")) or {}
    return AwsSettings(
        region=str(inputs["region"]),
        endpoints=_endpoints(_structured(inputs.get("endpoints"))),
        access_key=inputs.get("accessKey"),
        secret_key=inputs.get("secretKey"),
        token=inputs.get("token"),
        default_tags=tags.get("tags") or {},
    )


def _problem(value: Value) -> str:
    try:
        _structured(value)
    except ValueError as error:
        return str(error)
    return ""


def _structured(value: Value) -> Value:
    if value == UNKNOWN:
        return None
    return json.loads(value) if isinstance(value, str) and value else value


def _endpoints(value: Value) -> dict[str, str]:
    """`[{"lambda": "http://…", "iam": "http://…"}]`, a list of objects for historical reasons."""
    found: dict[str, str] = {}
    for group in value or []:
        for name, url in group.items():
            if url:
                found[_ALIASES.get(name.lower(), name.lower())] = url
    return found
