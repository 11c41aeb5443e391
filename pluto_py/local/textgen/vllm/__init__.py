"""vLLM's OpenAI-compatible server, as its route `/invocations` answers on SageMaker.

`settings` reads the environment; `requests` decodes bodies; `choices` generates, cut at stop strings;
`answers` writes what comes out; `server` is the container. There is no `{"inputs"}` here.
"""
