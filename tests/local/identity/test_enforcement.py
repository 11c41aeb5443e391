"""Policies as they are enforced on real calls: what passes, and AWS's words for what does not."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

ACCOUNT = "000000000000"
TABLES = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table"


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource="*"):
    return {"Effect": "Deny", "Action": action, "Resource": resource}


@pytest.fixture
def tables(local_gateway):
    client = local_gateway.client("dynamodb")
    for name in ("one", "two"):
        client.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "Id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "Id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
    return client


def denial(call, **parameters):
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    return raised.value.response


KEY = {"Id": {"S": "a"}}


def test_a_call_without_a_grant_is_denied_in_awss_words(local_gateway, tables):
    client = local_gateway.client(
        "dynamodb", local_gateway.role("chatbot", allow("dynamodb:PutItem", f"{TABLES}/one"))
    )
    client.put_item(TableName="one", Item=KEY)
    response = denial(client.get_item, TableName="one", Key=KEY)
    assert response["Error"] == {
        "Code": "AccessDeniedException",
        "Message": f"User: arn:aws:sts::{ACCOUNT}:assumed-role/chatbot/test is not authorized to perform: "
        f"dynamodb:GetItem on resource: {TABLES}/one because no identity-based policy allows the "
        "dynamodb:GetItem action",
    }
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize(
    ("service", "call", "code", "status"),
    [
        ("lambda", lambda client: client.invoke(FunctionName="f"), "AccessDeniedException", 403),
        ("sagemaker", lambda client: client.list_models(), "AccessDeniedException", 400),
        (
            "sagemaker-runtime",
            lambda client: client.invoke_endpoint(EndpointName="e", Body=b"{}"),
            "AccessDeniedException",
            403,
        ),
        ("logs", lambda client: client.describe_log_groups(), "AccessDeniedException", 400),
        ("iam", lambda client: client.list_roles(), "AccessDenied", 403),
    ],
)
def test_each_protocol_has_its_own_code_and_status(local_gateway, service, call, code, status):
    client = local_gateway.client(service, local_gateway.role("nobody"))
    response = denial(lambda: call(client))
    assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    assert "because no identity-based policy allows the" in response["Error"]["Message"]
    assert local_gateway.echo.requests == []


def test_an_explicit_deny_is_called_one(local_gateway, tables):
    role = local_gateway.role("r", allow("dynamodb:*"), deny("dynamodb:DeleteItem", f"{TABLES}/one"))
    client = local_gateway.client("dynamodb", role)
    client.delete_item(TableName="two", Key=KEY)
    message = denial(client.delete_item, TableName="one", Key=KEY)["Error"]["Message"]
    assert message.endswith(f"on resource: {TABLES}/one with an explicit deny in an identity-based policy")


def test_a_batch_is_denied_for_one_table_that_is_not_granted(local_gateway, tables):
    client = local_gateway.client("dynamodb", local_gateway.role("r", allow("dynamodb:*", f"{TABLES}/one")))
    client.batch_get_item(RequestItems={"one": {"Keys": [KEY]}})
    both = {"one": {"Keys": [KEY]}, "two": {"Keys": [KEY]}}
    assert f"{TABLES}/two" in denial(client.batch_get_item, RequestItems=both)["Error"]["Message"]
    writes = {name: [{"PutRequest": {"Item": KEY}}] for name in both}
    assert f"{TABLES}/two" in denial(client.batch_write_item, RequestItems=writes)["Error"]["Message"]
    assert tables.scan(TableName="one")["Count"] == 0


def test_a_transaction_is_denied_for_one_action_that_is_not_granted(local_gateway, tables):
    client = local_gateway.client("dynamodb", local_gateway.role("r", allow("dynamodb:PutItem")))
    client.transact_write_items(TransactItems=[{"Put": {"TableName": "one", "Item": KEY}}])
    mixed = [{"Put": {"TableName": "one", "Item": KEY}}, {"Delete": {"TableName": "two", "Key": KEY}}]
    response = denial(client.transact_write_items, TransactItems=mixed)
    assert "dynamodb:DeleteItem" in response["Error"]["Message"]


def test_a_policy_holds_from_the_next_call_on(local_gateway, tables, policy):
    minted = local_gateway.role("r")
    client, iam = local_gateway.client("dynamodb", minted), local_gateway.client("iam")
    denial(client.scan, TableName="one")
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=policy(allow("dynamodb:Scan")))
    client.scan(TableName="one")
    iam.delete_role_policy(RoleName="r", PolicyName="p")
    denial(client.scan, TableName="one")
    arn = iam.create_policy(PolicyName="m", PolicyDocument=policy(allow("dynamodb:Scan")))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="r", PolicyArn=arn)
    client.scan(TableName="one")
    iam.create_policy_version(
        PolicyArn=arn, PolicyDocument=policy(allow("dynamodb:Query")), SetAsDefault=True
    )
    denial(client.scan, TableName="one")


def test_a_boundary_limits_a_role(local_gateway, tables, policy):
    minted = local_gateway.role("r", allow("dynamodb:*"))
    client, iam = local_gateway.client("dynamodb", minted), local_gateway.client("iam")
    arn = iam.create_policy(PolicyName="b", PolicyDocument=policy(allow("dynamodb:Query")))["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName="r", PermissionsBoundary=arn)
    message = denial(client.scan, TableName="one")["Error"]["Message"]
    assert message.endswith("because no permissions boundary allows the dynamodb:Scan action")
    iam.delete_role_permissions_boundary(RoleName="r")
    client.scan(TableName="one")


def test_global_condition_keys_are_those_of_the_request(local_gateway, tables):
    conditions = {
        "StringEquals": {"aws:RequestedRegion": "us-east-1", "aws:PrincipalAccount": ACCOUNT},
        "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/r*"},
        "IpAddress": {"aws:SourceIp": "127.0.0.0/8"},
        "Bool": {"aws:SecureTransport": "true"},
        "DateGreaterThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"},
        "StringLike": {"aws:userid": "AROA*:test"},
    }
    client = local_gateway.client(
        "dynamodb", local_gateway.role("r", allow("dynamodb:Scan", Condition=conditions))
    )
    client.scan(TableName="one")
    elsewhere = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
    client = local_gateway.client(
        "dynamodb", local_gateway.role("s", allow("dynamodb:Scan", Condition=elsewhere))
    )
    denial(client.scan, TableName="one")


def test_tags_of_a_request_can_be_required(local_gateway):
    wanted = {
        "StringEquals": {"aws:RequestTag/team": "chat"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team"]},
    }
    role = local_gateway.role("r", allow("logs:CreateLogGroup", Condition=wanted))
    client = local_gateway.client("logs", role)
    denial(client.create_log_group, logGroupName="g")
    denial(client.create_log_group, logGroupName="g", tags={"team": "chat", "other": "x"})
    client.create_log_group(logGroupName="g", tags={"team": "chat"})


def test_a_role_can_be_passed_to_its_service_only(local_gateway):
    passed = f"arn:aws:iam::{ACCOUNT}:role/passed"
    to_lambda = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    role = local_gateway.role(
        "r", allow(["lambda:*", "sagemaker:*"]), allow("iam:PassRole", passed, Condition=to_lambda)
    )
    create = {
        "FunctionName": "f",
        "Runtime": "python3.12",
        "Handler": "h.h",
        "Code": {"ZipFile": b""},
    }
    functions = local_gateway.client("lambda", role)
    functions.create_function(**create, Role=passed)
    assert (
        "iam:PassRole" in denial(functions.create_function, **create, Role=passed + "2")["Error"]["Message"]
    )
    models = local_gateway.client("sagemaker", role)
    response = denial(models.create_model, ModelName="m", ExecutionRoleArn=passed)
    assert f"iam:PassRole on resource: {passed}" in response["Error"]["Message"]


def test_a_resource_policy_lets_a_role_in(local_gateway):
    function = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/r"},
        "Action": "lambda:InvokeFunction",
        "Resource": function,
    }
    asked = []

    def policies(arn):
        asked.append(arn)
        return [{"Version": "2012-10-17", "Statement": [statement]}] if arn == function else []

    local_gateway.identity.register_resource_policies("lambda", policies)
    client = local_gateway.client("lambda", local_gateway.role("r"))
    client.invoke(FunctionName="f")
    denial(client.invoke, FunctionName="g")
    assert asked == [function, function[:-1] + "g"]


def test_the_public_is_let_in_by_a_star_under_its_conditions(local_gateway):
    function = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "lambda:InvokeFunctionUrl",
        "Resource": function,
        "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
    }
    local_gateway.identity.register_resource_policies("lambda", lambda _: [{"Statement": [statement]}])
    allows = local_gateway.identity.allows_public
    assert allows("lambda:InvokeFunctionUrl", function, {"lambda:FunctionUrlAuthType": "NONE"})
    assert not allows("lambda:InvokeFunctionUrl", function, {"lambda:FunctionUrlAuthType": "AWS_IAM"})
    assert not allows("lambda:InvokeFunction", function, {"lambda:FunctionUrlAuthType": "NONE"})
