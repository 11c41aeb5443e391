"""The IAM API through boto3."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
)


@pytest.fixture
def iam(local_gateway):
    return local_gateway.client("iam")


@pytest.fixture
def role(iam):
    return iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)["Role"]


def code_of(call, **parameters):
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    return raised.value.response["Error"]["Code"], raised.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_role_comes_back_as_it_was_made(iam):
    made = iam.create_role(
        RoleName="chatbot",
        Path="/pluto/",
        AssumeRolePolicyDocument=TRUST,
        Description="for ü & <b>",
        MaxSessionDuration=7200,
        Tags=[{"Key": "pluto:app", "Value": "chat"}, {"Key": "empty", "Value": ""}],
    )["Role"]
    role = iam.get_role(RoleName="chatbot")["Role"]
    assert role == made
    assert role["Arn"] == "arn:aws:iam::000000000000:role/pluto/chatbot"
    assert role["AssumeRolePolicyDocument"] == json.loads(TRUST)
    assert (role["Description"], role["MaxSessionDuration"]) == ("for ü & <b>", 7200)
    assert role["Tags"] == [{"Key": "pluto:app", "Value": "chat"}, {"Key": "empty", "Value": ""}]
    assert role["RoleId"].startswith("AROA")
    assert len(role["RoleId"]) == 20


def test_roles_are_listed_page_by_page_and_by_path(iam):
    for number in range(5):
        iam.create_role(
            RoleName=f"r{number}", AssumeRolePolicyDocument=TRUST, Path="/p/" if number < 3 else "/q/"
        )
    pages = iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 2})
    assert [[role["RoleName"] for role in page["Roles"]] for page in pages] == [
        ["r0", "r1"],
        ["r2", "r3"],
        ["r4"],
    ]
    assert len(iam.list_roles(PathPrefix="/q/")["Roles"]) == 2


def test_inline_policies(iam, role):
    iam.put_role_policy(RoleName="r", PolicyName="one", PolicyDocument=POLICY)
    iam.put_role_policy(RoleName="r", PolicyName="two", PolicyDocument=POLICY)
    iam.put_role_policy(RoleName="r", PolicyName="two", PolicyDocument=POLICY)
    assert iam.list_role_policies(RoleName="r")["PolicyNames"] == ["one", "two"]
    assert iam.get_role_policy(RoleName="r", PolicyName="one")["PolicyDocument"] == json.loads(POLICY)
    iam.delete_role_policy(RoleName="r", PolicyName="one")
    assert code_of(iam.get_role_policy, RoleName="r", PolicyName="one") == ("NoSuchEntity", 404)
    assert code_of(iam.delete_role_policy, RoleName="r", PolicyName="one") == ("NoSuchEntity", 404)


def test_managed_policies_and_their_versions(iam, role):
    arn = iam.create_policy(PolicyName="p", PolicyDocument=POLICY, Description="d")["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="r", PolicyArn=arn)
    iam.attach_role_policy(RoleName="r", PolicyArn=arn)
    assert iam.list_attached_role_policies(RoleName="r")["AttachedPolicies"] == [
        {"PolicyName": "p", "PolicyArn": arn}
    ]
    assert iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 1
    entities = iam.list_entities_for_policy(PolicyArn=arn)["PolicyRoles"]
    assert entities == [{"RoleName": "r", "RoleId": role["RoleId"]}]
    assert (
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=POLICY)["PolicyVersion"]["VersionId"] == "v2"
    )
    made = iam.create_policy_version(PolicyArn=arn, PolicyDocument=POLICY, SetAsDefault=True)["PolicyVersion"]
    assert (made["VersionId"], made["IsDefaultVersion"]) == ("v3", True)
    assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v3"
    assert iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"] == json.loads(
        POLICY
    )
    assert code_of(iam.delete_policy_version, PolicyArn=arn, VersionId="v3") == ("DeleteConflict", 409)
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    for version in ("v2", "v3"):
        iam.delete_policy_version(PolicyArn=arn, VersionId=version)
    assert [v["VersionId"] for v in iam.list_policy_versions(PolicyArn=arn)["Versions"]] == ["v1"]
    assert code_of(iam.delete_policy, PolicyArn=arn) == ("DeleteConflict", 409)
    iam.detach_role_policy(RoleName="r", PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)
    assert code_of(iam.get_policy, PolicyArn=arn) == ("NoSuchEntity", 404)


def test_a_managed_policy_has_at_most_five_versions(iam):
    arn = iam.create_policy(PolicyName="p", PolicyDocument=POLICY)["Policy"]["Arn"]
    for _ in range(4):
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=POLICY)
    assert code_of(iam.create_policy_version, PolicyArn=arn, PolicyDocument=POLICY) == ("LimitExceeded", 409)


def test_policies_of_aws_itself_can_be_attached_and_read(iam, role):
    arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    iam.attach_role_policy(RoleName="r", PolicyArn=arn)
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    assert "logs:PutLogEvents" in version["Document"]["Statement"][0]["Action"]
    assert code_of(iam.attach_role_policy, RoleName="r", PolicyArn=arn + "X") == ("NoSuchEntity", 404)
    assert code_of(iam.delete_policy, PolicyArn=arn)[0] == "AccessDenied"


def test_trust_description_and_session_length_can_change(iam, role):
    other = TRUST.replace("lambda", "sagemaker")
    iam.update_assume_role_policy(RoleName="r", PolicyDocument=other)
    iam.update_role(RoleName="r", Description="new", MaxSessionDuration=3601)
    found = iam.get_role(RoleName="r")["Role"]
    assert found["AssumeRolePolicyDocument"] == json.loads(other)
    assert (found["Description"], found["MaxSessionDuration"]) == ("new", 3601)


def test_tags(iam, role):
    iam.tag_role(RoleName="r", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    iam.tag_role(RoleName="r", Tags=[{"Key": "a", "Value": "3"}])
    iam.untag_role(RoleName="r", TagKeys=["b"])
    assert iam.list_role_tags(RoleName="r")["Tags"] == [{"Key": "a", "Value": "3"}]


def test_a_role_is_removed_when_nothing_hangs_on_it(iam, role):
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=POLICY)
    assert code_of(iam.delete_role, RoleName="r") == ("DeleteConflict", 409)
    iam.delete_role_policy(RoleName="r", PolicyName="p")
    assert iam.list_instance_profiles_for_role(RoleName="r")["InstanceProfiles"] == []
    iam.delete_role(RoleName="r")
    assert code_of(iam.delete_role, RoleName="r") == ("NoSuchEntity", 404)


def test_what_iam_refuses(iam, role):
    assert code_of(iam.create_role, RoleName="r", AssumeRolePolicyDocument=TRUST) == (
        "EntityAlreadyExists",
        409,
    )
    assert code_of(iam.create_role, RoleName="a/b", AssumeRolePolicyDocument=TRUST)[0] == "ValidationError"
    assert code_of(iam.create_role, RoleName="x" * 65, AssumeRolePolicyDocument=TRUST)[0] == "ValidationError"
    assert (
        code_of(iam.create_role, RoleName="s", AssumeRolePolicyDocument="{}")[0] == "MalformedPolicyDocument"
    )
    assert code_of(iam.update_role, RoleName="r", MaxSessionDuration=60)[0] == "ValidationError"
    assert code_of(iam.put_role_policy, RoleName="r", PolicyName="p", PolicyDocument="{")[0] == (
        "MalformedPolicyDocument"
    )
    assert code_of(iam.get_role, RoleName="none") == ("NoSuchEntity", 404)
    huge = json.dumps(
        {
            "Statement": [{"Effect": "Allow", "Action": f"s3:{'x' * 10_300}", "Resource": "*"}],
            "Version": "2012-10-17",
        }
    )
    assert code_of(iam.put_role_policy, RoleName="r", PolicyName="p", PolicyDocument=huge) == (
        "LimitExceeded",
        409,
    )


def test_everything_survives_a_restart(tmp_path, restartable):
    with restartable(tmp_path) as before:
        iam = before.client("iam")
        iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST, Tags=[{"Key": "a", "Value": "1"}])
        iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=POLICY)
        arn = iam.create_policy(PolicyName="p", PolicyDocument=POLICY)["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="r", PolicyArn=arn)
        iam.create_role(RoleName="gone", AssumeRolePolicyDocument=TRUST)
        iam.delete_role(RoleName="gone")
        expected = iam.get_role(RoleName="r")["Role"]
    with restartable(tmp_path) as after:
        iam = after.client("iam")
        assert iam.get_role(RoleName="r")["Role"] == expected
        assert iam.list_role_policies(RoleName="r")["PolicyNames"] == ["p"]
        assert iam.list_attached_role_policies(RoleName="r")["AttachedPolicies"][0]["PolicyArn"] == arn
        assert [role["RoleName"] for role in iam.list_roles()["Roles"]] == ["r"]
