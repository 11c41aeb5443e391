"""Answers to `{"inputs": …}`: the text, its details, its stream."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pluto_py.local.textgen import tokens
from pluto_py.local.textgen.images import start_container
from pluto_py.local.textgen.responder import Responder

from .conftest import TGI_1, TGI_3, Serve, Server, whole

SAYS = "This is Pluto's built-in responder, not a language model."


def test_the_answer_is_an_array_of_one_text(server: Server) -> None:
    answer = server.generate("hello")
    assert answer.content_type == "application/json"
    assert list(answer.json[0]) == ["generated_text"]
    assert answer.json[0]["generated_text"].startswith(SAYS)


def test_the_same_request_has_the_same_answer(serve: Serve) -> None:
    first, second = serve(), serve()
    for parameters in ({}, {"do_sample": True}, {"do_sample": True, "seed": 7}, {"temperature": 0.3}):
        assert first.generate("hello", **parameters).text == second.generate("hello", **parameters).text


def test_a_seed_matters_only_where_it_samples(server: Server) -> None:
    assert len({server.text(seed=seed) for seed in range(8)}) == 1
    assert len({server.text(seed=seed, do_sample=True) for seed in range(8)}) > 1


def test_max_new_tokens_cuts_the_text(server: Server) -> None:
    answer = server.generate(max_new_tokens=5, details=True).json[0]
    assert answer["details"]["generated_tokens"] == 5
    assert answer["details"]["finish_reason"] == "length"
    assert SAYS.startswith(answer["generated_text"])


def test_return_full_text_puts_the_prompt_first(server: Server) -> None:
    prompt = "<|user|>\nhello</s>\n<|assistant|>\n"
    assert server.text(prompt, return_full_text=True) == prompt + server.text(prompt)
    assert server.text(prompt, return_full_text=True).split("<|assistant|>")[1].strip().startswith(SAYS)


def test_details(server: Server) -> None:
    answer = server.generate("hello", details=True).json[0]
    details = answer["details"]
    assert list(details) == ["finish_reason", "generated_tokens", "seed", "prefill", "tokens"]
    assert details["finish_reason"] == "eos_token"
    assert details["generated_tokens"] == len(details["tokens"])
    assert details["seed"] is None
    assert details["prefill"] == []
    assert details["tokens"][-1] == {"id": tokens.EOS, "text": "</s>", "logprob": 0.0, "special": True}
    said = "".join(token["text"] for token in details["tokens"] if not token["special"])
    assert said == answer["generated_text"]


def test_details_name_the_seed_where_it_sampled(server: Server) -> None:
    assert server.generate(details=True, do_sample=True, seed=7).json[0]["details"]["seed"] == 7
    assert isinstance(server.generate(details=True, temperature=0.5).json[0]["details"]["seed"], int)


def test_decoder_input_details_need_a_flag_since_3_0(serve: Serve) -> None:
    asked = {"decoder_input_details": True, "max_new_tokens": 1}
    assert serve().generate("hello", **asked).json[0]["details"]["prefill"] == []
    prefill = serve(ENABLE_PREFILL_LOGPROBS="true").generate("hello", **asked).json[0]["details"]["prefill"]
    assert prefill[0] == {"id": tokens.BOS, "text": "<s>", "logprob": None}
    assert "".join(token["text"] for token in prefill[1:]) == "hello"
    assert serve(TGI_1).generate("hello", **asked).json[0]["details"]["prefill"] == prefill


def test_top_n_tokens(server: Server) -> None:
    details = server.generate(details=True, top_n_tokens=2, max_new_tokens=2).json[0]["details"]
    assert [[token["text"] for token in place] for place in details["top_tokens"]] == [["This"], [" is"]]


def test_best_of_gives_the_others_too(server: Server) -> None:
    details = server.generate(best_of=2, do_sample=True, details=True).json[0]["details"]
    (other,) = details["best_of_sequences"]
    assert list(other) == ["generated_text", "finish_reason", "generated_tokens", "seed", "prefill", "tokens"]
    assert other["seed"] != details["seed"]


def test_truncate_keeps_the_end_of_the_prompt(server: Server) -> None:
    prompt = "nothing of this remains. " * 20 + "hello there"
    assert 'You asked: "hello there"' in server.text(prompt, truncate=len(tokens.encode("hello there")))


def test_without_a_limit_a_request_gets_what_its_version_gives(serve: Serve) -> None:
    slow_talker = Repeating("word ")
    counted = serve(TGI_1, slow_talker).generate(details=True).json[0]["details"]
    assert (counted["generated_tokens"], counted["finish_reason"]) == (100, "length")
    all_that_is_left = serve(TGI_3, slow_talker, MAX_TOTAL_TOKENS="500").generate(details=True)
    assert all_that_is_left.json[0]["details"]["generated_tokens"] == 500 - 3


class Repeating(Responder):
    """Says one thing for ever."""

    def __init__(self, text: str):
        super().__init__()
        self._text = text

    async def generate(self, task):  # type: ignore[no-untyped-def]
        from pluto_py.local.textgen.engine import Token

        while True:
            for each in tokens.encode(self._text):
                yield Token(each, tokens.decode([each]), -0.5)


STOPS = {
    "at the end of a token": (["Pluto"], "This is Pluto"),
    "across tokens": (["built-in resp"], "This is Pluto's built-in resp"),
    "inside a token, which does not count": (["built-in res"], None),
    "the first of several": (["not", "Pluto"], "This is Pluto"),
    "markup": (["</s>"], None),
    "never said": (["§"], None),
}


@pytest.mark.parametrize(("stop", "expected"), STOPS.values(), ids=STOPS)
def test_stop_sequences_end_the_text_and_stay_in_it(
    server: Server, stop: list[str], expected: str | None
) -> None:
    details = server.generate(stop=stop, details=True).json[0]
    if expected is None:
        assert details["details"]["finish_reason"] == "eos_token"
    else:
        assert details["generated_text"] == expected
        assert details["details"]["finish_reason"] == "stop_sequence"


@given(st.lists(st.sampled_from(tokens.pieces(SAYS)), min_size=1, max_size=4), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_a_text_ends_at_the_first_of_its_ends(stop: list[str], limit: int) -> None:
    container = start_container(TGI_3, {"HF_MODEL_ID": "m"}, Responder(), lambda _: None)
    body = {"inputs": "hi", "parameters": {"stop": stop, "max_new_tokens": limit, "details": True}}
    answer = asyncio.run(_post(container, body))
    said, details = answer.json[0]["generated_text"], answer.json[0]["details"]
    texts = [token["text"] for token in details["tokens"]]
    ends = ["".join(texts[:count]).endswith(tuple(stop)) for count in range(1, len(texts) + 1)]
    assert not any(ends[:-1])
    assert len(texts) <= limit
    expected = "length" if len(texts) == limit else "stop_sequence" if ends[-1] else "eos_token"
    assert details["finish_reason"] == expected
    assert SAYS.startswith(said) or said.startswith(SAYS)


async def _post(container, body):  # type: ignore[no-untyped-def]
    return await whole(await container.invoke(json.dumps(body).encode(), "application/json"))


def test_a_stream_has_an_event_a_token_and_the_whole_text_in_the_last(server: Server) -> None:
    answer = server.post({"inputs": "hello", "stream": True, "parameters": {"details": True}})
    assert answer.content_type == "text/event-stream"
    *first, last = answer.events
    assert [list(event) for event in first[:1]] == [["index", "token", "generated_text", "details"]]
    assert [event["index"] for event in answer.events] == list(range(1, len(answer.events) + 1))
    assert all(event["generated_text"] is None and event["details"] is None for event in first)
    assert (
        last["generated_text"] == "".join(event["token"]["text"] for event in first) == server.text("hello")
    )
    assert last["token"]["special"] is True
    assert last["details"] == {
        "finish_reason": "eos_token",
        "generated_tokens": len(answer.events),
        "seed": None,
        "input_length": 3,
    }


def test_a_stream_says_no_details_unless_asked(server: Server) -> None:
    assert server.post({"inputs": "hello", "stream": True}).events[-1]["details"] is None


@pytest.mark.parametrize(("image", "prefix"), [(TGI_3, "data: {"), (TGI_1, "data:{")])
def test_older_containers_write_no_space_after_data(serve: Serve, image: str, prefix: str) -> None:
    answer = serve(image).post({"inputs": "hello", "stream": True})
    assert answer.text.startswith(prefix)
