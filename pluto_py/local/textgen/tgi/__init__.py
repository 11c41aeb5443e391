"""Hugging Face's Text Generation Inference, as its route `/invocations` answers: 3.3, and older ones.

`settings` reads image and environment; `fields` and `requests` decode bodies as strictly as the router;
`validation` gives its 422s; `generate`, `chat` and `completion` answer the three kinds of body; `server` is
the container.
"""
