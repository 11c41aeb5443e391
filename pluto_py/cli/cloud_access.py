"""AWS clients for what a stack has deployed: of the account's own cloud, or of the cloud on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pluto_py.errors import PlutoError
from pluto_py.project import Paths, Project, Stack, records

__all__ = ["client", "cloud_errors", "deployed_outputs", "physical"]


def client(project: Project, stack: Stack, service: str, **settings: Any) -> Any:
    """A boto3 client; `settings` are botocore's (`read_timeout`).

    Raises:
        PlutoError: the stack is local and its cloud is not running.
    """
    import boto3
    from botocore.config import Config

    config = Config(retries={"total_max_attempts": 1}, **settings)
    if stack.platform == "aws":
        return boto3.client(service, region_name=stack.region, config=config)  # type: ignore[call-overload]
    from pluto_py.local import lifecycle

    cloud = lifecycle.find(Paths(project.root).local(stack.name))
    if cloud is None:
        raise PlutoError(
            f"The local cloud of stack '{stack.name}' is not running.",
            hint=f"`pluto deploy --stack {stack.name}` brings it back, with its data.",
        )
    return boto3.client(  # type: ignore[call-overload]
        service,
        region_name=cloud.region,
        endpoint_url=cloud.endpoint_url,
        aws_access_key_id=cloud.access_key,
        aws_secret_access_key=cloud.secret_key,
        config=config,
    )


def deployed_outputs(project: Project, stack: Stack) -> dict[str, Any]:
    """What the last deployment exported.

    Raises:
        PlutoError: the stack has not been deployed from here.
    """
    record = records.read(Paths(project.root), stack.name)
    if record is None:
        raise PlutoError(
            f"Stack '{stack.name}' is not deployed.", hint=f"Run `pluto deploy --stack {stack.name}` first."
        )
    return dict(record.outputs)


def physical(outputs: dict[str, Any], function: str, key: str) -> str:
    """An output of one function: `"function_name"`, `"log_group"`, `"url"`.

    Raises:
        PlutoError: no such function is deployed; the hint lists those that are.
    """
    value = outputs.get(f"function:{function}:{key}")
    if value is None:
        known = sorted({name.split(":")[1] for name in outputs if name.startswith("function:")})
        hint = f"Deployed are: {', '.join(known)}." if known else "No function is deployed."
        raise PlutoError(f"No function '{function}' is deployed.", hint=hint)
    return str(value)


@contextmanager
def cloud_errors(action: str) -> Iterator[None]:
    """Turn botocore's errors of the block into a `PlutoError`: "<action> failed." with AWS's own words."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        raise PlutoError(f"{action} failed.", why=str(error)) from error
    except BotoCoreError as error:
        hint = "`pluto doctor` shows what this machine lacks."
        raise PlutoError(f"{action} failed.", why=str(error), hint=hint) from error
