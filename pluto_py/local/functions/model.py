"""A function as the local platform knows it: everything that AWS's operations set, in one frozen record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Configuration", "FunctionRecord", "FunctionUrl"]


@dataclass(frozen=True)
class Configuration:
    """What `CreateFunction` and `UpdateFunctionConfiguration` set.

    `timeout` is in seconds, `memory` and `storage` in MB; `logging` is AWS's `LoggingConfig`. `stated` are
    members that are stored and shown but have no effect on this machine (`TracingConfig`,
    `DeadLetterConfig`, …).
    """

    runtime: str
    role: str
    handler: str
    description: str = ""
    timeout: int = 3
    memory: int = 128
    storage: int = 512
    environment: Mapping[str, str] = field(default_factory=dict)
    logging: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FunctionUrl:
    """A Function URL. `port` is its loopback port for good; `cors` is AWS's `Cors` structure or None."""

    port: int
    auth_type: str
    invoke_mode: str
    cors: Mapping[str, Any] | None
    created: str
    modified: str


@dataclass(frozen=True)
class FunctionRecord:
    """One function.

    `code_sha256` is the hex digest of its zip, the key of the code store; `code_size` the zip's bytes;
    `architectures` AWS's list. `policy` are the statements of its resource-based policy. `concurrency` is
    the reserved number of invocations at a time, None for none. `modified` is ISO 8601 as AWS writes it;
    `revision` changes with every update.
    """

    name: str
    configuration: Configuration
    code_sha256: str
    code_size: int
    modified: str
    revision: str
    architectures: Sequence[str] = ("x86_64",)
    tags: Mapping[str, str] = field(default_factory=dict)
    policy: Sequence[Mapping[str, Any]] = ()
    url: FunctionUrl | None = None
    concurrency: int | None = None

    @property
    def log_group(self) -> str:
        """Where its log goes."""
        return self.configuration.logging.get("LogGroup", f"/aws/lambda/{self.name}")

    def to_data(self) -> dict[str, Any]:
        """JSON-ready; `from_data` is its inverse."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> FunctionRecord:
        """A record from `to_data`, also of an earlier version that lacked later members."""
        url = data.get("url")
        return cls(
            **{
                **data,
                "configuration": Configuration(**data["configuration"]),
                "url": FunctionUrl(**url) if url else None,
            }
        )
