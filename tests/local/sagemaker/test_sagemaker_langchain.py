"""LangChain's own clients, unmodified, against a local endpoint; streams in any cut of their parts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from langchain_aws.chat_models.sagemaker_endpoint import ChatModelContentHandler, ChatSagemakerEndpoint
from langchain_aws.llms.sagemaker_endpoint import LLMContentHandler, SagemakerEndpoint
from langchain_classic.chains.question_answering import load_qa_chain
from langchain_core._api import LangChainDeprecationWarning
from langchain_core.documents import Document
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.prompts import PromptTemplate

from .conftest import TGI_REPOSITORY, LocalSageMaker, Start

TGI_1 = f"{TGI_REPOSITORY}:2.1.1-tgi1.4.0-gpu-py310-cu121-ubuntu20.04"
QUESTION = "How long was Elizabeth hospitalized?"
STORY = Document(page_content="Peter took a taxi. Elizabeth stayed in hospital for 3 days.")
SAYS = "This is Pluto's built-in responder"


class Handler(LLMContentHandler):
    """As LangChain's documentation shows it."""

    content_type = "application/json"
    accepts = "application/json"

    def transform_input(self, prompt: str, model_kwargs: dict[str, Any]) -> bytes:
        return json.dumps({"inputs": prompt, "parameters": model_kwargs}).encode("utf-8")

    def transform_output(self, output: Any) -> str:
        return str(json.loads(output.read().decode("utf-8"))[0]["generated_text"])


class StreamingHandler(Handler):
    """Reads one line of the stream at a time, which is what LangChain hands it."""

    def transform_input(self, prompt: str, model_kwargs: dict[str, Any]) -> bytes:
        return json.dumps({"inputs": prompt, "parameters": model_kwargs, "stream": True}).encode("utf-8")

    def transform_output(self, output: Any) -> str:
        line = output.decode("utf-8")
        if not line.startswith("data:"):
            return ""
        token = json.loads(line[5:])["token"]
        return "" if token["special"] else str(token["text"])


class ChatHandler(ChatModelContentHandler):
    content_type = "application/json"
    accepts = "application/json"

    def transform_input(self, prompt: Any, model_kwargs: dict[str, Any]) -> bytes:
        return json.dumps({"messages": prompt, **model_kwargs}).encode()

    def transform_output(self, output: Any) -> AIMessageChunk:
        if hasattr(output, "read"):
            return AIMessageChunk(content=json.loads(output.read())["choices"][0]["message"]["content"])
        line = output.decode()
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data == "[DONE]":
            return AIMessageChunk(content="")
        return AIMessageChunk(content=json.loads(data)["choices"][0]["delta"]["content"])


def endpoint(local: LocalSageMaker, **more: Any) -> SagemakerEndpoint:
    client = local.client("sagemaker-runtime")
    return SagemakerEndpoint(endpoint_name="chat", client=client, **{"content_handler": Handler(), **more})


@pytest.mark.parametrize("image", [TGI_1, None], ids=["tgi 1.4", "tgi 3.3"])
def test_plain(local: LocalSageMaker, image: str | None) -> None:
    local.deploy(**({"image": image} if image else {}))
    llm = endpoint(local, model_kwargs={"temperature": 1e-10, "max_new_tokens": 60})
    assert SAYS in llm.invoke("hello")


def test_a_robot_answers_after_its_marker(local: LocalSageMaker) -> None:
    local.deploy(image=TGI_1)
    prompt = PromptTemplate.from_template(
        "<|system|>\nYou are a cool and aloof robot.</s>\n<|user|>\n{query}</s>\n<|assistant|>"
    )
    chain = prompt | endpoint(local, model_kwargs={"return_full_text": True, "top_p": 0.9})
    whole = chain.invoke({"query": "What is the capital of France?"})
    before, after = whole.split("<|assistant|>")
    assert "aloof robot" in before
    assert after.startswith(SAYS)
    assert '"What is the capital of France?"' in after


def test_a_question_answering_chain(local: LocalSageMaker) -> None:
    local.deploy()
    template = "Use this context.\n\n{context}\n\nQuestion: {question}\nAnswer:"
    prompt = PromptTemplate(template=template, input_variables=["context", "question"])
    with pytest.warns(LangChainDeprecationWarning):  # and still it is what people use
        chain = load_qa_chain(llm=endpoint(local), prompt=prompt)
    said = chain.invoke({"input_documents": [STORY], "question": QUESTION})["output_text"]
    assert f'"{QUESTION}"' in said
    assert "Elizabeth stayed in hospital for 3 days." in said


def test_an_error_reaches_the_caller(local: LocalSageMaker) -> None:
    local.deploy()
    with pytest.raises(Exception, match="`temperature` must be strictly positive"):
        endpoint(local, model_kwargs={"temperature": 0}).invoke("hello")


@pytest.mark.parametrize("parts", ["events", "bytes:5", "bytes:1000", "ragged"])
def test_streaming(start: Start, parts: str) -> None:
    local = start(parts=parts)
    local.deploy()
    llm = endpoint(local, streaming=True, content_handler=StreamingHandler())
    chunks = list(llm.stream("hello"))
    assert len(chunks) > 10
    assert "".join(chunks) == endpoint(local).invoke("hello")


@pytest.mark.parametrize("parts", ["events", "ragged:1"])
def test_chat(start: Start, parts: str) -> None:
    local = start(parts=parts)
    local.deploy()
    client = local.client("sagemaker-runtime")
    llm = ChatSagemakerEndpoint(endpoint_name="chat", client=client, content_handler=ChatHandler())
    said = llm.invoke([HumanMessage(content="hello")]).content
    assert SAYS in said
    body = ChatSagemakerEndpoint(
        endpoint_name="chat", client=client, content_handler=ChatHandler(), model_kwargs={"stream": True}
    )
    streamed = "".join(str(chunk.content) for chunk in body.stream([HumanMessage(content="hello")]))
    assert streamed == said
