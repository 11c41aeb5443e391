"""The built-in responder: what it reads in a prompt and what it says."""

from __future__ import annotations

import pytest

from pluto_py.local.textgen.prompts import nearest_sentence, read_question
from pluto_py.local.textgen.responder import answer

QUESTION = "What is the capital of France?"
PROMPTS = {
    "plain": QUESTION,
    "zephyr": f"<|system|>\nYou are a cool and aloof robot.</s>\n<|user|>\n{QUESTION}</s>\n<|assistant|>\n",
    "phi": f"<|user|>\n{QUESTION}<|end|>\n<|assistant|>\n",
    "chatml": f"<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\n{QUESTION}<|im_end|>\n<|im_start|>assistant\n",
    "llama 2": f"<s>[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\n{QUESTION} [/INST]",
    "llama 3": (
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n"
        f"{QUESTION}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
    ),
    "gemma": f"<bos><start_of_turn>user\n{QUESTION}<end_of_turn>\n<start_of_turn>model\n",
    "labels": f"Some context.\n\nQuestion: {QUESTION}\nHelpful Answer:",
    "transcript": f"Human: Hello!\nAI: Hi.\nHuman: {QUESTION}\nAI:",
    "turns": f"<|user|>\nHello</s>\n<|assistant|>\nHi</s>\n<|user|>\n{QUESTION}</s>\n<|assistant|>\n",
    "prompt in a turn": f"<|user|>\nUse this context.\n\nQuestion: {QUESTION}\nAnswer:</s>\n<|assistant|>",
}


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS)
def test_it_reads_the_last_question_in(prompt: str) -> None:
    assert read_question(prompt).text == QUESTION


def test_it_says_what_it_is_and_what_it_was_asked() -> None:
    said = answer(QUESTION, None)
    assert said.startswith("This is Pluto's built-in responder, not a language model.")
    assert f'"{QUESTION}"' in said
    assert "llm" in said


def test_it_quotes_the_nearest_sentence_of_the_prompt() -> None:
    prompt = "Peter took a taxi. Elizabeth was in the hospital for 3 days.\n\nQuestion: How long was Elizabeth hospitalized?\nAnswer:"
    assert nearest_sentence(read_question(prompt)) == "Elizabeth was in the hospital for 3 days."
    assert '"Elizabeth was in the hospital for 3 days."' in answer(prompt, None)


def test_it_quotes_nothing_where_nothing_is_near() -> None:
    assert nearest_sentence(read_question("Bananas are yellow.\nQuestion: Who wrote Faust?\nAnswer:")) is None


def test_a_long_question_is_shortened() -> None:
    said = answer("why " * 500, None)
    assert len(said) < 500
    assert "…" in said


def test_an_empty_prompt_has_an_answer_too() -> None:
    assert answer("<|user|>\n</s>\n<|assistant|>\n", None).startswith("This is Pluto's built-in responder")


def test_a_seed_picks_the_closing_sentence() -> None:
    closings = {answer(QUESTION, seed).split('" ')[-1] for seed in range(8)}
    assert len(closings) == 4
    assert answer(QUESTION, 5) == answer(QUESTION, 5)
