"""Two functions that talk to one language model through LangChain: a chatbot, and answers from a document."""

import json
import os

from langchain_aws.llms.sagemaker_endpoint import LLMContentHandler, SagemakerEndpoint
from langchain_classic.chains.question_answering import load_qa_chain
from langchain_core.documents import Document
from langchain_core.prompts import PromptTemplate
from story import STORY

from pluto_py import Function, SageMaker

ASSISTANT = "<|assistant|>"

CHAT_PROMPT = PromptTemplate.from_template(
    "<|system|>\n"
    "You are a cool and aloof robot. You answer briefly, and you do not show that you care.</s>\n"
    "<|user|>\n"
    "{query}</s>\n" + ASSISTANT + "\n"
)

QA_PROMPT = PromptTemplate.from_template(
    "Answer the question at the end from the text alone. If the text does not say, say so.\n\n"
    "{context}\n\n"
    "Question: {question}\n"
    "Answer:"
)

model = SageMaker(
    "tinyllama",
    "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference"
    ":2.1.1-tgi1.4.0-gpu-py310-cu121-ubuntu20.04",
    instance_type="ml.g5.2xlarge",
    envs={"HF_MODEL_ID": "TinyLlama/TinyLlama-1.1B-Chat-v1.0", "HF_TASK": "text-generation"},
)


class ContentHandler(LLMContentHandler):
    """LangChain's prompt and answer, as the text-generation container writes them."""

    content_type = "application/json"
    accepts = "application/json"

    def transform_input(self, prompt: str, model_kwargs: dict) -> bytes:
        return json.dumps({"inputs": prompt, "parameters": model_kwargs}).encode("utf-8")

    def transform_output(self, output) -> str:
        return json.loads(output.read().decode("utf-8"))[0]["generated_text"]


def language_model(**parameters) -> SagemakerEndpoint:
    return SagemakerEndpoint(
        endpoint_name=model.endpoint_name,
        region_name=os.environ["AWS_REGION"],
        content_handler=ContentHandler(),
        model_kwargs={"max_new_tokens": 512, "temperature": 0.8, "top_p": 0.9, **parameters},
    )


def chatbot(query: str) -> str:
    """What the robot says: the part of the conversation that follows the assistant's mark."""
    conversation = language_model(return_full_text=True).invoke(CHAT_PROMPT.format(query=query))
    return conversation.rpartition(ASSISTANT)[2].strip()


def qa(query: str) -> str:
    """The answer to a question about the story."""
    chain = load_qa_chain(llm=language_model(), prompt=QA_PROMPT)
    documents = [Document(page_content=STORY)]
    result = chain.invoke({"input_documents": documents, "question": query}, return_only_outputs=True)
    return result["output_text"].strip()


Function(chatbot, name="chatbot")
Function(qa, name="qa")
