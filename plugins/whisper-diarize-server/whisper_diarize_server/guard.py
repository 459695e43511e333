"""The door: each request is checked, counted, given an id and logged, before a route sees it.

Any web page can post to an address of this machine, so a request that a browser sends for another site is refused: by
its `Origin`, by `Sec-Fetch-Site`, and by `Host` (a name that was bound to this machine's address to get around these).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import logging
import secrets
import time
from collections.abc import Iterable, Sequence
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

import h11
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import ApiError
from .metrics import Metrics
from .settings import ServerSettings

_log = logging.getLogger(__name__)

OPEN_PATHS = frozenset(
    {"/health", "/", "/page.css", "/page.js", "/rows.js", "/docs", "/openapi.json", "/login", "/favicon.ico"}
)
"""Paths without anything of a user's: they need no key."""
QUIET_PATHS = frozenset({"/health", "/ready", "/metrics"})
"""Asked for every few seconds."""
COOKIE = "whisper_diarize"
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}


class Keys:
    """The API keys, and the cookies of browsers that have shown one."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._digests = [_digest(key) for key in keys]
        self._cookie = secrets.token_urlsafe(32)

    @property
    def needed(self) -> bool:
        """True if there are keys."""
        return bool(self._digests)

    def accepts(self, headers: Headers) -> bool:
        """Return whether a request has a key, or the cookie of a browser that has shown one."""
        if not self.needed:
            return True
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.knows(key.strip()):
            return True
        return self._is_cookie(headers)

    def knows(self, key: str) -> bool:
        """Compare a key with all, in a time that does not depend on it."""
        digest = _digest(key)
        return any([hmac.compare_digest(digest, known) for known in self._digests])  # noqa: C419  all are compared

    def set_cookie(self, response: Response, request: Request) -> None:
        """Let the browser that asked in, until this server ends."""
        secure = request.url.scheme == "https"
        name = _cookie_name(request.headers)
        response.set_cookie(name, self._cookie, httponly=True, samesite="strict", secure=secure)

    def _is_cookie(self, headers: Headers) -> bool:
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get(_cookie_name(headers))
        except CookieError:
            return False
        return morsel is not None and hmac.compare_digest(morsel.value.encode(), self._cookie.encode())


class Guard:
    """The application around the routes."""

    def __init__(
        self,
        app: ASGIApp,
        settings: ServerSettings,
        keys: Keys,
        metrics: Metrics,
        open_paths: frozenset[str] = OPEN_PATHS,
    ) -> None:
        self._app = app
        self._settings = settings
        self._open_paths = open_paths
        self._keys = keys
        self._metrics = metrics
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send, self._metrics)
        self._in_flight += 1
        self._metrics.in_flight.set(self._in_flight)
        try:
            self._check(scope["path"], scope["method"], Headers(scope=scope))
            await self._app(scope, receive, exchange.send)
        except ApiError as error:
            await exchange.fail(error, scope, receive)
        except Exception:  # noqa: BLE001  a client gets an answer also to a bug of ours
            _log.exception("bug", extra={"request": exchange.id})
            await exchange.fail(ApiError(500, "The server failed; its log has more"), scope, receive)
        finally:
            self._in_flight -= 1
            self._metrics.in_flight.set(self._in_flight)
            exchange.log()

    def _check(self, path: str, method: str, headers: Headers) -> None:
        if self._in_flight > self._settings.limits.requests and path != "/health":
            raise ApiError(503, "Too many requests at a time", code="overloaded", retry_after=2)
        check_host(headers, self._settings.hosts)
        check_origin(headers, method)
        if path not in self._open_paths and not self._keys.accepts(headers):
            raise ApiError(
                401,
                "Incorrect API key provided, or none: send 'Authorization: Bearer KEY'",
                code="invalid_api_key",
                headers={"WWW-Authenticate": "Bearer"},
            )


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, send: Send, metrics: Metrics) -> None:
        self.id = f"req_{secrets.token_hex(12)}"
        self._scope = scope
        self._send = send
        self._metrics = metrics
        self._started = time.monotonic()
        self._status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["x-request-id"] = self.id
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        with contextlib.suppress(h11.LocalProtocolError):  # the connection was closed for a malformed body
            await self._send(message)

    async def fail(self, error: ApiError, scope: Scope, receive: Receive) -> None:
        if self._status is None:
            await error.response()(scope, receive, self.send)

    def log(self) -> None:
        status = self._status or 0
        self._metrics.answered(self._scope["method"], status)
        if self._scope["path"] in QUIET_PATHS and status < 400:  # noqa: PLR2004  the first status of an error
            return
        route = self._scope.get("route")
        extra = {
            "request": self.id,
            "method": self._scope["method"][:10],
            "path": getattr(route, "path", None),
            "status": status,
            "seconds": round(time.monotonic() - self._started, 3),
        }
        _log.info("answered", extra=extra)


def check_host(headers: Headers, hosts: Sequence[str]) -> None:
    """Refuse a name that is not this server's; addresses cannot be bound to another.

    Raises:
        ApiError: it is one.
    """
    name = _host_name(headers.get("host", ""))
    if name not in {"localhost", *(host.lower() for host in hosts)} and not _is_address(name):
        raise ApiError(403, "This server does not answer for this Host; start it with --allow-host", code="bad_host")


def check_origin(headers: Headers, method: str) -> None:
    """Refuse a request that a browser sends for a page of another site.

    Raises:
        ApiError: it is one.
    """
    origin, host = headers.get("origin"), headers.get("host", "")
    foreign = origin is not None and urlsplit(origin).netloc.lower() != host.lower()
    site = headers.get("sec-fetch-site", "none")
    is_link = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
    if foreign or (site in {"cross-site", "same-site"} and not is_link):
        raise ApiError(403, "Pages of other sites may not use this server", code="bad_origin")


def _host_name(host: str) -> str:
    """Return a Host without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _cookie_name(headers: Headers) -> str:
    """Return a name for this port alone: browsers send cookies to all ports of a host."""
    port = headers.get("host", "").rpartition(":")[2]
    return f"{COOKIE}_{port}" if port.isdigit() else COOKIE


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
