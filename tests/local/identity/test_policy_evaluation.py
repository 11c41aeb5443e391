"""The evaluator: what policies allow, one behaviour of IAM a test."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pluto_py.local.identity.evaluation import (
    Access,
    Decision,
    Grants,
    Principal,
    Stance,
    decide,
    stance_towards,
)
from pluto_py.local.identity.policy import Kind, parse

ACCOUNT = "000000000000"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/t"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/r"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/r/s"
ME = Principal(account=ACCOUNT, arns=(SESSION, ROLE))


def statement(effect="Allow", action="dynamodb:GetItem", resource=TABLE, **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def identity(*statements, version="2012-10-17"):
    return parse({"Version": version, "Statement": list(statements)}, Kind.IDENTITY)


def resource(*statements):
    return parse({"Version": "2012-10-17", "Statement": list(statements)}, Kind.RESOURCE)


def judge(*statements, action="dynamodb:GetItem", on=TABLE, context=None, **grants):
    spellings = (on,) if isinstance(on, str) else on
    access = Access(action, spellings, {key.lower(): value for key, value in (context or {}).items()})
    return decide(access, ME, Grants(identity=[identity(*statements)] if statements else [], **grants))


def allowed(*statements, **request):
    return judge(*statements, **request) is Decision.ALLOW


def test_silence_denies():
    assert judge() is Decision.SILENT
    assert judge(statement(action="dynamodb:PutItem")) is Decision.SILENT


def test_an_allow_allows():
    assert allowed(statement())


@pytest.mark.parametrize("order", [1, -1])
def test_a_deny_beats_every_allow_wherever_it_stands(order):
    statements = [statement(), statement("Deny")][::order]
    assert judge(*statements) is Decision.DENY_IDENTITY


def test_actions_are_compared_without_case():
    assert allowed(statement(action="DynamoDB:getitem"))


def test_resources_are_compared_with_case():
    assert not allowed(statement(resource=TABLE.upper().replace("ARN:AWS:DYNAMODB", "arn:aws:dynamodb")))


@pytest.mark.parametrize("action", ["*", "dynamodb:*", "dynamodb:Get*", "dynamodb:GetIte?", "*:GetItem"])
def test_wildcards_in_actions(action):
    assert allowed(statement(action=action))


@pytest.mark.parametrize("action", ["dynamodb:Get", "dynamodb:?", "s3:*", "dynamodb:GetItem?"])
def test_wildcards_that_do_not_reach(action):
    assert not allowed(statement(action=action))


@pytest.mark.parametrize(
    "pattern",
    [
        "*",
        f"arn:aws:dynamodb:*:{ACCOUNT}:table/t",
        "arn:aws:dynamodb:*:*:table/*",
        "arn:aws:dynamodb:us-east-?:*:t?ble/t",
        "arn:*:dynamodb:*:*:*",
    ],
)
def test_wildcards_in_resources(pattern):
    assert allowed(statement(resource=pattern))


def test_a_wildcard_stays_within_its_part_of_an_arn():
    assert not allowed(statement(resource="arn:aws:dynamodb:*:table/t:x"))
    assert not allowed(statement(resource="arn:aws:*:table/t:*:*"))


def test_the_last_part_of_an_arn_may_contain_colons():
    function = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function"
    assert allowed(statement(resource=f"{function}:*"), on=f"{function}:name:alias")


def test_the_table_is_not_its_index():
    assert not allowed(statement(), on=f"{TABLE}/index/i")
    assert allowed(statement(resource=f"{TABLE}/index/*"), on=f"{TABLE}/index/i")


def test_lists_mean_any():
    assert allowed(statement(action=["s3:*", "dynamodb:GetItem"], resource=["arn:aws:s3:::b", TABLE]))


def test_notaction_allows_everything_else():
    rest = {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    assert allowed(rest)
    assert not allowed(rest, action="iam:CreateUser")


def test_notresource_means_everything_else():
    rest = {"Effect": "Deny", "Action": "*", "NotResource": TABLE}
    assert allowed(statement(resource="*"), rest)
    assert judge(statement(resource="*"), rest, on=TABLE + "2") is Decision.DENY_IDENTITY


def test_a_resource_may_be_known_under_several_arns():
    group = "arn:aws:logs:us-east-1:000000000000:log-group:/g"
    for policy in (group, f"{group}:*", f"{group}:log-stream:*"):
        assert allowed(
            statement(action="logs:CreateLogStream", resource=policy),
            action="logs:CreateLogStream",
            on=(f"{group}:log-stream:", group, f"{group}:*"),
        )


class TestVariables:
    def test_are_filled_in(self):
        own = statement(resource=f"{TABLE}-${{aws:username}}")
        assert allowed(own, on=f"{TABLE}-anna", context={"aws:username": "anna"})
        assert not allowed(own, on=f"{TABLE}-anna", context={"aws:username": "bob"})

    def test_without_a_value_match_nothing(self):
        assert not allowed(statement(resource=f"{TABLE}-${{aws:username}}"), on=f"{TABLE}-")

    def test_may_have_a_default(self):
        own = statement(resource=f"{TABLE}-${{aws:username, 'nobody'}}")
        assert allowed(own, on=f"{TABLE}-nobody")
        assert allowed(own, on=f"{TABLE}-anna", context={"aws:username": "anna"})

    def test_are_literal_in_what_they_stand_for(self):
        own = statement(resource=f"{TABLE}-${{aws:username}}")
        assert not allowed(own, on=f"{TABLE}-anybody", context={"aws:username": "*"})

    def test_can_escape_wildcards(self):
        star = statement(resource=f"{TABLE}${{*}}")
        assert allowed(star, on=f"{TABLE}*")
        assert not allowed(star, on=f"{TABLE}x")

    def test_are_plain_text_in_the_old_version(self):
        old = identity(statement(resource=f"{TABLE}-${{aws:username}}"), version="2008-10-17")
        access = Access("dynamodb:GetItem", (f"{TABLE}-${{aws:username}}",), {"aws:username": "anna"})
        assert decide(access, ME, Grants(identity=[old])) is Decision.ALLOW


class TestLimits:
    def test_a_boundary_takes_away(self):
        within = [identity(statement())]
        assert judge(statement(), boundary=within) is Decision.ALLOW
        assert judge(statement(), boundary=[]) is Decision.SILENT_BOUNDARY
        assert judge(statement(), boundary=[identity(statement("Deny"))]) is Decision.DENY_BOUNDARY

    def test_a_boundary_gives_nothing(self):
        assert judge(boundary=[identity(statement())]) is Decision.SILENT

    def test_a_session_policy_takes_away(self):
        assert judge(statement(), session=[]) is Decision.SILENT_SESSION
        assert judge(statement(), session=[identity(statement("Deny"))]) is Decision.DENY_SESSION


class TestResourcePolicies:
    def for_principal(self, principal, effect="Allow"):
        return [resource(statement(effect, Principal=principal))]

    @pytest.mark.parametrize(
        "principal", ["*", {"AWS": "*"}, {"AWS": SESSION}, {"AWS": ROLE}, {"AWS": ["x", ROLE]}]
    )
    def test_allow_whom_they_name(self, principal):
        assert judge(resource=self.for_principal(principal)) is Decision.ALLOW

    @pytest.mark.parametrize("principal", [{"AWS": ACCOUNT}, {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}])
    def test_that_name_the_account_leave_it_to_the_account(self, principal):
        assert judge(resource=self.for_principal(principal)) is Decision.SILENT
        assert judge(statement(), resource=self.for_principal(principal)) is Decision.ALLOW

    def test_do_not_allow_others(self):
        assert judge(resource=self.for_principal({"AWS": f"{ROLE}-other"})) is Decision.SILENT
        assert judge(resource=self.for_principal({"Service": "lambda.amazonaws.com"})) is Decision.SILENT

    def test_deny_whom_they_name(self):
        denial = self.for_principal({"AWS": ROLE}, "Deny")
        assert judge(statement(), resource=denial) is Decision.DENY_RESOURCE

    def test_notprincipal_denies_everybody_else(self):
        only_me = [
            resource({"Effect": "Deny", "NotPrincipal": {"AWS": ROLE}, "Action": "*", "Resource": "*"})
        ]
        others = [resource({"Effect": "Deny", "NotPrincipal": {"AWS": "x"}, "Action": "*", "Resource": "*"})]
        assert judge(statement(), resource=only_me) is Decision.ALLOW
        assert judge(statement(), resource=others) is Decision.DENY_RESOURCE

    def test_the_public_is_allowed_by_a_star_only(self):
        access = Access("dynamodb:GetItem", (TABLE,), {})
        assert stance_towards(Principal(), self.for_principal("*"), access) is Stance.ALLOWS
        assert stance_towards(Principal(), self.for_principal({"AWS": ACCOUNT}), access) is Stance.SILENT

    def test_a_service_is_named_as_a_service(self):
        access = Access("dynamodb:GetItem", (TABLE,), {})
        events = Principal(service="events.amazonaws.com")
        named = self.for_principal({"Service": "events.amazonaws.com"})
        assert stance_towards(events, named, access) is Stance.ALLOWS
        assert stance_towards(events, self.for_principal({"AWS": ACCOUNT}), access) is Stance.SILENT


plain = st.text("abc-_.", max_size=8)
patterns = st.text("ab*?-", max_size=8)


@given(pattern=patterns, name=plain)
def test_wildcards_are_those_of_a_shell(pattern, name):
    assert allowed(statement(resource=f"{TABLE}{pattern}"), on=f"{TABLE}{name}") is fnmatch.fnmatchcase(
        name, pattern
    )


@given(
    effects=st.lists(st.tuples(st.sampled_from(["Allow", "Deny"]), patterns), min_size=1, max_size=6),
    name=plain,
)
def test_the_decision_does_not_depend_on_order_and_follows_the_rule(effects, name):
    statements = [statement(effect, resource=f"{TABLE}{pattern}") for effect, pattern in effects]
    hits = {effect for effect, pattern in effects if fnmatch.fnmatchcase(name, pattern)}
    expected = (
        Decision.DENY_IDENTITY if "Deny" in hits else Decision.ALLOW if "Allow" in hits else Decision.SILENT
    )
    assert judge(*statements, on=f"{TABLE}{name}") is expected
    assert judge(*reversed(statements), on=f"{TABLE}{name}") is expected


@given(name=plain, other=plain)
def test_an_exact_arn_matches_itself_alone(name, other):
    assume(name != other)
    own = statement(resource=f"{TABLE}{name}")
    assert allowed(own, on=f"{TABLE}{name}")
    assert not allowed(own, on=f"{TABLE}{other}")
