"""A scripted OpenAI-compatible server on loopback: what it answers is what the test says, over real HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-test-5d41402abc4b2a76b9719d911017c592"
"""The key that tests use; nothing that synthgen writes may hold it."""


@dataclass(frozen=True)
class Reply:
    """What the server does with a request.

    text      the answer; `finish` why it ended; `refusal` in place of it
    status    another one than 200 gives an error with `text` as its message
    drop      close the connection: "before" the head, or in the "middle" of the body
    seconds   time before the answer; with `trickle`, between each of its bytes
    raw       the body as it is, in place of a chat completion
    """

    text: str = ""
    finish: str = "stop"
    refusal: str | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    code: str | None = None
    drop: str = ""
    seconds: float = 0.0
    trickle: bool = False
    raw: str | None = None
    usage: bool = True


Script = Callable[[dict[str, Any]], Reply]


@dataclass
class Server:
    """A server at work. `requests` are the bodies that came, in order; `highest` the most that were under way at once."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    under_way: int = 0
    highest: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def serving(script: Script) -> Iterator[Server]:
    """Serve `script` until the block ends."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    listener.daemon_threads = True
    listener.script = script  # type: ignore[attr-defined]
    server = listener.server = Server(f"http://127.0.0.1:{listener.server_address[1]}/v1")  # type: ignore[attr-defined]
    listener.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients that go away are part of the play
    thread = threading.Thread(target=lambda: listener.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        state: Server = self.server.server  # type: ignore[attr-defined]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with state.lock:
            state.requests.append(body)
            state.times.append(time.monotonic())
            state.keys.add(self.headers.get("Authorization", ""))
            state.under_way += 1
            state.highest = max(state.highest, state.under_way)
        try:
            self._reply(body, self.server.script(body))  # type: ignore[attr-defined]
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client had no more patience
        finally:
            with state.lock:
                state.under_way -= 1

    def _reply(self, body: dict[str, Any], reply: Reply) -> None:
        if reply.drop == "before":
            self.close_connection = True
            return
        if not reply.trickle:
            time.sleep(reply.seconds)
        content = (reply.raw if reply.raw is not None else json.dumps(_body(body, reply))).encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.drop == "middle":
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
            return
        if not reply.trickle:
            self.wfile.write(content)
            return
        for place in range(len(content)):
            self.wfile.write(content[place : place + 1])
            self.wfile.flush()
            time.sleep(reply.seconds)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def _body(body: dict[str, Any], reply: Reply) -> dict[str, Any]:
    if reply.status != 200:
        return {"error": {"message": reply.text, "type": "error", "code": reply.code}}
    asked = sum(len(turn["content"]) for turn in body["messages"])
    message = {"role": "assistant", "content": None if reply.refusal else reply.text, "refusal": reply.refusal}
    usage = {"prompt_tokens": asked // 4, "completion_tokens": len(reply.text) // 4, "total_tokens": (asked + len(reply.text)) // 4}
    return {
        "id": "answer", "object": "chat.completion", "created": 0, "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
        **({"usage": usage} if reply.usage else {}),
    }  # fmt: skip
