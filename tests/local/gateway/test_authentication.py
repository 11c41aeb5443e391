"""Who calls: what the gateway says to those whom it does not know, in each protocol."""

from __future__ import annotations

import http.client
import json
from datetime import timedelta

import pytest
from botocore import UNSIGNED
from botocore.exceptions import ClientError

from pluto_py.local.context import Credentials

CALLS = {
    "dynamodb": lambda client: client.list_tables(),
    "logs": lambda client: client.describe_log_groups(),
    "lambda": lambda client: client.list_functions(),
    "sagemaker": lambda client: client.list_models(),
    "sagemaker-runtime": lambda client: client.invoke_endpoint(EndpointName="e", Body=b"{}"),
    "iam": lambda client: client.list_roles(),
    "sts": lambda client: client.get_caller_identity(),
}
RPC = ("dynamodb", "logs", "sagemaker")
REST = ("lambda", "sagemaker-runtime")
QUERY = ("iam", "sts")


def refusal(gateway, service, minted=None, **options):
    client = gateway.client(service, minted, **options)
    with pytest.raises(ClientError) as raised:
        CALLS[service](client)
    error = raised.value.response
    return error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Message"]


def changed(minted: Credentials, **fields) -> Credentials:
    return Credentials(**{**minted.__dict__, **fields})


@pytest.mark.parametrize("service", CALLS)
def test_the_stacks_own_keys_are_known(local_gateway, service):
    assert CALLS[service](local_gateway.client(service))


@pytest.mark.parametrize("service", CALLS)
def test_an_unknown_key(local_gateway, service):
    stranger = Credentials("AKIAIOSFODNN7EXAMPLE", "secret", "", local_gateway.role("r").expiration)
    code, status, message = refusal(local_gateway, service, stranger)
    assert message == "The security token included in the request is invalid."
    assert (code, status) == (
        ("InvalidClientTokenId", 403)
        if service in QUERY
        else ("UnrecognizedClientException", 400 if service in RPC else 403)
    )


@pytest.mark.parametrize("service", CALLS)
def test_a_wrong_secret(local_gateway, service):
    wrong = changed(local_gateway.role("r"), secret_key="wrong")
    code, status, message = refusal(local_gateway, service, wrong)
    assert message.startswith(
        "The request signature we calculated does not match the signature you provided."
    )
    assert (code, status) == (
        ("SignatureDoesNotMatch", 403)
        if service in QUERY
        else ("InvalidSignatureException", 400 if service in RPC else 403)
    )


@pytest.mark.parametrize("service", CALLS)
def test_expired_credentials(local_gateway, service):
    arn = local_gateway.client("iam").create_role(
        RoleName="short",
        AssumeRolePolicyDocument=json.dumps(
            {"Statement": {"Effect": "Allow", "Principal": {"Service": "a"}, "Action": "sts:AssumeRole"}}
        ),
    )["Role"]["Arn"]
    expired = local_gateway.identity.mint(arn, service="a", session="s", lifetime_s=-1)
    code, status, message = refusal(local_gateway, service, expired)
    assert message == "The security token included in the request is expired"
    assert (code, status) == (
        ("ExpiredToken", 403)
        if service in QUERY
        else ("ExpiredTokenException", 400 if service in RPC else 403)
    )


@pytest.mark.parametrize("hours", [-1, 1])
@pytest.mark.parametrize("service", ["dynamodb", "lambda", "iam"])
def test_a_clock_that_is_wrong_by_an_hour(local_gateway, service, hours):
    local_gateway.clock_offset = timedelta(hours=hours)
    code, _, message = refusal(local_gateway, service)
    assert code == ("SignatureDoesNotMatch" if service in QUERY else "InvalidSignatureException")
    assert message.startswith("Signature expired: " if hours > 0 else "Signature not yet current: ")


@pytest.mark.parametrize("service", CALLS)
def test_a_token_of_another_session(local_gateway, service):
    one, other = local_gateway.role("one"), local_gateway.role("other")
    code, _, _ = refusal(local_gateway, service, changed(one, session_token=other.session_token))
    assert code == ("InvalidClientTokenId" if service in QUERY else "UnrecognizedClientException")


@pytest.mark.parametrize("token", ["", "garbage", "AAAA" * 30])
def test_a_damaged_token(local_gateway, token):
    minted = changed(local_gateway.role("r"), session_token=token)
    assert refusal(local_gateway, "sts", minted)[0] == "InvalidClientTokenId"


def test_a_token_from_another_stack(local_gateway, restartable, tmp_path):
    with restartable(tmp_path / "other") as other:
        foreign = other.role("r")
    local_gateway.role("r")
    assert refusal(local_gateway, "sts", foreign)[0] == "InvalidClientTokenId"


def test_credentials_of_a_role_that_was_made_anew_are_invalid(local_gateway):
    minted = local_gateway.role("r")
    iam = local_gateway.client("iam")
    iam.delete_role(RoleName="r")
    assert refusal(local_gateway, "sts", minted)[0] == "InvalidClientTokenId"
    local_gateway.role("r")
    assert refusal(local_gateway, "sts", minted)[0] == "InvalidClientTokenId"


def test_minted_credentials_survive_a_restart(tmp_path, restartable):
    with restartable(tmp_path) as before:
        minted = before.role("r")
    with restartable(tmp_path) as after:
        assert after.client("sts", minted).get_caller_identity()["Arn"].endswith(":assumed-role/r/test")


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ("dynamodb", "MissingAuthenticationTokenException"),
        ("lambda", "MissingAuthenticationTokenException"),
        ("iam", "MissingAuthenticationToken"),
    ],
)
def test_an_unsigned_request(local_gateway, service, code):
    assert refusal(local_gateway, service, signature_version=UNSIGNED)[0] == code


def test_a_presigned_url_is_as_good_as_a_header(local_gateway):
    url = local_gateway.client("sts").generate_presigned_url(
        "get_caller_identity", ExpiresIn=60, HttpMethod="GET"
    )
    status, body = get(url)
    assert status == 200, body
    assert b":user/pluto</Arn>" in body
    status, body = get(url.replace("GetCallerIdentity", "GetSessionToken"))
    assert status == 403
    assert b"SignatureDoesNotMatch" in body


def test_a_presigned_url_ends(local_gateway):
    url = local_gateway.client("sts").generate_presigned_url(
        "get_caller_identity", ExpiresIn=60, HttpMethod="GET"
    )
    local_gateway.clock_offset = timedelta(seconds=61)
    status, body = get(url)
    assert status == 403
    assert b"Signature expired" in body


def test_a_service_that_is_not_served_says_so_in_its_own_protocol(local_gateway):
    with pytest.raises(ClientError) as raised:
        local_gateway.client("scheduler").list_schedules()
    assert raised.value.response["Error"]["Code"] == "UnknownOperationException"
    assert "does not serve 'scheduler'" in raised.value.response["Error"]["Message"]
    with pytest.raises(ClientError, match="does not serve 'sns'"):
        local_gateway.client("sns").list_topics()


def test_nobody_learns_of_a_service_before_their_key_is_known(local_gateway):
    stranger = Credentials("AKIAIOSFODNN7EXAMPLE", "secret", "", local_gateway.role("r").expiration)
    with pytest.raises(ClientError) as raised:
        local_gateway.client("s3", stranger).list_buckets()
    assert raised.value.response["Error"]["Code"] == "InvalidAccessKeyId"


def get(url: str) -> tuple[int, bytes]:
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request("GET", "/" + path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
