"""A hub on this machine that answers huggingface_hub as huggingface.co does, and fails on demand."""

from __future__ import annotations

import hashlib
import http.server
import json
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Repository:
    """Files by name. `published` replaces the checksums; `gated` lets in only who has the token `welcome`."""

    files: dict[str, bytes]
    commit: str = COMMIT
    gated: bool = False
    published: dict[str, str] = field(default_factory=dict)

    def sha256(self, name: str) -> str:
        return self.published.get(name) or hashlib.sha256(self.files[name]).hexdigest()


@dataclass
class Request:
    method: str
    path: str
    range: str | None
    token: str | None


class FakeHub:
    """Repositories by name, and every request about them that came.

    `status` refuses all questions; `hang_at` (a method, or a file's name) leaves those without an answer; `cut_after`
    closes the first connection that fetches a file after so many bytes of it.
    """

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.requests: list[Request] = []
        self.status: int | None = None
        self.hang_at: str | None = None
        self.cut_after: int | None = None
        self.closing = threading.Event()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def add(self, name: str, files: dict[str, bytes], **settings: Any) -> Repository:
        self.repositories[name] = Repository(files, **settings)
        return self.repositories[name]

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    hub: FakeHub

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self) -> None:
        path = urlsplit(self.path).path
        if not path.startswith("/api/models/") and "/resolve/" not in path:
            self._refuse(404)  # what huggingface_hub asks on its own account
            return
        token = (self.headers["Authorization"] or "").removeprefix("Bearer ") or None
        self.hub.requests.append(Request(self.command, path, self.headers["Range"], token))
        if self.hub.hang_at and self.hub.hang_at in (self.command, path.rsplit("/", 1)[-1]):
            self.hub.closing.wait()
        elif self.hub.status:
            self._refuse(self.hub.status)
        elif path.startswith("/api/models/"):
            owner, name, *revision = path.removeprefix("/api/models/").split("/")
            if revision == ["auth-check"]:
                if self._admits(self.hub.repositories[f"{owner}/{name}"], token):
                    self._send(200, {})
            else:
                self._describe(f"{owner}/{name}", revision[1] if revision else None)
        else:
            owner, name, _, _, file = path.strip("/").split("/", 4)
            self._send_file(self.hub.repositories[f"{owner}/{name}"], file, token)

    def _refuse(self, status: int, code: str = "") -> None:
        self._send(status, {"X-Error-Code": code})

    def _describe(self, name: str, revision: str | None) -> None:
        repository = self.hub.repositories.get(name)
        if repository is None:
            self._refuse(404, "RepoNotFound")
        elif revision not in (None, "main", repository.commit):
            self._refuse(404, "RevisionNotFound")
        else:
            siblings = [_sibling(repository, file) for file in repository.files]
            body = json.dumps(
                {"id": name, "sha": repository.commit, "gated": repository.gated, "siblings": siblings}
            ).encode()
            self._send(200, {"Content-Type": "application/json"}, body)

    def _admits(self, repository: Repository, token: str | None) -> bool:
        admitted = not repository.gated or token == "welcome"  # noqa: S105
        if not admitted:
            self._refuse(403 if token else 401, "GatedRepo")
        return admitted

    def _send_file(self, repository: Repository, file: str, token: str | None) -> None:
        if not self._admits(repository, token):
            return
        content = repository.files[file]
        start = int((self.headers["Range"] or "bytes=0-").removeprefix("bytes=").split("-")[0])
        headers = {
            "ETag": f'"{repository.sha256(file)}"',
            "X-Repo-Commit": repository.commit,
            "Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}",
        }
        self._send(206 if start else 200, headers, content[start:])

    def _send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "HEAD" or not body:
            return
        if "ETag" in headers and self.hub.cut_after:
            body, self.hub.cut_after = body[: self.hub.cut_after], None
        self.wfile.write(body)


def _sibling(repository: Repository, file: str) -> dict[str, object]:
    size = len(repository.files[file])
    lfs = {"size": size, "sha256": repository.sha256(file), "pointerSize": 134}
    return {"rfilename": file, "size": size, "blobId": "0" * 40, "lfs": lfs}
