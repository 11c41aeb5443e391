"""STS through boto3: who am I, and roles that may or may not be assumed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError

from pluto_py.local.context import Credentials

ACCOUNT = "000000000000"


def trusting(principal):
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}


def credentials_of(answer) -> Credentials:
    found = answer["Credentials"]
    return Credentials(
        found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"], found["Expiration"]
    )


@pytest.fixture
def assumable(local_gateway, policy):
    """Makes a role that trusts a principal, and gives its ARN."""

    def make(name, principal, *statements):
        iam = local_gateway.client("iam")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trusting(principal)))["Role"]
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(*statements))
        return role["Arn"]

    return make


def assume(gateway, arn, minted=None, **more):
    return gateway.client("sts", minted).assume_role(RoleArn=arn, RoleSessionName="session", **more)


def test_the_deployer_is_a_user(local_gateway):
    identity = local_gateway.client("sts").get_caller_identity()
    assert identity["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/pluto"
    assert identity["Account"] == ACCOUNT
    assert identity["UserId"].startswith("AIDA")


def test_minted_credentials_are_a_session_of_their_role(local_gateway):
    minted = local_gateway.role("chatbot")
    identity = local_gateway.client("sts", minted).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/chatbot/test"
    role_id = local_gateway.client("iam").get_role(RoleName="chatbot")["Role"]["RoleId"]
    assert identity["UserId"] == f"{role_id}:test"
    assert minted.access_key.startswith("ASIA")
    assert minted.expiration - datetime.now(timezone.utc) > timedelta(hours=11)


def test_a_role_that_trusts_the_account_can_be_assumed(local_gateway, assumable):
    answer = assume(local_gateway, assumable("r", {"AWS": ACCOUNT}), DurationSeconds=900)
    assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/r/session"
    left = answer["Credentials"]["Expiration"] - datetime.now(timezone.utc)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    identity = local_gateway.client("sts", credentials_of(answer)).get_caller_identity()
    assert identity["Arn"] == answer["AssumedRoleUser"]["Arn"]


@pytest.mark.parametrize("principal", [{"Service": "lambda.amazonaws.com"}, {"AWS": "111111111111"}])
def test_a_role_that_trusts_others_cannot_be_assumed_even_by_the_deployer(
    local_gateway, assumable, principal
):
    arn = assumable("r", principal)
    with pytest.raises(ClientError) as raised:
        assume(local_gateway, arn)
    assert raised.value.response["Error"] == {
        "Type": "Sender",
        "Code": "AccessDenied",
        "Message": f"User: arn:aws:iam::{ACCOUNT}:user/pluto is not authorized to perform: sts:AssumeRole "
        f"on resource: {arn}",
    }


def test_a_role_that_is_not_there_is_denied_in_the_same_words(local_gateway):
    with pytest.raises(ClientError, match="is not authorized to perform: sts:AssumeRole on resource"):
        assume(local_gateway, f"arn:aws:iam::{ACCOUNT}:role/none")


def test_a_role_needs_leave_of_its_own_where_only_its_account_is_trusted(local_gateway, assumable):
    target = assumable("target", {"AWS": ACCOUNT})
    without = local_gateway.role("without")
    allowed = local_gateway.role(
        "allowed", {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": target}
    )
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(local_gateway, target, without)
    assert assume(local_gateway, target, allowed)


def test_a_role_that_is_trusted_by_name_needs_no_leave(local_gateway, assumable):
    caller = local_gateway.role("caller")
    target = assumable("target", {"AWS": f"arn:aws:iam::{ACCOUNT}:role/caller"})
    assert assume(local_gateway, target, caller)


def test_a_denial_of_its_own_holds_even_where_it_is_trusted(local_gateway, assumable):
    caller = local_gateway.role("caller", {"Effect": "Deny", "Action": "sts:*", "Resource": "*"})
    target = assumable("target", {"AWS": f"arn:aws:iam::{ACCOUNT}:role/caller"})
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(local_gateway, target, caller)


def test_a_session_policy_narrows_what_the_role_may(local_gateway, assumable, policy):
    everything = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    arn = assumable("r", {"AWS": ACCOUNT}, everything)
    narrow = policy({"Effect": "Allow", "Action": "logs:DescribeLogGroups", "Resource": "*"})
    client = local_gateway.client("logs", credentials_of(assume(local_gateway, arn, Policy=narrow)))
    client.describe_log_groups()
    with pytest.raises(ClientError, match="because no session policy allows the logs:CreateLogGroup action"):
        client.create_log_group(logGroupName="g")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"DurationSeconds": 899}, "ValidationError"),
        ({"DurationSeconds": 3601}, "ValidationError"),
        ({"RoleSessionName": "a b"}, "ValidationError"),
        ({"Policy": "{"}, "MalformedPolicyDocument"),
    ],
)
def test_what_assumerole_refuses(local_gateway, assumable, parameters, code):
    arn = assumable("r", {"AWS": ACCOUNT})
    with pytest.raises(ClientError) as raised:
        local_gateway.client("sts").assume_role(
            **{"RoleArn": arn, "RoleSessionName": "session", **parameters}
        )
    assert raised.value.response["Error"]["Code"] == code


def test_session_tokens_of_the_deployer_may_everything(local_gateway):
    session = credentials_of(local_gateway.client("sts").get_session_token())
    assert local_gateway.client("sts", session).get_caller_identity()["Arn"].endswith(":user/pluto")
    assert local_gateway.client("iam", session).list_roles()["Roles"] == []
    with pytest.raises(ClientError, match="Cannot call GetSessionToken with session credentials"):
        local_gateway.client("sts", session).get_session_token()


def test_a_service_can_take_a_role_that_trusts_it_and_no_other(local_gateway, assumable):
    arn = assumable("r", {"Service": "lambda.amazonaws.com"})
    assert local_gateway.identity.can_assume(arn, "lambda.amazonaws.com")
    assert not local_gateway.identity.can_assume(arn, "sagemaker.amazonaws.com")
    assert not local_gateway.identity.can_assume(arn + "x", "lambda.amazonaws.com")
