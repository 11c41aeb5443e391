"""Physical names: valid for every service, unique, stable."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pluto_py.infra import naming

ANY_TEXT = st.text(max_size=80)
NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,47}", fullmatch=True)
SERVICES = {
    "Lambda": (naming.LAMBDA, r"[a-zA-Z0-9-_]{1,64}"),
    "IAM": (naming.IAM, r"[\w+=,.@-]{1,64}"),
    "SageMaker": (naming.SAGEMAKER, r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"),
    "DynamoDB": (naming.DYNAMODB, r"[a-zA-Z0-9_.-]{3,255}"),
    "log group": (naming.LOG_GROUP, r"[.\-_/#A-Za-z0-9]{1,512}"),
}


@given(ANY_TEXT, ANY_TEXT, NAMES, st.sampled_from(sorted(SERVICES)))
def test_every_name_is_valid_for_its_service_and_lower_case(app, stack, name, service):
    limit, pattern = SERVICES[service]
    made = naming.physical_name(app, stack, "KVStore", name, limit)
    assert re.fullmatch(pattern, made)
    assert re.fullmatch(r"[a-z0-9-]+", made)


@given(ANY_TEXT, ANY_TEXT, NAMES)
def test_log_groups_made_from_names_are_valid(app, stack, name):
    group = (
        f"/aws/sagemaker/Endpoints/{naming.physical_name(app, stack, 'SageMaker', name, naming.SAGEMAKER)}"
    )
    assert re.fullmatch(SERVICES["log group"][1], group)


@given(
    st.lists(
        st.tuples(ANY_TEXT, ANY_TEXT, st.sampled_from(["KVStore", "Function"]), NAMES),
        unique=True,
        max_size=20,
    )
)
def test_different_parts_make_different_names(parts):
    assert len({naming.physical_name(*p, naming.SAGEMAKER) for p in parts}) == len(parts)


def test_parts_that_read_alike_still_differ():
    names = {naming.physical_name("a", "b", "Function", n, 64) for n in ("x-y", "x_y", "X-Y", "x--y")}
    names |= {naming.physical_name("a-b", "", "Function", "x-y", 64)}
    assert len(names) == 5


def test_a_name_never_changes():
    assert (
        naming.physical_name("Chat Bot", "dev", "Function", "chatbot", 64) == "chat-bot-dev-chatbot-4229d2b6"
    )


def test_a_long_app_gives_way_to_the_name():
    made = naming.physical_name("app" * 30, "stack" * 10, "SageMaker", "tinyllama", naming.SAGEMAKER)
    assert len(made) == naming.SAGEMAKER
    assert re.search(r"-tinyllama-[0-9a-f]{8}$", made)


def test_a_versioned_name_changes_with_the_inputs_only():
    def version(inputs):
        return naming.versioned_name("a", "b", "model", "llm", inputs, naming.SAGEMAKER)

    assert version({"x": 1, "y": 2}) == version({"y": 2, "x": 1})
    assert version({"x": 1}) != version({"x": 2})
