from pluto_py import Bucket, Function, KVStore, Queue, SageMaker

a = KVStore("a")
b = KVStore("b")
from langchain_aws import SagemakerEndpoint
m = SageMaker("llm", "img")
client = SagemakerEndpoint(endpoint_name=m.endpoint_name)
def chat(q): return client.invoke(q)
def other(q): return q
Function(chat, name="chat")
Function(other, name="other")
