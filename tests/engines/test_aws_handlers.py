"""The AWS resource types, against moto: made, read, changed, removed; idempotent after an interruption."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pluto_py.engines.aws_provider import AwsPackage, handlers
from pluto_py.engines.aws_provider.provider import AwsProvider
from pluto_py.engines.properties.assets import with_hashes
from pluto_py.engines.properties.values import ARCHIVE, ASSET, SIGNATURE, UNKNOWN
from pluto_py.engines.provider import Created, ProviderError

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
TAGS = {"pluto:app": "demo", "pluto:stack": "dev"}
SERVICES = ("dynamodb", "iam", "lambda", "logs", "sagemaker", "sts")


class Resource:
    """One resource of a type, as an engine would treat it."""

    def __init__(self, provider: AwsProvider, token: str, name: str):
        self.provider = provider
        self.urn = f"urn:pulumi:dev::demo::{token}::{name}"
        self.inputs: dict[str, Any] = {}
        self.outputs: dict[str, Any] = {}
        self.id = ""

    def checked(self, **inputs: Any) -> dict[str, Any]:
        found = self.provider.check(self.urn, inputs, self.inputs or None)
        assert found.failures == ()
        return found.inputs

    def complaints(self, **inputs: Any) -> dict[str, str]:
        failures = self.provider.check(self.urn, inputs, None).failures
        return {failure.property: failure.reason for failure in failures}

    def create(self, **inputs: Any) -> dict[str, Any]:
        wanted = self.checked(**inputs)
        created: Created = self.provider.create(self.urn, wanted, timeout=20, preview=False)
        self.id, self.inputs, self.outputs = created.id, wanted, created.outputs
        return self.outputs

    def diff(self, **inputs: Any) -> tuple[list[str], tuple[str, ...], bool]:
        found = self.provider.diff(self.urn, self.inputs, self.outputs, self.checked(**inputs), ())
        return sorted(found.changes), found.replaces, found.delete_before_replace

    def update(self, **inputs: Any) -> dict[str, Any]:
        wanted = self.checked(**inputs)
        self.outputs = self.provider.update(
            self.urn, self.id, self.inputs, self.outputs, wanted, timeout=20, preview=False
        )
        self.inputs = wanted
        return self.outputs

    def read(self) -> dict[str, Any] | None:
        found = self.provider.read(self.urn, self.id, self.inputs, self.outputs)
        if found is None:
            return None
        assert found.inputs == self.inputs, "reading finds what was asked for"
        return found.outputs

    def delete(self) -> None:
        self.provider.delete(self.urn, self.id, self.inputs, self.outputs, timeout=20)


Make = Callable[[str, str], Resource]


@pytest.fixture
def configure(aws_endpoint: str) -> Callable[..., AwsProvider]:
    def configured(**inputs: Any) -> AwsProvider:
        endpoints = json.dumps([dict.fromkeys(SERVICES, aws_endpoint)])
        settings = {
            "region": "us-east-1",
            "endpoints": endpoints,
            "accessKey": "a",
            "secretKey": "s",
            **inputs,
        }
        package = AwsPackage()
        assert package.check_config(settings).failures == ()
        provider = package.configure(settings)
        assert isinstance(provider, AwsProvider)
        return provider

    return configured


@pytest.fixture
def make(configure: Callable[..., AwsProvider], request: pytest.FixtureRequest) -> Make:
    provider = configure()
    unique = f"{abs(hash(request.node.nodeid)) % 10**6:06d}"
    return lambda token, name: Resource(provider, token, f"{name}-{unique}")


def code_of(text: str) -> dict[str, Any]:
    """A function's code, with its hash as the engine adds it."""
    archive = {SIGNATURE: ARCHIVE, "assets": {"index.py": {SIGNATURE: ASSET, "text": text}}}
    found: dict[str, Any] = with_hashes(archive, Path())
    return found


@pytest.fixture
def role(make: Make) -> Resource:
    resource = make("aws:iam/role:Role", "role")
    resource.create(assumeRolePolicy=json.dumps(TRUST))
    return resource


@pytest.fixture
def function(make: Make, role: Resource) -> Resource:
    resource = make("aws:lambda/function:Function", "function")
    resource.create(
        role=role.outputs["arn"],
        runtime="python3.12",
        handler="index.handler",
        code=code_of("pass"),
    )
    return resource


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pulumi_aws warns of its own classes
def test_every_type_is_one_that_pulumi_aws_has_with_these_inputs() -> None:
    import importlib

    from pulumi import _types

    for token, handler in handlers().items():
        _, module, name = token.split(":")
        if module.startswith("test/"):
            continue
        package = {"lambda": "lambda_"}.get(module.split("/")[0], module.split("/")[0])
        found = importlib.import_module(f"pulumi_aws.{package}")
        # Where a nested type has the plain name, the resource's arguments have another.
        arguments = getattr(found, f"{name}InitArgs", None) or getattr(found, f"{name}Args")
        known = set(_types.input_type_py_to_pulumi_names(arguments).values())
        assert set(handler.properties) <= known, token


