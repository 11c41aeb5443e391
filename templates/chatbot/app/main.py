"""A chatbot that remembers: a language model, a table of conversations, and a function that uses both.

Pluto reads this file and deploys all three. The function may call this model and read and write this table,
nothing else.
"""

from pluto_py import Function, KVStore, SageMaker

model = SageMaker(
    "tinyllama",
    "763104351884.dkr.ecr.us-east-1.amazonaws.com/"
    "huggingface-pytorch-tgi-inference:2.1.1-tgi1.4.0-gpu-py310-cu121-ubuntu20.04",
    instance_type="ml.g5.2xlarge",
    envs={"HF_MODEL_ID": "TinyLlama/TinyLlama-1.1B-Chat-v1.0", "HF_TASK": "text-generation"},
)
conversations = KVStore("conversations")

SYSTEM = "<|system|>\nYou are a friendly assistant who answers in one or two sentences.</s>\n"


def chat(session: str, question: str) -> str:
    """Answer `question` in the light of what was said before in `session`."""
    past = conversations.get(session) or SYSTEM
    prompt = f"{past}<|user|>\n{question}</s>\n<|assistant|>\n"
    answer = model.generate(prompt, max_new_tokens=200).removeprefix(prompt).strip()
    conversations.set(session, f"{prompt}{answer}</s>\n")
    return answer


def forget(session: str) -> None:
    """End the conversation of `session`."""
    conversations.delete(session)


Function(chat, name="chat")
Function(forget, name="forget")
