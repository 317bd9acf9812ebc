"""Language models behind an OpenAI-compatible endpoint: asked many things at once, believed only after execution.

    from synthgen.llm import Endpoint, Request, ask

    endpoint = Endpoint.of("http://127.0.0.1:8000/v1")                     # the key from OPENAI_API_KEY
    completions = ask([Request("some-model", "Write a poem.", sample=0)], endpoint)    # in order; from the cache where it can

`client.Client` is the same for code that runs in an event loop, with retries, adaptive concurrency, caps and a cache.
"""

from synthgen.llm.ask import ask
from synthgen.llm.budget import Caps, Prices, Tally
from synthgen.llm.client import Client
from synthgen.llm.endpoint import Endpoint, Patience
from synthgen.llm.messages import Completion, Lack, Parameters, Request

__all__ = ["Caps", "Client", "Completion", "Endpoint", "Lack", "Parameters", "Patience", "Prices", "Request", "Tally", "ask"]