class TestRole:
    def test_lives(self, make: Make) -> None:
        role = make("aws:iam/role:Role", "role")
        outputs = role.create(assumeRolePolicy=json.dumps(TRUST, indent=2), tags=TAGS, description="first")
        assert outputs["arn"].endswith(f":role/{role.id}")
        assert (outputs["path"], outputs["maxSessionDuration"], outputs["tagsAll"]) == ("/", 3600, TAGS)
        assert role.read() == outputs
        changed = {"assumeRolePolicy": json.dumps(TRUST), "tags": {"other": "x"}, "maxSessionDuration": 7200}
        assert role.diff(**changed)[1] == ()
        outputs = role.update(**changed)
        assert (outputs["tags"], outputs["maxSessionDuration"]) == ({"other": "x"}, 7200)
        assert "description" not in outputs
        role.delete()
        assert role.read() is None
        role.delete()

    def test_managed_policies_are_attached_and_detached(self, make: Make) -> None:
        role = make("aws:iam/role:Role", "role")
        client = role.provider.clients("iam")
        arns = [
            client.create_policy(PolicyName=f"{role.urn[-6:]}-{n}", PolicyDocument=json.dumps(POLICY))[
                "Policy"
            ]["Arn"]
            for n in range(2)
        ]
        role.create(assumeRolePolicy=json.dumps(TRUST), managedPolicyArns=arns[:1])
        assert role.read()
        role.update(assumeRolePolicy=json.dumps(TRUST), managedPolicyArns=arns[1:])
        assert role.outputs["managedPolicyArns"] == arns[1:]
        role.delete()

    def test_another_path_or_name_is_another_role(self, role: Resource) -> None:
        assert role.diff(assumeRolePolicy=json.dumps(TRUST), path="/x/") == (["path"], ("path",), False)
        changes, replaces, first = role.diff(assumeRolePolicy=json.dumps(TRUST), name="given")
        assert (changes, replaces, first) == (["name"], ("name",), True)

    @pytest.mark.parametrize(
        ("inputs", "property_", "reason"),
        [
            ({}, "assumeRolePolicy", "is required"),
            ({"assumeRolePolicy": "{"}, "assumeRolePolicy", "not a policy document"),
            ({"assumeRolePolicy": "{}"}, "assumeRolePolicy", "needs a Statement"),
            ({"assumeRolePolicy": json.dumps(TRUST), "name": "a/b"}, "name", "does not match"),
            ({"assumeRolePolicy": json.dumps(TRUST), "name": "x" * 65}, "name", "longer than 64"),
            ({"assumeRolePolicy": json.dumps(TRUST), "inlinePolices": []}, "inlinePolices", "has no input"),
        ],
    )
    def test_what_is_wrong_is_told(
        self, make: Make, inputs: dict[str, Any], property_: str, reason: str
    ) -> None:
        assert reason in make("aws:iam/role:Role", "role").complaints(**inputs)[property_]

    def test_unknown_values_of_a_preview_are_not_judged(self, make: Make) -> None:
        assert make("aws:iam/role:Role", "role").complaints(assumeRolePolicy=UNKNOWN, name=UNKNOWN) == {}

    def test_spaces_in_a_policy_are_no_drift(self, make: Make) -> None:
        role = make("aws:iam/role:Role", "role")
        role.create(assumeRolePolicy=json.dumps(TRUST, indent=4))
        assert role.read() is not None


class TestRolePolicy:
    def test_lives(self, make: Make, role: Resource) -> None:
        policy = make("aws:iam/rolePolicy:RolePolicy", "policy")
        policy.create(role=role.id, policy=json.dumps(POLICY))
        assert policy.id == f"{role.id}:{policy.outputs['name']}"
        assert policy.read()
        other = {**POLICY, "Statement": [{**POLICY["Statement"][0], "Action": "s3:PutObject"}]}
        assert policy.diff(role=role.id, policy=json.dumps(other)) == (["policy"], (), False)
        policy.update(role=role.id, policy=json.dumps(other))
        assert policy.read()
        policy.delete()
        assert policy.read() is None
        role.delete()
        policy.delete()


