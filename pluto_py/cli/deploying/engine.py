"""The Pulumi deployment of a stack: which engine, which state, which configuration, which passphrase."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pluto_py.errors import PlutoError
from pluto_py.project import Paths, Project, Stack
from pluto_py.project.secrets import passphrase

if TYPE_CHECKING:
    from pulumi.automation import PulumiCommand

    from pluto_py.engines.deployment import Deployment
    from pluto_py.local.lifecycle import Cloud

# gRPC would write its own log into the middle of a progress display; it reads this when it is first loaded.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

__all__ = ["ENGINES", "engine_for", "open_deployment", "require_engine"]

ENGINES = ("embedded", "pulumi")

# The services that the resource handlers call, as the provider's `endpoints` setting names them.
_SERVICES = ("iam", "sts", "lambda", "dynamodb", "s3", "sagemaker", "sqs", "cloudwatchlogs")


def engine_for(stack: Stack, requested: str | None) -> str:
    """`embedded` or `pulumi`.

    Raises:
        PlutoError: no such engine, or one that does not serve the stack's platform.
    """
    if requested is not None and requested not in ENGINES:
        raise PlutoError(f"There is no engine '{requested}'.", hint=f"Use one of: {', '.join(ENGINES)}.")
    if stack.platform == "aws" and requested == "embedded":
        raise PlutoError(
            "The embedded engine provisions local stacks only.",
            hint="Leave --engine out: aws uses the Pulumi CLI.",
        )
    return requested or ("pulumi" if stack.platform == "aws" else "embedded")


def require_engine(stack: Stack, requested: str | None, on_progress: Callable[[str], None]) -> None:
    """Find out early whether the engine can be had: before minutes have gone into what it is needed for.

    Raises:
        PlutoError: no such engine, or no Pulumi CLI.
    """
    if engine_for(stack, requested) == "pulumi":
        from pluto_py.engines.cli import find_or_install

        find_or_install(on_progress)


@contextmanager
def open_deployment(
    project: Project,
    stack: Stack,
    *,
    program: Callable[[], None] = lambda: None,
    engine: str | None = None,
    cloud: Cloud | None = None,
    on_progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Deployment]:
    """The stack's deployment.

    `program` is needed to preview and update; `cloud`, on the local platform, for whatever touches objects.

    Raises:
        PlutoError: no such engine, no Pulumi CLI, or the state's passphrase is gone.
    """
    from pluto_py.engines.deployment import Deployment

    paths = Paths(project.root)
    with _command(project, stack, engine_for(stack, engine), on_progress) as (command, environment):
        yield Deployment(
            project=project.name,
            stack=stack.name,
            work_dir=paths.work(stack.name),
            state_url=project.state_url(stack),
            passphrase=passphrase(paths, stack.name, os.environ),
            program=program,
            config=_configuration(stack, cloud),
            command=command,
            environment=environment,
        )


@contextmanager
def _command(
    project: Project, stack: Stack, engine: str, on_progress: Callable[[str], None]
) -> Iterator[tuple[PulumiCommand, Mapping[str, str]]]:
    """The engine, and the environment that it wants."""
    if stack.platform == "aws":
        from pluto_py.engines.cli import find_or_install

        yield find_or_install(on_progress), {}
        return
    from pluto_py.engines.aws_provider import AwsPackage

    packages = {"aws": AwsPackage()}
    if engine == "embedded":
        from pluto_py.engines.embedded import EmbeddedPulumi

        yield EmbeddedPulumi(packages, _key_cache(project)), {}
        return
    from pluto_py.engines.cli import find_or_install
    from pluto_py.engines.provider_server import serve

    with serve(packages) as environment:
        yield find_or_install(on_progress, private=True), environment


def _key_cache(project: Project) -> Path | None:
    """Beside a passphrase that lies there anyway; none for one that the user keeps elsewhere."""
    if any(name in os.environ for name in ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")):
        return None
    return Paths(project.root).base / "secrets" / "keys"


def _configuration(stack: Stack, cloud: Cloud | None) -> dict[str, str]:
    """The provider's configuration; for a local stack its cloud's address and keys."""
    if cloud is None:
        return {"aws:region": stack.region}
    return {
        "aws:region": cloud.region,
        "aws:endpoints": json.dumps([dict.fromkeys(_SERVICES, cloud.endpoint_url)]),
        "aws:accessKey": cloud.access_key,
        "aws:secretKey": cloud.secret_key,
    }
