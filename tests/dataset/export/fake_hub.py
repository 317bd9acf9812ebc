"""A Hub on the loopback interface: the calls that `huggingface_hub` makes to create a dataset, upload to it, and read it back.

It keeps files in memory, one commit after the other. The upload goes the way of the real one: preupload, LFS batch, PUT, commit. It
checks what the real one checks and a wrong client would miss: tokens, hashes and sizes of large files.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

TOKEN = "hf_" + "a" * 34
SHA = "0" * 39


class FakeHub(ThreadingHTTPServer):
    """The server with what it holds."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repos: dict[str, dict[str, bytes]] = {}
        self.private: dict[str, bool] = {}
        self.messages: list[str] = []
        self.large: dict[str, bytes] = {}
        self.calls: list[str] = []
        self.fail: dict[str, int] = {}

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def fake_hub() -> Iterator[FakeHub]:
    """Run a Hub until the block ends."""
    server = FakeHub()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: FakeHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._route("GET")

    def do_HEAD(self) -> None:
        self._route("HEAD")

    def do_POST(self) -> None:
        self._route("POST")

    def do_PUT(self) -> None:
        self._route("PUT")

    def _route(self, method: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = self._chunks()
        path = unquote(urlsplit(self.path).path)
        self.server.calls.append(f"{method} {path}")
        for fragment, status in self.server.fail.items():
            if fragment in path:
                return self._answer(status, {"error": "planted"})
        if not path.startswith("/lfs/") and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._answer(401, {"error": "Invalid credentials in Authorization header"})
        for pattern, handler in ROUTES:
            found = re.fullmatch(f"{method} {pattern}", f"{method} {path}")
            if found:
                return handler(self, body, *found.groups())
        return self._answer(404, {"error": f"no such call: {method} {path}"}, "EntryNotFound")

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline(), 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, status: int, content: Any, code: str = "", headers: dict[str, str] | None = None) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in {**({"X-Error-Code": code} if code else {}), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def create(self, body: bytes) -> None:
        asked = json.loads(body)
        name = f"{asked.get('organization') or 'me'}/{asked['name']}"
        if name in self.server.repos:
            return self._answer(409, {"error": "You already created this dataset repo", "url": f"{self.server.url}/datasets/{name}"})
        self.server.repos[name] = {}
        self.server.private[name] = bool(asked.get("private")) or asked.get("visibility") == "private"
        return self._answer(200, {"url": f"{self.server.url}/datasets/{name}"})

    def info(self, _body: bytes, name: str, *_: str) -> None:
        if name not in self.server.repos:
            return self._answer(404, {"error": "Repository not found"}, "RepoNotFound")
        files = [{"rfilename": path} for path in sorted(self.server.repos[name])]
        sha = f"{SHA}{len(self.server.messages) % 10}"
        return self._answer(200, {"id": name, "sha": sha, "private": self.server.private[name], "siblings": files, "tags": []})

    def tree(self, _body: bytes, name: str, _revision: str, folder: str | None = None) -> None:
        prefix = f"{(folder or '').strip('/')}/" if (folder or "").strip("/") else ""
        rows, folders = [], set()
        for path, content in sorted(self.server.repos[name].items()):
            if not path.startswith(prefix):
                continue
            rest = path.removeprefix(prefix)
            if "/" in rest and "recursive=true" not in self.path.lower():
                folders.add(prefix + rest.split("/")[0])
            else:
                rows.append({"type": "file", "path": path, "size": len(content), "oid": hashlib.sha1(content).hexdigest()})
        if prefix and not rows and not folders:
            return self._answer(404, {"error": f"{prefix} does not exist"}, "EntryNotFound")
        return self._answer(200, [*({"type": "directory", "path": one, "size": 0, "oid": SHA + "0"} for one in sorted(folders)), *rows])

    def paths(self, body: bytes, name: str, _revision: str) -> None:
        asked = re.findall(r"paths=([^&]+)", unquote(body.decode()))
        if body.startswith(b"{"):
            asked = json.loads(body)["paths"]
        found = [(path, self.server.repos[name][path]) for path in asked if path in self.server.repos[name]]
        rows = [{"type": "file", "path": path, "size": len(one), "oid": hashlib.sha1(one).hexdigest()} for path, one in found]
        self._answer(200, rows)

    def preupload(self, body: bytes, _name: str, _revision: str) -> None:
        files = json.loads(body)["files"]
        modes = {True: "lfs", False: "regular"}
        answer = [
            {"path": one["path"], "uploadMode": modes[one["path"].endswith(".parquet")], "shouldIgnore": False} for one in files
        ]
        self._answer(200, {"files": answer})

    def validate(self, body: bytes) -> None:
        import yaml

        asked = json.loads(body)
        head = re.match(r"---\n(.*?)\n---\n", asked["content"], re.DOTALL)
        try:
            yaml.safe_load(head[1] if head else "")
        except yaml.YAMLError as problem:
            return self._answer(400, {"errors": [{"message": str(problem)}], "warnings": []})
        return self._answer(200, {"errors": [], "warnings": []})

    def batch(self, body: bytes, _name: str) -> None:
        objects = [
            {
                "oid": one["oid"],
                "size": one["size"],
                "actions": {"upload": {"href": f"{self.server.url}/lfs/{one['oid']}/{one['size']}", "header": {}}},
            }
            for one in json.loads(body)["objects"]
        ]
        self._answer(200, {"transfer": "basic", "objects": objects}, headers={"Content-Type": "application/vnd.git-lfs+json"})

    def put(self, body: bytes, oid: str, size: str) -> None:
        if hashlib.sha256(body).hexdigest() != oid or len(body) != int(size):
            return self._answer(400, {"error": "the content is not what was announced"})
        self.server.large[oid] = body
        return self._answer(200, b"")

    def commit(self, body: bytes, name: str, _revision: str) -> None:
        files = self.server.repos[name]
        for line in body.decode().splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "header":
                self.server.messages.append(value["summary"])
            elif entry["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif entry["key"] == "lfsFile":
                files[value["path"]] = self.server.large[value["oid"]]
            elif entry["key"] == "deletedFile":
                del files[value["path"]]
        url = f"{self.server.url}/datasets/{name}/commit/{SHA}1"
        self._answer(200, {"success": True, "commitOid": f"{SHA}1", "commitUrl": url, "hookOutput": ""})

    def resolve(self, _body: bytes, name: str, _revision: str, path: str) -> None:
        content = self.server.repos.get(name, {}).get(path)
        if content is None:
            return self._answer(404, {"error": "Entry not found"}, "EntryNotFound")
        etag = f'"{hashlib.sha256(content).hexdigest()}"'
        return self._answer(200, content, headers={"ETag": etag, "X-Repo-Commit": f"{SHA}1", "Accept-Ranges": "none"})

    def who(self, _body: bytes) -> None:
        self._answer(200, {"name": "me", "type": "user", "orgs": []})


REPO, REVISION = r"([\w.-]+/[\w.-]+)", r"([\w.%/-]+?)"
ROUTES: list[tuple[str, Any]] = [
    ("/api/repos/create", _Handler.create),
    ("/api/whoami-v2", _Handler.who),
    ("/api/validate-yaml", _Handler.validate),
    (f"/api/datasets/{REPO}", _Handler.info),
    (f"/api/datasets/{REPO}/revision/{REVISION}", _Handler.info),
    (rf"/api/datasets/{REPO}/tree/([\w.-]+)(/.*)?", _Handler.tree),
    (f"/api/datasets/{REPO}/paths-info/{REVISION}", _Handler.paths),
    (f"/api/datasets/{REPO}/preupload/{REVISION}", _Handler.preupload),
    (f"/api/datasets/{REPO}/commit/{REVISION}", _Handler.commit),
    (rf"/datasets/{REPO}\.git/info/lfs/objects/batch", _Handler.batch),
    (r"/lfs/(\w+)/(\d+)", _Handler.put),
    (rf"/datasets/{REPO}/resolve/([\w.-]+)/(.+)", _Handler.resolve),
]
"""Every call that is answered, each with one method at most; whatever else is asked is not found."""