class TestFunction:
    def test_lives(self, make: Make, role: Resource) -> None:
        function = make("aws:lambda/function:Function", "function")
        base = {"role": role.outputs["arn"], "runtime": "python3.12", "handler": "index.handler"}
        code = code_of("one")
        outputs = function.create(
            **base, code=code, environment={"variables": {"stage": "dev", "UPPER": "x"}}, tags=TAGS
        )
        assert (outputs["memorySize"], outputs["timeout"], outputs["packageType"]) == (128, 3, "Zip")
        assert outputs["environment"] == {"variables": {"stage": "dev", "UPPER": "x"}}
        assert outputs["code"] == code
        assert function.read()

        news = {**base, "code": code, "memorySize": 512, "timeout": 30}
        assert function.diff(**news) == (["environment", "memorySize", "tags", "timeout"], (), False)
        before = outputs["codeSha256"]
        outputs = function.update(**news)
        assert (outputs["memorySize"], outputs["timeout"], outputs["codeSha256"]) == (512, 30, before)
        assert not outputs.get("environment", {}).get("variables")
        assert outputs["tagsAll"] == {}

        outputs = function.update(**{**news, "code": code_of("two")})
        assert outputs["codeSha256"] != before
        function.delete()
        assert function.read() is None
        function.delete()

    def test_a_preview_of_an_update_knows_what_stays(self, function: Resource) -> None:
        news = {**function.inputs, "memorySize": 256}
        found = function.provider.update(
            function.urn, function.id, function.inputs, function.outputs, news, timeout=0, preview=True
        )
        assert found["arn"] == function.outputs["arn"]
        assert found["memorySize"] == 256
        assert "codeSha256" not in found

    @pytest.mark.parametrize(
        ("inputs", "property_", "reason"),
        [
            ({"memorySize": 64}, "memorySize", "not between 128 and 10240 MB"),
            ({"timeout": 901}, "timeout", "not between 1 and 900 seconds"),
            ({"runtime": None}, "runtime", "required for a zip"),
            ({"imageUri": "x"}, "code", "exactly one"),
            ({"environment": {"vars": {}}}, "environment.vars", "did you mean 'variables'?"),
            ({"packageType": "Tar"}, "packageType", "not one of Zip, Image"),
        ],
    )
    def test_what_is_wrong_is_told(
        self, make: Make, inputs: dict[str, Any], property_: str, reason: str
    ) -> None:
        base = {
            "role": "arn",
            "runtime": "python3.12",
            "handler": "h",
            "code": {SIGNATURE: ARCHIVE, "path": "x.zip"},
        }
        complaints = make("aws:lambda/function:Function", "f").complaints(**{**base, **inputs})
        assert reason in complaints[property_]

    def test_has_a_url_and_lets_callers_in(self, make: Make, function: Resource) -> None:
        url = make("aws:lambda/functionUrl:FunctionUrl", "url")
        outputs = url.create(functionName=function.id, authorizationType="NONE")
        assert outputs["functionUrl"].startswith("https://")
        assert url.read()
        url.update(functionName=function.id, authorizationType="AWS_IAM")
        assert url.outputs["authorizationType"] == "AWS_IAM"
        assert url.diff(functionName="other", authorizationType="NONE")[1] == ("functionName",)

        permission = make("aws:lambda/permission:Permission", "permission")
        permission.create(
            function=function.outputs["arn"],
            action="lambda:InvokeFunctionUrl",
            principal="*",
            functionUrlAuthType="NONE",
            statementId="public",
        )
        assert permission.id == f"{function.id}/public"
        assert permission.provider.read(permission.urn, permission.id, permission.inputs, {})
        permission.delete()
        assert permission.provider.read(permission.urn, permission.id, permission.inputs, {}) is None
        permission.delete()
        url.delete()
        assert url.read() is None
        url.delete()


class TestLogGroup:
    def test_lives(self, make: Make) -> None:
        group = make("aws:cloudwatch/logGroup:LogGroup", "logs")
        group.create(name=f"/aws/lambda/{group.urn[-6:]}", retentionInDays=14, tags=TAGS)
        assert not group.outputs["arn"].endswith("*")
        assert group.read()
        group.update(name=group.id, retentionInDays=30)
        assert (group.outputs["retentionInDays"], group.outputs["tagsAll"]) == (30, {})
        group.update(name=group.id)
        assert group.outputs["retentionInDays"] == 0
        group.delete()
        assert group.read() is None
        group.delete()

    def test_only_some_retentions_exist(self, make: Make) -> None:
        complaints = make("aws:cloudwatch/logGroup:LogGroup", "logs").complaints(retentionInDays=15)
        assert "15 is not one of" in complaints["retentionInDays"]


