"""A proxy that breaks connections in the middle, as a phone that leaves the room does."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

CHUNK = 4096
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: the other side is told by a reset


@dataclass
class CuttingProxy:
    """Passes bytes on to a server on this machine, and cuts the answers to requests for one path.

    Attributes:
        target: the port of the server.
        path: the path whose answers are cut.
        cuts: bytes of each answer, headers included, after which it is cut; later ones are whole.
        asked: the header of each request for the path.
    """

    target: int
    path: str
    cuts: Sequence[int]
    asked: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def running(self) -> Iterator[int]:
        """Yield the proxy's port."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
            try:
                yield listener.getsockname()[1]
            finally:
                listener.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the end
            while True:
                client = listener.accept()[0]
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            request = client.recv(CHUNK)
            if not request:
                return  # browsers open connections that they may need
            # one request a connection, so that its bytes can be counted
            request = request.replace(b"Connection: keep-alive", b"Connection: close")
            left = self._budget(request)
            with socket.create_connection(("127.0.0.1", self.target)) as server:
                server.sendall(request)
                while left and (answer := server.recv(min(CHUNK, left))):
                    client.sendall(answer)
                    left -= len(answer)
            if not left:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)

    def _budget(self, request: bytes) -> int:
        header = request.decode()
        if header.split()[1] != self.path:
            return 1 << 40
        self.asked.append(header)
        number = len(self.asked) - 1
        return self.cuts[number] if number < len(self.cuts) else 1 << 40
