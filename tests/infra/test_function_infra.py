"""What a Function becomes on AWS."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pluto_py.errors import PlutoError

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/chat-dev-history-b33af274"
LOGS = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/chat-dev-chatbot-36d0609d:*"


def test_a_function_is_a_role_a_policy_a_log_group_a_lambda_and_a_public_url(app):
    assert app.function("chatbot").provision().types() == [
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:lambda/function:Function",
        "aws:lambda/functionUrl:FunctionUrl",
        "aws:lambda/permission:Permission",
        "aws:lambda/permission:Permission",
    ]


def test_the_policy_names_exactly_the_granted_actions_and_its_own_log_group(app):
    app.declare("KVStore", "history").function("chatbot")
    app.grant("chatbot", "KVStore/history", "dynamodb:PutItem")
    app.grant("chatbot", "KVStore/history", "dynamodb:GetItem", certainty="may")
    assert app.provision().policy("chatbot-policy") == [
        {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": [TABLE]},
        {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": [LOGS]},
    ]


def test_each_function_has_only_its_own_grants(app):
    app.declare("KVStore", "history").function("chatbot").function("other")
    app.grant("chatbot", "KVStore/history", "dynamodb:GetItem")
    (statement,) = app.provision().policy("other-policy")
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]


def test_a_policy_does_not_depend_on_the_order_of_grants(app):
    app.declare("KVStore", "a").declare("KVStore", "b").function("chatbot")
    for name in "ab":
        app.grant("chatbot", f"KVStore/{name}", "dynamodb:GetItem").grant(
            "chatbot", f"KVStore/{name}", "dynamodb:Scan"
        )
    one = app.provision().inputs("RolePolicy", "chatbot-policy")["policy"]
    app.grants.reverse()
    assert app.provision().inputs("RolePolicy", "chatbot-policy")["policy"] == one


def test_a_grant_on_something_undeclared_stands_as_it_is(app):
    app.function("chatbot").grant("chatbot", "arn:aws:s3:::my-bucket/*", "s3:GetObject")
    assert {
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": ["arn:aws:s3:::my-bucket/*"],
    } in app.provision().policy("chatbot-policy")


def test_functions_may_invoke_each_other_and_themselves(app):
    app.function("ping").function("pong")
    app.grant("ping", "Function/pong", "lambda:InvokeFunction").grant(
        "pong", "Function/ping", "lambda:InvokeFunction"
    )
    app.grant("ping", "Function/ping", "lambda:InvokeFunction")
    made = app.provision()
    names = {name: made.inputs("Function", f"{name}-function")["name"] for name in ("ping", "pong")}
    arn = "arn:aws:lambda:us-east-1:123456789012:function:"
    invoke = made.policy("ping-policy")[0]
    assert invoke["Action"] == ["lambda:InvokeFunction"]
    assert invoke["Resource"] == sorted(arn + name for name in names.values())
    handed = json.loads(made.variables("pong")["PLUTO_RESOURCES"])
    assert handed == {"Function/ping": {"function_name": names["ping"]}}


def test_the_role_trusts_lambda_alone(app):
    trust = json.loads(app.function("chatbot").provision().inputs("Role", "chatbot-role")["assumeRolePolicy"])
    assert trust["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]


def test_the_lambda_runs_the_bundle_by_the_adapter_with_its_settings(app):
    made = app.function("chatbot", memory=512, timeout=30).provision(python="3.11")
    function = made.inputs("Function", "chatbot-function")
    assert function["handler"] == "pluto_py.runtime.entry.handler"
    assert (function["runtime"], function["memorySize"], function["timeout"]) == ("python3.11", 512, 30)
    assert function["code"].path == str(app.bundle)


def test_code_too_large_for_a_request_goes_through_a_private_bucket_on_aws(app):
    plan = app.function("big").function("small").plan()
    big = replace(plan.bundles["big"], size=51 * 1024**2, sha256="a" * 64)
    bundles = {"big": big, "small": plan.bundles["small"]}
    made = app.provision(bundles=bundles)
    stored = made.inputs("BucketObjectv2", "big-code")
    assert (stored["key"], stored["source"].path) == (f"big/{'a' * 64}.zip", str(app.bundle))
    function = made.inputs("Function", "big-function")
    assert (function["s3Bucket"], function["s3Key"]) == (stored["bucket"], stored["key"])
    assert "code" not in function
    assert "code" in made.inputs("Function", "small-function")
    assert all(v for k, v in made.inputs("BucketPublicAccessBlock", "code-privacy").items() if k != "bucket")
    assert made.inputs("Bucket", "code-bucket")["forceDestroy"] is True
    assert not [t for t in app.provision(bundles=bundles, platform="local").types() if "s3" in t]


def test_settings_that_the_app_leaves_out_are_the_constructors_defaults(app):
    function = app.function("chatbot").provision().inputs("Function", "chatbot-function")
    assert (function["memorySize"], function["timeout"]) == (256, 600)


def test_logs_are_kept_as_long_as_the_stack_says(app):
    group = app.function("chatbot").provision(log_retention_days=30).inputs("LogGroup", "chatbot-logs")
    assert (group["name"], group["retentionInDays"]) == ("/aws/lambda/chat-dev-chatbot-36d0609d", 30)


def test_a_public_url_has_both_permissions_that_aws_asks_for(app):
    made = app.function("chatbot").provision()
    assert made.inputs("FunctionUrl", "chatbot-url")["authorizationType"] == "NONE"
    url = made.inputs("Permission", "chatbot-url-permission")
    assert (url["action"], url["principal"], url["functionUrlAuthType"]) == (
        "lambda:InvokeFunctionUrl",
        "*",
        "NONE",
    )
    invoke = made.inputs("Permission", "chatbot-invoke-permission")
    assert (invoke["action"], invoke["principal"], invoke["invokedViaFunctionUrl"]) == (
        "lambda:InvokeFunction",
        "*",
        True,
    )


def test_with_auth_by_iam_nobody_else_may_call_the_url(app):
    made = app.function("chatbot", auth="iam").provision()
    assert made.inputs("FunctionUrl", "chatbot-url")["authorizationType"] == "AWS_IAM"
    assert not [t for t in made.types() if "permission" in t]


def test_every_object_that_can_carry_tags_says_whose_it_is(app):
    app.declare("KVStore", "history").declare("SageMaker", "llm", model_id="a/b").function("chatbot")
    made = app.provision()
    for (typ, name), inputs in made.objects.items():
        kind = {"chatbot": "Function", "history": "KVStore", "llm": "SageMaker"}[name.partition("-")[0]]
        if typ.startswith("aws:") and not typ.endswith((":RolePolicy", ":FunctionUrl", ":Permission")):
            resource = f"{kind}/{name.partition('-')[0]}"
            assert inputs["tags"] == {"pluto:app": "chat", "pluto:stack": "dev", "pluto:resource": resource}


def test_exports_are_what_the_stack_shows(app):
    exports = app.function("chatbot").provision().exports
    assert exports == {
        "function:chatbot:function_name": "chat-dev-chatbot-36d0609d",
        "function:chatbot:log_group": "/aws/lambda/chat-dev-chatbot-36d0609d",
        "function:chatbot:url": "https://chatbot-url.lambda-url.us-east-1.on.aws/",
    }


def test_a_function_reads_the_url_of_another_that_is_made_before_it(app):
    app.function("a", reads=("Function/z.url",)).function("z")
    handed = json.loads(app.provision().variables("a")["PLUTO_RESOURCES"])
    assert handed == {"Function/z": {"url": "https://z-url.lambda-url.us-east-1.on.aws/"}}


def test_a_function_that_reads_its_own_url_is_told_the_way_out(app):
    app.function("a", reads=("Function/a.url",))
    with pytest.raises(PlutoError) as refused:
        app.plan_and_check()
    assert "reads its own `url`" in refused.value.what
    assert refused.value.where == "app/main.py:1:1"
    assert "domainName" in (refused.value.hint or "")


def test_functions_that_read_each_others_urls_are_named_in_order(app):
    app.function("a", reads=("Function/b.url",)).function("b", reads=("Function/c.url",))
    app.function("c", reads=("Function/a.url",))
    with pytest.raises(PlutoError) as refused:
        app.plan_and_check()
    assert (
        "a → b → c → a" in refused.value.what
        or "b → c → a → b" in refused.value.what
        or "c → a → b → c" in refused.value.what
    )
    assert "`invoke`" in (refused.value.hint or "")