BASE: dict[str, Any] = {
    "attributes": [{"name": "Id", "type": "S"}],
    "hashKey": "Id",
    "billingMode": "PAY_PER_REQUEST",
}


class TestTable:
    def test_lives(self, make: Make) -> None:
        table = make("aws:dynamodb/table:Table", "table")
        outputs = table.create(**BASE, tags=TAGS)
        assert outputs["arn"].endswith(f":table/{table.id}")
        assert table.read()
        news = {
            **BASE,
            "deletionProtectionEnabled": True,
            "ttl": {"attributeName": "Until", "enabled": True},
        }
        assert table.diff(**news) == (["deletionProtectionEnabled", "tags", "ttl"], (), False)
        table.update(**news)
        assert table.outputs["ttl"] == {"attributeName": "Until", "enabled": True}
        assert table.read()
        table.update(**BASE)
        table.delete()
        assert table.read() is None
        table.delete()

    def test_gets_and_loses_an_index(self, make: Make) -> None:
        table = make("aws:dynamodb/table:Table", "table")
        table.create(**BASE)
        attributes = [*BASE["attributes"], {"name": "Owner", "type": "S"}]
        index = {"name": "by-owner", "hashKey": "Owner", "projectionType": "ALL"}
        table.update(**{**BASE, "attributes": attributes, "globalSecondaryIndexes": [index]})
        described = table.provider.clients("dynamodb").describe_table(TableName=table.id)["Table"]
        assert [found["IndexName"] for found in described["GlobalSecondaryIndexes"]] == ["by-owner"]
        table.update(**BASE)
        described = table.provider.clients("dynamodb").describe_table(TableName=table.id)["Table"]
        assert not described.get("GlobalSecondaryIndexes")

    def test_another_key_is_another_table(self, make: Make) -> None:
        table = make("aws:dynamodb/table:Table", "table")
        table.create(**BASE)
        news = {**BASE, "attributes": [{"name": "Key", "type": "S"}], "hashKey": "Key"}
        assert table.diff(**news) == (["attributes[0].name", "hashKey"], ("hashKey",), False)

    def test_keys_need_definitions(self, make: Make) -> None:
        complaints = make("aws:dynamodb/table:Table", "t").complaints(**{**BASE, "rangeKey": "Range"})
        assert complaints["attributes"] == "the key 'Range' has no attribute definition"


class TestModel:
    def test_model_and_configuration_never_change(self, make: Make, role: Resource) -> None:
        model = make("aws:sagemaker/model:Model", "model")
        container = {
            "image": "763104351884.dkr.ecr.us-east-1.amazonaws.com/x:1",
            "environment": {"HF_MODEL_ID": "x"},
        }
        model.create(executionRoleArn=role.outputs["arn"], primaryContainer=container, tags=TAGS)
        live = model.provider.read(model.urn, model.id, model.inputs, model.outputs)
        assert live is not None
        assert live.inputs["primaryContainer"]["environment"] == {"HF_MODEL_ID": "x"}
        other = {**container, "image": "y"}
        assert model.diff(executionRoleArn=role.outputs["arn"], primaryContainer=other, tags=TAGS) == (
            ["primaryContainer.image"],
            ("primaryContainer",),
            False,
        )

        configuration = make("aws:sagemaker/endpointConfiguration:EndpointConfiguration", "configuration")
        variant = {
            "variantName": "main",
            "modelName": model.id,
            "initialInstanceCount": 1,
            "instanceType": "ml.m5.large",
            "volumeSizeInGb": 30,
            "containerStartupHealthCheckTimeoutInSeconds": 600,
        }
        configuration.create(productionVariants=[variant], tags=TAGS)
        described = configuration.provider.clients("sagemaker").describe_endpoint_config(
            EndpointConfigName=configuration.id
        )
        assert described["ProductionVariants"][0]["VolumeSizeInGB"] == 30
        changed = {**variant, "instanceType": "ml.m5.xlarge"}
        assert configuration.diff(productionVariants=[changed], tags=TAGS)[1] == ("productionVariants",)

        endpoint = make("aws:sagemaker/endpoint:Endpoint", "endpoint")
        endpoint.create(endpointConfigName=configuration.id, tags=TAGS)
        assert endpoint.read()
        for resource in (endpoint, configuration, model):
            resource.delete()
            assert resource.read() is None
            resource.delete()


