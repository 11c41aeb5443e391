"""The role in which SageMaker runs a model's container: pull one image, write own logs, put own metrics.

SageMaker's documentation names these permissions under "CreateModel API: execution role permissions"; what it
asks for beyond them (S3, a VPC's interfaces) is for models that Pluto does not make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from pluto_py.infra import naming, policy
from pluto_py.infra.aws_objects import LogGroup, Role, RolePolicy
from pluto_py.infra.container import ecr_image
from pluto_py.infra.scope import Scope

__all__ = ["ExecutionRole", "execution_role"]

_PULL: tuple[str, ...] = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
)
_LOG: tuple[str, ...] = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
)
_NAMESPACES = {"StringEquals": {"cloudwatch:namespace": ["/aws/sagemaker/Endpoints", "AWS/SageMaker"]}}


@dataclass(frozen=True)
class ExecutionRole:
    """The role's ARN, and what must exist before SageMaker acts in it."""

    arn: pulumi.Output[str]
    ready: list[pulumi.Resource]


def execution_role(
    scope: Scope, name: str, endpoint: str, image: str, tags: Mapping[str, str], child: pulumi.ResourceOptions
) -> ExecutionRole:
    """Make the role, its policy and the endpoint's log group.

    Args:
        scope: the deployment.
        name: the SageMaker resource's name.
        endpoint: the endpoint's physical name.
        image: the container image's URI.
        tags: of all objects.
        child: options that make the objects children of the component.
    """
    role = Role(
        f"{name}-role",
        {
            "name": scope.physical_name("SageMaker", name, naming.IAM),
            "description": f"What the container of SageMaker endpoint {name} may do",
            "assumeRolePolicy": policy.trust("sagemaker.amazonaws.com"),
            "tags": tags,
        },
        child,
    )
    logs = LogGroup(
        f"{name}-logs",
        {
            "name": f"/aws/sagemaker/Endpoints/{endpoint}",
            "retentionInDays": scope.plan.log_retention_days,
            "tags": tags,
        },
        child,
    )
    rights = RolePolicy(
        f"{name}-policy",
        {
            "name": "execution",
            "role": role.name,
            "policy": logs.arn.apply(lambda arn: _document(scope, arn, image)),
        },
        child,
    )
    return ExecutionRole(role.arn, [logs, rights])


def _document(scope: Scope, logs: str, image: str) -> str:
    allowed = [(logs, _LOG), (f"{logs}:*", _LOG)]
    unscoped = [policy.unscoped("cloudwatch:PutMetricData", condition=_NAMESPACES)]
    if found := ecr_image(image):
        repository = f"repository/{found.repository}"
        allowed.append((f"arn:{scope.partition}:ecr:{found.region}:{found.account}:{repository}", _PULL))
        unscoped.append(policy.unscoped("ecr:GetAuthorizationToken"))
    return policy.document([*policy.statements(allowed), *unscoped])
