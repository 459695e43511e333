"""Errors as OpenAI's API has them: a status, and an object of four keys.

Source: OpenAI's openapi.yaml, schema `Error`; the texts for a size and a key are those of the hosted API.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import Response

CLIENT_ERROR, SERVER_ERROR = "invalid_request_error", "server_error"
FIRST_SERVER_STATUS = 500


@dataclass(slots=True)
class ApiError(Exception):
    """A request that is not served; `param` is the field that it is about, `code` a word for programs."""

    status: int
    message: str
    param: str | None = None
    code: str | None = None
    retry_after: int | None = None
    kind: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, object]:
        """The object that a client reads."""
        kind = self.kind or (CLIENT_ERROR if self.status < FIRST_SERVER_STATUS else SERVER_ERROR)
        return {"error": {"message": self.message, "type": kind, "param": self.param, "code": self.code}}

    def response(self) -> Response:
        """Return the whole answer."""
        headers = dict(self.headers)
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        text = json.dumps(self.body, ensure_ascii=False).encode("utf-8", "replace")
        return Response(text, self.status, headers, media_type="application/json")

    def to_json(self) -> str:
        """Return the error as the store keeps it."""
        return json.dumps({"status": self.status, "message": self.message, "param": self.param, "code": self.code})

    @classmethod
    def from_json(cls, text: str) -> ApiError:
        """Read the output of `to_json`."""
        data = json.loads(text)
        return cls(data["status"], data["message"], data["param"], data["code"])


def bad_field(param: str, message: str, code: str = "invalid_value") -> ApiError:
    """Return the error for a field with a value that cannot be used."""
    return ApiError(400, message, param, code)


def too_large(limit: int, read: int) -> ApiError:
    """Return the error for a request of too many bytes."""
    return ApiError(413, f"Maximum content size limit ({limit}) exceeded ({read} bytes read)", kind=SERVER_ERROR)


def not_found(job: str) -> ApiError:
    """Return the error for a job that is not there."""
    return ApiError(404, f"No job with id '{job}' found.", "id", "not_found")
