"""Signatures, held against botocore's own signer."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given, settings
from hypothesis import strategies as st

from pluto_py.local.gateway import sigv4

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
ACCESS = "AKIDEXAMPLE"
NOW = datetime(2026, 1, 31, 12, 0, 0, tzinfo=timezone.utc)

text = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=12)
segments = st.lists(st.one_of(text, st.sampled_from(["", ".", "..", "a b", "a%2Fb", "ü:*"])), max_size=4)


def signed_by_botocore(method, path, query, body, headers=(), service="dynamodb", token=None):
    request = AWSRequest(
        method=method, url=f"http://127.0.0.1:4566{path}" + (f"?{query}" if query else ""), data=body
    )
    for name, value in headers:
        request.headers[name] = value
    request.headers["Host"] = "127.0.0.1:4566"
    SigV4Auth(Credentials(ACCESS, SECRET, token), service, "us-east-1").add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}


def verify(method, path, query, body, headers, secret=SECRET):
    claim = sigv4.read(headers, query)
    assert claim is not None
    found = sigv4.compute(
        claim,
        secret,
        method=method,
        path=path,
        query=query,
        headers=headers,
        payload_hash=hashlib.sha256(body).hexdigest(),
    )
    return found == claim.signature


@settings(max_examples=150, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    path=segments,
    query=st.lists(st.tuples(text.filter(bool), text), max_size=4),
    body=st.binary(max_size=64),
    value=st.text("abc ,;=\t", max_size=10),
)
def test_every_request_that_botocore_signs_is_verified(method, path, query, body, value):
    url_path = "/" + "/".join(quote(part, safe="") for part in path)
    url_query = "&".join(f"{quote(name, safe='')}={quote(content, safe='')}" for name, content in query)
    headers = signed_by_botocore(method, url_path, url_query, body, [("X-Amz-Meta", value)])
    assert verify(method, url_path, url_query, body, headers)


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=20), other=st.binary(max_size=20))
def test_another_body_path_query_or_secret_is_refused(body, other):
    headers = signed_by_botocore("POST", "/a/b", "x=1", body)
    assert verify("POST", "/a/b", "x=1", body, headers)
    assert verify("POST", "/a/b", "x=1", other, headers) is (body == other)
    assert not verify("POST", "/a/c", "x=1", body, headers)
    assert not verify("POST", "/a/b", "x=2", body, headers)
    assert not verify("GET", "/a/b", "x=1", body, headers)
    assert not verify("POST", "/a/b", "x=1", body, headers, secret="other")


def test_a_changed_signed_header_is_refused():
    headers = signed_by_botocore("POST", "/", "", b"{}", [("X-Amz-Target", "DynamoDB_20120810.GetItem")])
    headers["x-amz-target"] = "DynamoDB_20120810.DeleteTable"
    assert not verify("POST", "/", "", b"{}", headers)


def test_s3_signs_the_path_as_it_is():
    request = AWSRequest(method="GET", url="http://127.0.0.1:4566/bucket/a%20b//c")
    request.headers["Host"] = "127.0.0.1:4566"
    from botocore.auth import S3SigV4Auth

    request.context["client_config"] = None
    S3SigV4Auth(Credentials(ACCESS, SECRET), "s3", "us-east-1").add_auth(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert verify("GET", "/bucket/a%20b//c", "", b"", headers)


@settings(max_examples=50, deadline=None)
@given(
    query=st.lists(st.tuples(text.filter(bool), text), max_size=3), token=st.sampled_from([None, "to/ken+="])
)
def test_every_url_that_botocore_presigns_is_verified(query, token):
    url = "http://127.0.0.1:4566/?" + "&".join(f"{quote(n, safe='')}={quote(v, safe='')}" for n, v in query)
    request = AWSRequest(method="GET", url=url, headers={"Host": "127.0.0.1:4566"})
    SigV4QueryAuth(Credentials(ACCESS, SECRET, token), "sts", "us-east-1", expires=60).add_auth(request)
    parts = urlsplit(request.url)
    assert verify("GET", parts.path, parts.query, b"", {"host": "127.0.0.1:4566"})
    claim = sigv4.read({}, parts.query)
    assert (claim.token, claim.expires_s, claim.service) == (token, 60, "sts")


def claim_at(moment: datetime, expires_s: int | None = None) -> sigv4.Signed:
    stamp = moment.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/us-east-1/sts/aws4_request"
    return sigv4.Signed(ACCESS, stamp, scope, "us-east-1", "sts", ("host",), "0", None, expires_s)


@pytest.mark.parametrize("minutes", [-4.9, 0, 4.9])
def test_five_minutes_of_skew_are_fine(minutes):
    sigv4.check_time(claim_at(NOW + timedelta(minutes=minutes)), NOW)


def test_an_old_signature_has_expired():
    with pytest.raises(sigv4.SkewedError) as raised:
        sigv4.check_time(claim_at(NOW - timedelta(minutes=6)), NOW)
    assert str(raised.value) == (
        "Signature expired: 20260131T115400Z is now earlier than 20260131T115500Z (20260131T120000Z - 5 min.)"
    )


def test_a_signature_from_the_future_is_not_yet_current():
    with pytest.raises(
        sigv4.SkewedError, match="Signature not yet current: 20260131T120600Z is still later than"
    ):
        sigv4.check_time(claim_at(NOW + timedelta(minutes=6)), NOW)


def test_a_presigned_url_lives_as_long_as_it_says():
    sigv4.check_time(claim_at(NOW - timedelta(hours=1), expires_s=3700), NOW)
    with pytest.raises(sigv4.SkewedError):
        sigv4.check_time(claim_at(NOW - timedelta(hours=1), expires_s=3500), NOW)


def test_the_scope_must_be_of_the_same_day():
    claim = claim_at(NOW)
    other = sigv4.Signed(ACCESS, claim.timestamp, "20260130/us-east-1/sts/aws4_request", "us-east-1", "sts",
                         ("host",), "0", None)  # fmt: skip
    with pytest.raises(sigv4.IncompleteError):
        sigv4.check_time(other, NOW)


GOOD = "AWS4-HMAC-SHA256 Credential=AK/20260131/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00"


@pytest.mark.parametrize(
    ("authorization", "complaint"),
    [
        (GOOD.replace("Signature=00", "Sig=00"), "requires 'Signature'"),
        (GOOD.replace("Credential=", "Cred="), "requires 'Credential'"),
        (GOOD.replace("SignedHeaders=", "SH="), "requires 'SignedHeaders'"),
        (GOOD.replace("/sts/aws4_request", ""), "5 slash-delimited"),
        (GOOD.replace("=host", "=x-amz-date"), "'Host' must be"),
        (GOOD.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), "Unsupported AWS 'algorithm'"),
        ("Bearer abc", "Unsupported AWS 'algorithm'"),
    ],
)
def test_an_incomplete_header_is_told_what_it_lacks(authorization, complaint):
    with pytest.raises(sigv4.IncompleteError, match=complaint):
        sigv4.read({"authorization": authorization, "x-amz-date": "20260131T120000Z"}, "")


def test_a_header_without_a_date_is_incomplete():
    with pytest.raises(sigv4.IncompleteError, match="X-Amz-Date"):
        sigv4.read({"authorization": GOOD}, "")


def test_an_unsigned_request_claims_nothing():
    assert sigv4.read({}, "a=b") is None


@pytest.mark.parametrize("expires", ["0", "604801", "-1", "soon"])
def test_a_presigned_url_must_expire_within_a_week(expires):
    query = (
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AK%2F20260131%2Fus-east-1%2Fsts%2Faws4_request"
        f"&X-Amz-Date=20260131T120000Z&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=00"
    )
    with pytest.raises(sigv4.IncompleteError, match="X-Amz-Expires"):
        sigv4.read({}, query)
