"""Function on AWS: a role with exactly its grants, a log group, a Lambda function, and its URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

from deducer.architecture import Grant
from pluto_py.infra import naming, policy
from pluto_py.infra.aws_objects import (
    CodeInputs,
    FunctionUrl,
    LambdaFunction,
    LogGroup,
    Permission,
    Role,
    RolePolicy,
)
from pluto_py.infra.environment import Properties, lambda_variables
from pluto_py.infra.function_code import CodeBucket, code_inputs
from pluto_py.infra.function_plan import FOREIGN, KIND, FunctionPlan, Reference
from pluto_py.infra.resource import ResourceInfra
from pluto_py.infra.scope import Scope

__all__ = ["HANDLER", "FunctionInfra", "known_properties"]

HANDLER = "pluto_py.runtime.entry.handler"
"""The Lambda handler of every function."""

_DESCRIPTION_LIMIT = 256  # characters: AWS Lambda API, CreateFunction
_LOG: tuple[str, ...] = ("logs:CreateLogStream", "logs:PutLogEvents")

Resources = Mapping[Reference, ResourceInfra]
Allowed = Sequence[tuple[pulumi.Output[str], Sequence[str]]]


def known_properties(scope: Scope, name: str) -> Mapping[str, str]:
    """What is known of a function before it is made; its URL is not."""
    return {"function_name": scope.physical_name(KIND, name, naming.LAMBDA)}


class FunctionInfra(pulumi.ComponentResource):
    """The AWS objects of one function.

    Attributes:
        properties: `function_name`, and `url` where it has one.
    """

    def __init__(
        self,
        scope: Scope,
        plan: FunctionPlan,
        resources: Resources,
        properties: Properties,
        bucket: CodeBucket | None = None,
    ) -> None:
        """Register the objects.

        Args:
            scope: the deployment.
            plan: the function.
            resources: all but functions.
            properties: of every resource that the function reads from.
            bucket: where the code goes, if it is too large to go with the request.
        """
        super().__init__(f"pluto:aws:{KIND}", plan.name)
        self._scope = scope
        self._plan = plan
        self._child = pulumi.ResourceOptions(parent=self)
        self._tags = scope.tags(KIND, plan.name)
        role = self._role()
        logs = self._log_group()
        source = resources[plan.source] if plan.source else None
        rights = self._rights(role, logs, resources, source)
        variables = lambda_variables(plan, scope.plan.architecture.entry_module, properties)
        function = self._function(role, variables, code_inputs(plan, bucket, self._child), [logs, rights])
        self.properties: Mapping[str, pulumi.Input[str]] = known_properties(scope, plan.name)
        if plan.has_url:
            self.properties = {**self.properties, "url": self._url(function)}
        if source is not None:
            source.run_on_events(plan, function, self._child)
        self.register_outputs(dict(self.properties))

    def _role(self) -> Role:
        return Role(
            f"{self._plan.name}-role",
            {
                "name": self._scope.physical_name(KIND, self._plan.name, naming.IAM),
                "description": f"What function {self._plan.name} may do",
                "assumeRolePolicy": policy.trust("lambda.amazonaws.com"),
                "tags": self._tags,
            },
            self._child,
        )

    def _log_group(self) -> LogGroup:
        return LogGroup(
            f"{self._plan.name}-logs",
            {
                "name": self._plan.log_group,
                "retentionInDays": self._scope.plan.log_retention_days,
                "tags": self._tags,
            },
            self._child,
        )

    def _rights(
        self, role: Role, logs: LogGroup, resources: Resources, source: ResourceInfra | None
    ) -> RolePolicy:
        """The function's one policy: its grants, writing to its own log group, fetching its events."""
        allowed: list[tuple[pulumi.Output[str], Sequence[str]]] = [
            (logs.arn.apply(lambda arn: f"{arn}:*"), _LOG)
        ]
        for grant in self._plan.grants:
            allowed += self._allowed(role, grant, resources)
        if source is not None:
            allowed += source.allowed(source.trigger_actions)
        named, actions = zip(*allowed, strict=True)
        return RolePolicy(
            f"{self._plan.name}-policy",
            {
                "name": "grants",
                "role": role.name,
                "policy": pulumi.Output.all(*named).apply(
                    lambda found: policy.document(policy.statements(zip(found, actions, strict=True)))
                ),
            },
            self._child,
        )

    def _allowed(self, role: Role, grant: Grant, resources: Resources) -> Allowed:
        """What a grant is on, action by action."""
        if grant.kind == FOREIGN:
            return [(pulumi.Output.from_input(str(grant.arn)), grant.actions)]
        if grant.kind == KIND:
            return [(self._function_arn(role, grant.name), grant.actions)]
        return resources[grant.kind, grant.name].allowed(grant.actions)

    def _function_arn(self, role: Role, name: str) -> pulumi.Output[str]:
        """Another function's ARN, put together, so that functions may invoke each other in circles.

        Partition and account are those of the caller's role.
        """
        physical_name = self._scope.physical_name(KIND, name, naming.LAMBDA)
        region = self._scope.plan.region

        def function_arn(role_arn: str) -> str:
            _, partition, _, _, account, _ = role_arn.split(":", 5)
            return f"arn:{partition}:lambda:{region}:{account}:function:{physical_name}"

        return role.arn.apply(function_arn)

    def _function(
        self,
        role: Role,
        variables: Mapping[str, pulumi.Input[str]],
        code: CodeInputs,
        ready: list[pulumi.Resource],
    ) -> LambdaFunction:
        arguments = self._plan.arguments
        return LambdaFunction(
            f"{self._plan.name}-function",
            {
                "name": self._plan.physical_name,
                "description": f"Function {self._plan.name} of {self._scope.plan.app}"[:_DESCRIPTION_LIMIT],
                "role": role.arn,
                "packageType": "Zip",
                "runtime": f"python{self._scope.plan.python}",
                "architectures": ["x86_64"],
                "handler": HANDLER,
                **code,
                "memorySize": arguments["memory"],
                "timeout": arguments["timeout"],
                "environment": {"variables": variables},
                "tags": self._tags,
            },
            pulumi.ResourceOptions(parent=self, depends_on=ready),
        )

    def _url(self, function: LambdaFunction) -> pulumi.Output[str]:
        """The function's URL. Open to all, it needs two permissions: AWS checks both since autumn 2025."""
        name, public = self._plan.name, self._plan.arguments["auth"] == "none"
        url = FunctionUrl(
            f"{name}-url",
            {"functionName": function.name, "authorizationType": "NONE" if public else "AWS_IAM"},
            self._child,
        )
        if public:
            Permission(
                f"{name}-url-permission",
                {
                    "statementId": "public-url",
                    "action": "lambda:InvokeFunctionUrl",
                    "function": function.name,
                    "principal": "*",
                    "functionUrlAuthType": "NONE",
                },
                self._child,
            )
            Permission(
                f"{name}-invoke-permission",
                {
                    "statementId": "public-invoke-by-url",
                    "action": "lambda:InvokeFunction",
                    "function": function.name,
                    "principal": "*",
                    "invokedViaFunctionUrl": True,
                },
                self._child,
            )
        return url.functionUrl
