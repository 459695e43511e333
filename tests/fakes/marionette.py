"""Firefox, driven by its own protocol: Marionette, JSON over a socket.

Source: Firefox source docs, testing/marionette/Protocol (length, colon, JSON of [type, id, command or error, value]).
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

STARTS_WITHIN = 60.0
PREFERENCES = {
    "marionette.port": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.download.folderList": 2,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
    "extensions.update.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
}


class Firefox:
    """A headless Firefox with a profile in `folder`, where its downloads go too."""

    def __init__(self, command: str, folder: Path) -> None:
        self.downloads = folder / "downloads"
        profile = folder / "profile"
        for made in (self.downloads, profile):
            made.mkdir(parents=True)
        preferences = {**PREFERENCES, "browser.download.dir": str(self.downloads)}
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items())
        (profile / "user.js").write_text("\n".join(lines))
        self._process = subprocess.Popen(
            [command, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._socket = _connected(profile / "MarionetteActivePort", self._process)
        self._stream = self._socket.makefile("rb")
        self._receive()  # its greeting
        self._number = 0
        self._send("WebDriver:NewSession", {})

    def open(self, path: Path) -> None:
        """Show a page of the disk."""
        self._send("WebDriver:Navigate", {"url": path.as_uri()})

    def reload(self) -> None:
        """Show the page anew."""
        self._send("WebDriver:Refresh", {})

    def evaluate(self, script: str) -> Any:  # as JavaScript returns it
        """Return the value of an expression in the page."""
        return self._send("WebDriver:ExecuteScript", {"script": f"return {script}", "args": []})["value"]

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, each with the modifiers in front of it: `Shift+ArrowRight`."""
        for key in keys:
            *modifiers, last = key.split("+") if len(key) > 1 else [key]
            pressed = [_CODES.get(name, name) for name in (*modifiers, last)]
            down = [{"type": "keyDown", "value": value} for value in pressed]
            up = [{"type": "keyUp", "value": value} for value in reversed(pressed)]
            self._perform([{"type": "key", "id": "keys", "actions": [*down, *up]}])

    def drag(self, start: Sequence[float], end: Sequence[float]) -> None:
        """Drag from one place of the window to another."""
        places = [{"type": "pointerMove", "duration": 0, "x": round(x), "y": round(y)} for x, y in (start, end)]
        actions = [places[0], {"type": "pointerDown", "button": 0}, places[1], {"type": "pointerUp", "button": 0}]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions}
        self._perform([mouse])

    def close(self) -> None:
        """End it."""
        self._stream.close()
        self._socket.close()
        self._process.terminate()
        self._process.wait(20)

    def _perform(self, actions: list[Any]) -> None:
        self._send("WebDriver:PerformActions", {"actions": actions})

    def _send(self, command: str, parameters: dict[str, object]) -> Any:  # what each command answers
        self._number += 1
        text = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, value = self._receive()
        if error:
            raise AssertionError(f"{command}: {error['message']}")
        return value

    def _receive(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) != b":":
            length += byte
        return json.loads(self._stream.read(int(length)))


_CODES = {
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Tab": "\ue004",
    "Backspace": "\ue003",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "F2": "\ue032",
    "F3": "\ue033",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Alt": "\ue00a",
}


def _connected(file: Path, process: subprocess.Popen[bytes]) -> socket.socket:
    """Return the connection to the port that Firefox writes into a file of its profile."""
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and process.poll() is None:
        text = file.read_text().strip() if file.exists() else ""
        if text:
            return socket.create_connection(("127.0.0.1", int(text)))
        time.sleep(0.1)
    raise AssertionError("Firefox did not start")
