"""What a Bucket becomes on AWS."""

from __future__ import annotations

import json
import re


def test_a_bucket_is_private_and_encrypted(app):
    made = app.declare("Bucket", "uploads").provision()
    assert made.types() == [
        "aws:s3/bucket:Bucket",
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    ]
    name = made.inputs("Bucket", "uploads-bucket")["bucket"]
    assert made.inputs("BucketPublicAccessBlock", "uploads-privacy") == {
        "bucket": name,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    (rule,) = made.inputs("BucketServerSideEncryptionConfiguration", "uploads-encryption")["rules"]
    assert rule == {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}


def test_what_does_not_come_by_tls_is_denied(app):
    made = app.declare("Bucket", "uploads").provision()
    name = made.inputs("Bucket", "uploads-bucket")["bucket"]
    (statement,) = json.loads(made.inputs("BucketPolicy", "uploads-policy")["policy"])["Statement"]
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert statement["Resource"] == [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]


def test_it_goes_with_its_declaration_whatever_lies_in_it(app):
    bucket = app.declare("Bucket", "uploads").provision().inputs("Bucket", "uploads-bucket")
    assert bucket["forceDestroy"] is True
    assert bucket["tags"]["pluto:resource"] == "Bucket/uploads"


def test_names_are_valid_stable_and_different_for_every_account_and_region(app):
    app.name = "A rather long application, with ünicode " * 3
    app.declare("Bucket", "x" * 48)

    def name(**options):
        return app.provision(**options).inputs("Bucket", f"{'x' * 48}-bucket")["bucket"]

    assert re.fullmatch(r"[a-z0-9](-?[a-z0-9])*", name())
    assert 3 <= len(name()) <= 63
    assert name() == name()
    names = {name(), name(account="999999999999"), name(region="eu-west-1"), name(stack="prod")}
    assert len(names) == 4


def test_each_action_is_allowed_on_the_arn_that_it_needs(app):
    app.declare("Bucket", "uploads").function("f")
    app.grant("f", "Bucket/uploads", "s3:GetObject").grant("f", "Bucket/uploads", "s3:PutObject")
    app.grant(
        "f", "Bucket/uploads", "s3:ListBucket", "s3:GetLifecycleConfiguration", "s3:AbortMultipartUpload"
    )
    made = app.provision()
    arn = f"arn:aws:s3:::{made.inputs('Bucket', 'uploads-bucket')['bucket']}"
    found = {resource: s["Action"] for s in made.policy("f-policy") for resource in s["Resource"]}
    assert found[arn] == ["s3:GetLifecycleConfiguration", "s3:ListBucket"]
    assert found[f"{arn}/*"] == ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]


def test_a_function_that_only_reads_may_not_list(app):
    made = (
        app.declare("Bucket", "uploads")
        .function("f")
        .grant("f", "Bucket/uploads", "s3:GetObject")
        .provision()
    )
    actions = [action for s in made.policy("f-policy") for action in s["Action"] if action.startswith("s3:")]
    assert actions == ["s3:GetObject"]


def test_functions_are_handed_its_name(app):
    app.declare("Bucket", "uploads").function("f").grant("f", "Bucket/uploads", "s3:GetObject")
    made = app.provision()
    name = made.inputs("Bucket", "uploads-bucket")["bucket"]
    assert json.loads(made.variables("f")["PLUTO_RESOURCES"]) == {"Bucket/uploads": {"aws_bucket_name": name}}
    assert made.exports["resource:Bucket:uploads:aws_bucket_name"] == name
