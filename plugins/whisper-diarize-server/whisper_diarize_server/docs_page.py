"""`/docs`: the OpenAPI description as a plain page, which asks no other server for anything."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from starlette.responses import Response

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin: 2.5rem 0 0; font-size: 1rem; } code, h2 { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } td { border-top: 1px solid #8886; padding: .3rem .8rem .3rem 0;
vertical-align: top; }
"""
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; base-uri 'none'"
)


def response(schema: dict[str, Any]) -> Response:  # Any: an OpenAPI document
    """Return the page."""
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>API</title><style>{STYLE}</style>'
    view = '<meta name="viewport" content="width=device-width">'
    intro = f"<h1>{html.escape(schema['info']['title'])}</h1><p>{html.escape(schema['info']['description'])} "
    more = '<a href="/openapi.json">openapi.json</a></p>'
    page = head + view + intro + more + "".join(_routes(schema))
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": POLICY})


def _routes(schema: dict[str, Any]) -> Iterator[str]:  # Any: as above
    for path, methods in schema["paths"].items():
        for method, route in methods.items():
            yield f"<h2>{method.upper()} {html.escape(path)}</h2><p>{html.escape(route.get('description', ''))}</p>"
            content = route.get("requestBody", {}).get("content", {})
            for kind, body in content.items():
                fields = body["schema"].get("properties", {})
                rows = "".join(_row(name, field) for name, field in fields.items())
                yield f"<p><code>{html.escape(kind)}</code></p><table>{rows}</table>"


def _row(name: str, field: dict[str, Any]) -> str:  # Any: as above
    kind = " ".join(filter(None, (field.get("type"), field.get("format"))))
    about = html.escape(f"{kind}. {field.get('description', '')}".strip())
    return f"<tr><td><code>{html.escape(name)}</code></td><td>{about}</td></tr>"
