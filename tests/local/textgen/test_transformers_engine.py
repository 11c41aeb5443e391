"""A real model of its own making, tiny and random, behind the TGI contract. Skipped without the extra `local-llm`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pluto_py.local.textgen.engine import GenerationError, Task
from pluto_py.local.textgen.transformers_engine import TransformersEngine

from .conftest import Answer, Serve, Server

torch = pytest.importorskip("torch", reason="the extra local-llm is not installed")
transformers = pytest.importorskip("transformers", reason="the extra local-llm is not installed")

CHAT = (
    "{% for m in messages %}<|{{ m.role }}|>\n{{ m.content }}</s>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
PROMPT = "The Zen of Python, by"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of two layers with a byte-level tokenizer, saved as transformers saves it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    path = tmp_path_factory.mktemp("tiny-llama")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=["<s>", "</s>"], initial_alphabet=alphabet)
    tokenizer.train_from_iterator([__doc__ or "", CHAT, "grüße 🚀"], trainer)
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", chat_template=CHAT
    )
    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=len(fast),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=512,
        bos_token_id=0,
        eos_token_id=1,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(path)
    fast.save_pretrained(path)
    return path


class Local(Server):
    """A container over the model, with an event loop that stays, as the model's locks belong to one."""


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


@pytest.fixture
def engine(folder: Path, loop: asyncio.AbstractEventLoop) -> Iterator[TransformersEngine]:
    engine = TransformersEngine(folder)
    yield engine
    loop.run_until_complete(engine.close())


@pytest.fixture
def ask(serve: Serve, engine: TransformersEngine, loop: asyncio.AbstractEventLoop) -> Any:
    server = serve(engine=engine)

    def post(body: dict[str, Any]) -> Answer:
        return loop.run_until_complete(server.answer(json.dumps(body).encode()))

    return post


def generate(ask: Any, **parameters: Any) -> Any:
    answer = ask({"inputs": PROMPT, "parameters": {"details": True, "max_new_tokens": 20, **parameters}})
    assert answer.status == 200, answer.text
    return answer.json[0]


def test_it_generates_what_transformers_generates(ask: Any, folder: Path) -> None:
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder).eval()
    ids = tokenizer(PROMPT, return_tensors="pt").input_ids
    expected = model.generate(ids, max_new_tokens=20, do_sample=False)[0, ids.shape[1] :].tolist()
    details = generate(ask)["details"]
    assert [token["id"] for token in details["tokens"]] == expected


def test_a_penalty_is_transformers_own(ask: Any, folder: Path) -> None:
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder).eval()
    ids = tokenizer(PROMPT, return_tensors="pt").input_ids
    expected = model.generate(ids, max_new_tokens=20, do_sample=False, repetition_penalty=1.5)
    details = generate(ask, repetition_penalty=1.5)["details"]
    assert [token["id"] for token in details["tokens"]] == expected[0, ids.shape[1] :].tolist()


def test_a_seed_repeats_a_sample(ask: Any) -> None:
    sampled = {"do_sample": True, "temperature": 1.5, "top_k": 50, "top_p": 0.95, "typical_p": 0.95}
    first = generate(ask, seed=7, **sampled)
    assert first["details"]["seed"] == 7
    assert generate(ask, seed=7, **sampled) == first
    assert generate(ask, seed=8, **sampled) != first


def test_a_frequency_penalty_makes_it_less_repetitive(ask: Any) -> None:
    def distinct(**parameters: Any) -> int:
        return len({token["id"] for token in generate(ask, **parameters)["details"]["tokens"]})

    assert distinct(frequency_penalty=2.0) >= distinct()


def test_texts_of_tokens_join_to_the_text(ask: Any) -> None:
    for seed in range(5):
        made = generate(ask, seed=seed, do_sample=True, temperature=3.0, max_new_tokens=40)
        shown = "".join(token["text"] for token in made["details"]["tokens"] if not token["special"])
        assert made["generated_text"] == shown
        assert "\N{REPLACEMENT CHARACTER}" not in shown.rstrip("\N{REPLACEMENT CHARACTER}")[-1:]


def test_logprobs_and_top_tokens(ask: Any) -> None:
    details = generate(ask, top_n_tokens=3)["details"]
    for token, top in zip(details["tokens"], details["top_tokens"], strict=True):
        assert token["logprob"] <= 0.0
        assert len(top) == 3
        assert top[0]["id"] == token["id"]
        assert top[0]["logprob"] >= top[1]["logprob"] >= top[2]["logprob"]


def test_the_prompts_own_logprobs(serve: Serve, engine: TransformersEngine, loop: Any) -> None:
    server = serve(engine=engine, ENABLE_PREFILL_LOGPROBS="true")
    body = {"inputs": PROMPT, "parameters": {"decoder_input_details": True, "max_new_tokens": 1}}
    answer = loop.run_until_complete(server.answer(json.dumps(body).encode()))
    first, *others = answer.json[0]["details"]["prefill"]
    assert first["logprob"] is None
    assert all(token["logprob"] < 0.0 for token in others)


def test_stop_sequences(ask: Any) -> None:
    whole = generate(ask)["generated_text"]
    stop = whole[2:6]
    stopped = generate(ask, stop=[stop])
    assert stopped["details"]["finish_reason"] in ("stop_sequence", "length")
    assert whole.startswith(stopped["generated_text"])


def test_a_stream_is_the_same_text(ask: Any) -> None:
    answer = ask({"inputs": PROMPT, "stream": True, "parameters": {"max_new_tokens": 20}})
    assert answer.events[-1]["generated_text"] == generate(ask)["generated_text"]
    assert len(answer.events) == 20


def test_a_chat_uses_the_tokenizers_template(ask: Any, engine: TransformersEngine) -> None:
    answer = ask({"messages": [{"role": "user", "content": "hello"}], "max_tokens": 5, "temperature": 0.0})
    templated = "<|user|>\nhello</s>\n<|assistant|>\n"
    assert answer.json["usage"]["prompt_tokens"] == len(engine.encode(templated, add_special_tokens=False))


def test_an_assistants_last_turn_is_continued(ask: Any, engine: TransformersEngine) -> None:
    from pluto_py.local.textgen.engine import Message

    generate(ask)
    turns = [Message("user", "hello"), Message("assistant", "Well,")]
    assert engine.apply_chat_template(turns) == "<|user|>\nhello</s>\n<|assistant|>\nWell,"


def test_limits_are_the_models(ask: Any) -> None:
    answer = ask({"inputs": PROMPT, "parameters": {"max_new_tokens": 512}})
    assert "must be <= 512. Given: " in answer.json["error"]


def test_generations_take_turns(ask: Any, engine: TransformersEngine, loop: Any) -> None:
    generate(ask)
    order: list[int] = []

    async def one(number: int) -> None:
        ids = tuple(engine.encode(PROMPT, add_special_tokens=True))
        stream = engine.generate(Task(PROMPT, ids, 10))
        for _ in range(10):
            await anext(stream)
            order.append(number)
        await stream.aclose()

    async def both() -> None:
        await asyncio.gather(one(1), one(2))

    loop.run_until_complete(both())
    assert order != sorted(order)


def test_what_fails_while_loading_is_told(tmp_path: Path, folder: Path, loop: Any) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in folder.iterdir():
        content = b"no weights" if file.name == "model.safetensors" else file.read_bytes()
        (broken / file.name).write_bytes(content)
    engine = TransformersEngine(broken)
    with pytest.raises(GenerationError):
        loop.run_until_complete(engine.prepare())
    loop.run_until_complete(engine.close())
