"""Parts of pages, as they are served."""

from __future__ import annotations

from importlib.resources import files

from starlette.responses import Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}


def asset(package: str, name: str, media_type: str) -> Response:
    """Return a part of a page, from the folder `page` of a package."""
    text = (files(package) / "page" / name).read_text("utf-8")
    return Response(text, media_type=media_type, headers=HEADERS)
