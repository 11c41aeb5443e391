"""Whose account a deployment goes to: the only thing that the program looks up."""

from __future__ import annotations

import pulumi

from pluto_py.infra.aws_objects import PROVIDER_VERSION

__all__ = ["account_of"]


def account_of(parent: pulumi.Resource) -> pulumi.Output[str]:
    """The account's twelve digits, as the credentials of the deployment say."""
    options = pulumi.InvokeOutputOptions(parent=parent, version=PROVIDER_VERSION)
    found: pulumi.Output[dict[str, str]] = pulumi.runtime.invoke_output(
        "aws:index/getCallerIdentity:getCallerIdentity", {}, options
    )
    return found.apply(lambda caller: caller["accountId"])