class TestAdoption:
    def test_takes_over_what_has_the_name_and_the_tags(self, make: Make) -> None:
        left = make("aws:iam/role:Role", "role")
        inputs = {"name": f"left-{left.urn[-6:]}", "assumeRolePolicy": json.dumps(TRUST), "tags": TAGS}
        left.create(**inputs, description="before")
        again = make("aws:iam/role:Role", "role")
        outputs = again.create(**inputs, description="after")
        assert (again.id, outputs["description"]) == (left.id, "after")

    def test_does_not_touch_what_is_not_ours(self, make: Make) -> None:
        theirs = make("aws:iam/role:Role", "role")
        name = f"theirs-{theirs.urn[-6:]}"
        theirs.create(name=name, assumeRolePolicy=json.dumps(TRUST), tags={"owner": "somebody"})
        ours = make("aws:iam/role:Role", "role")
        for tags in (TAGS, {}):
            with pytest.raises(Exception, match="EntityAlreadyExists"):
                ours.create(name=name, assumeRolePolicy=json.dumps(TRUST), tags=tags)
        found = ours.provider.recover(
            ours.urn, {"name": name, "assumeRolePolicy": json.dumps(TRUST), "tags": TAGS}
        )
        assert found is None

    def test_what_cannot_be_changed_is_not_taken_over(self, make: Make) -> None:
        left = make("aws:dynamodb/table:Table", "table")
        inputs = {**BASE, "name": f"left-{left.urn[-6:]}", "tags": TAGS}
        left.create(**inputs)
        again = make("aws:dynamodb/table:Table", "table")
        with pytest.raises(ProviderError, match="cannot be taken over: hashKey"):
            again.create(**{**inputs, "attributes": [{"name": "Key", "type": "S"}], "hashKey": "Key"})

    def test_recovers_an_object_with_a_random_name(self, make: Make) -> None:
        left = make("aws:iam/role:Role", "role")
        left.create(assumeRolePolicy=json.dumps(TRUST))
        found = left.provider.recover(left.urn, left.inputs)
        assert found is not None
        assert (found.id, found.inputs) == (left.id, left.inputs)


class TestSettings:
    def test_custom_endpoints_need_credentials_of_their_own(self) -> None:
        inputs = {"region": "us-east-1", "endpoints": json.dumps([{"iam": "http://127.0.0.1:1"}])}
        failures = AwsPackage().check_config(inputs).failures
        assert {failure.property for failure in failures} == {"accessKey", "secretKey"}

    def test_region_and_json_are_checked(self) -> None:
        failures = AwsPackage().check_config({"endpoints": "[", "defaultTags": "{}"}).failures
        assert {failure.property for failure in failures} == {"region", "endpoints"}

    def test_nothing_of_the_users_set_up_is_used_with_custom_endpoints(
        self, configure: Callable[..., AwsProvider], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # A profile that does not exist, a configuration that redirects, a proxy that answers nobody.
        (tmp_path / "config").write_text("[default]\nendpoint_url = http://127.0.0.1:9\nregion = eu-west-1\n")
        monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "the users own")
        provider = configure()
        identity = provider.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})
        assert identity["accountId"] == "123456789012"
        credentials = provider.clients("sts")._request_signer._credentials
        assert credentials.access_key == "a"

    def test_a_service_without_an_endpoint_is_not_sought_at_aws(
        self, configure: Callable[..., AwsProvider]
    ) -> None:
        provider = configure(endpoints=json.dumps([{"iam": "http://127.0.0.1:1"}]))
        with pytest.raises(ProviderError, match="names no endpoint for 'sts'"):
            provider.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})

    def test_default_tags_are_added_and_are_no_drift(self, configure: Callable[..., AwsProvider]) -> None:
        provider = configure(defaultTags=json.dumps({"tags": {"team": "x"}}))
        role = Resource(provider, "aws:iam/role:Role", "tagged")
        outputs = role.create(assumeRolePolicy=json.dumps(TRUST), tags={"own": "y"})
        assert outputs["tagsAll"] == {"own": "y", "team": "x"}
        assert outputs["tags"] == {"own": "y"}
        assert role.read() is not None

    @pytest.mark.parametrize(
        ("region", "partition", "suffix"),
        [("us-east-1", "aws", "amazonaws.com"), ("cn-north-1", "aws-cn", "amazonaws.com.cn")],
    )
    def test_lookups(
        self, configure: Callable[..., AwsProvider], region: str, partition: str, suffix: str
    ) -> None:
        provider = configure(region=region)
        assert provider.invoke("aws:index/getRegion:getRegion", {})["region"] == region
        found = provider.invoke("aws:index/getPartition:getPartition", {})
        assert (found["partition"], found["dnsSuffix"]) == (partition, suffix)
