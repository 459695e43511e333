"""Malformed requests to the server: each gets an answer of status 400 to 499, or none; no file is left.

    python -m tests.benchmarks.server_fuzz --requests 2000

Requests are sound ones, damaged at random: bytes changed or cut; wrong lengths, boundaries, names, hosts and
origins; and senders that stop in the middle. A seed gives the same requests again.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx2
from whisper_diarize_server.trial import TrialServer, trial_server, write_sound

BOUNDARY = b"boundary1234"
FIELDS = (
    *("model", "language", "prompt", "response_format", "temperature", "include[]", "timestamp_granularities[]"),
    *("stream", "chunking_strategy", "chunking_strategy[type]", "known_speaker_names[]", "num_speakers", "diarize"),
    *("known_speaker_references[]", "languages[]", "keywords[0]", "file", "x" * 300, "", "a\x00b", "model[model]"),
)
VALUES = (
    *("whisper-1", "", "true", "-1", "1e999", "nan", "{", "[[[", '{"type": 1}', "\x00", "ü" * 100, "data:,", "9" * 400),
    *("data:audio/wav;base64,AAAA", "json", "word", "../../etc/passwd", "%s%n", "'; DROP TABLE jobs; --"),
)
NAMES = ("../../../etc/passwd", "..\\x.wav", "a" * 3000, "\r\nSet-Cookie: x=1", "", ".", "con.wav", "x.wav/../../y")
PATIENCE_SECONDS = 1.5
MAX_ANSWER_SECONDS = 60.0

Damage = Callable[[random.Random, bytes, bytes], tuple[bytes, bytes]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, fuzzed_server(Path(folder)) as server:
        counts = fuzz(server, arguments.requests, arguments.seed)
        counts += Counter({f"silent sender: {name}": count for name, count in silent_senders(server).items()})
    print("\n".join(["| | |", "|---|---|", *(f"| {name} | {count} |" for name, count in sorted(counts.items()))]))


def fuzzed_server(folder: Path) -> contextlib.AbstractContextManager[TrialServer]:
    """Return a server that takes a megabyte and is done at once."""
    return trial_server(folder, "--max-megabytes", "1", seconds=0)


def fuzz(server: TrialServer, number: int, seed: int, patience: float = PATIENCE_SECONDS) -> Counter[str]:
    """Send malformed requests; return counts of their answers, and of what is left behind."""
    generator = random.Random(seed)  # noqa: S311  of a test
    sound = write_sound(server.folder.parent / "talk.wav", 1.0).read_bytes()
    counts: Counter[str] = Counter()
    slowest = 0.0
    for _ in range(number):
        request = damaged(generator, sound)
        started = time.monotonic()
        counts[answer_to(server, request, patience)] += 1
        slowest = max(slowest, time.monotonic() - started)
    healthy = httpx2.get(f"{server.url}/ready").status_code
    jobs = httpx2.get(f"{server.url}/v1/jobs").json()["data"]
    counts["uploads left"] = len(list(server.folder.glob("uploads/*")))
    counts["recordings left"] = len(list(server.folder.glob("jobs/*/recording*")))
    counts["jobs without an end"] = sum(job["status"] in {"queued", "running"} for job in jobs)
    counts["server is ready at the end"] = int(healthy == 200)
    counts["tracebacks in the log"] = server.log.read_text("utf-8").count("Traceback")
    counts["slowest answer, s"] = round(slowest)
    return counts


def damaged(generator: random.Random, sound: bytes) -> bytes:
    """Return a request that is wrong in one way or in several."""
    body = _form(generator, sound)
    path = generator.choice((b"/v1/audio/transcriptions", b"/v1/audio/translations", b"/v1/jobs"))
    head = b"POST " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    head += b"Content-Type: multipart/form-data; boundary=" + BOUNDARY + b"\r\n"
    for damage in generator.sample(DAMAGES, generator.randint(1, 2)):
        head, body = damage(generator, head, body)
    if b"content-length" not in head.lower() and b"transfer-encoding" not in head.lower():
        head += b"Content-Length: %d\r\n" % len(body)
    return head + b"\r\n" + body


def answer_to(server: TrialServer, request: bytes, patience: float = PATIENCE_SECONDS) -> str:
    """Send bytes; return the status of the answer, or the way in which there was none.

    After `patience` without an answer they are at their end.
    """
    with socket.create_connection(("127.0.0.1", server.port), timeout=MAX_ANSWER_SECONDS) as connection:
        with contextlib.suppress(OSError):  # it has answered before the end
            connection.sendall(request)
        answer = _received(connection, patience)
        if answer is None:  # the server waits for the rest
            connection.shutdown(socket.SHUT_WR)
            answer = _received(connection, MAX_ANSWER_SECONDS)
    return _status(answer)


def silent_senders(server: TrialServer) -> Counter[str]:
    """Begin requests and say no more; return counts of the answers."""
    head = b"POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    form = b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n--b\r\n"
    beginnings = [head, head + form]
    connections = [socket.create_connection(("127.0.0.1", server.port)) for _ in beginnings]
    for connection, beginning in zip(connections, beginnings, strict=True):
        connection.sendall(beginning)
    answers = [_received(connection, MAX_ANSWER_SECONDS) for connection in connections]
    for connection in connections:
        connection.close()
    return Counter(_status(answer) for answer in answers)


def _received(connection: socket.socket, seconds: float) -> bytes | None:
    """Return the beginning of an answer, which is empty if the connection is closed; None if none comes in time."""
    connection.settimeout(seconds)
    try:
        return connection.recv(4096)
    except TimeoutError:
        return None
    except OSError:
        return b""


def _status(answer: bytes | None) -> str:
    if answer is None:
        return f"no answer in {MAX_ANSWER_SECONDS:g} s"
    status = answer.split(b" ")[1].decode("ascii", "replace") if answer.count(b" ") > 1 else "closed"
    return f"{status[0]}xx" if status.isdigit() and status[0] in "25" else status


def _form(generator: random.Random, sound: bytes) -> bytes:
    parts = [(b'name="model"', b"whisper-1"), (b'name="file"; filename="talk.wav"', sound)]
    generator.shuffle(parts)
    return b"".join(map(_part, parts)) + b"--" + BOUNDARY + b"--\r\n"


def _part(part: tuple[bytes, bytes]) -> bytes:
    about, value = part
    return b"--" + BOUNDARY + b"\r\nContent-Disposition: form-data; " + about + b"\r\n\r\n" + value + b"\r\n"


def _wrong_field(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    name, value = generator.choice(FIELDS).encode(), generator.choice(VALUES).encode()
    return head, _part((b'name="' + name + b'"', value)) + body


def _wrong_name(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    return head, body.replace(b"talk.wav", generator.choice(NAMES).encode()).replace(b'name="model"', b'name="modl"')


def _changed_bytes(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    changed = bytearray(body or b"-")
    for _ in range(generator.randint(1, 30)):
        changed[generator.randrange(min(len(changed), 400))] = generator.randrange(256)
    return head, bytes(changed)


def _cut(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    return head, body[: generator.randrange(len(body) + 1)]


def _stopped(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    return head + b"Content-Length: %d\r\n" % (len(body) + generator.randint(1, 10**6)), body


def _wrong_length(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    value = generator.choice((b"-1", b"1e5", b"99999999999999", b"0", b"abc", b"5"))
    return head + b"Content-Length: " + value + b"\r\n", body


def _wrong_boundary(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    other = generator.choice((b"other", b"", b"x" * 300, b'"', b"boundary123", b"\xff\xfe"))
    return head.replace(b"boundary=" + BOUNDARY, b"boundary=" + other), body


def _wrong_type(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    kind = generator.choice((b"application/json", b"text/plain", b"multipart/form-data", b"", b"a" * 5000))
    return head.replace(b"multipart/form-data; boundary=" + BOUNDARY, kind), body


def _foreign(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    line = generator.choice((b"Origin: https://evil.example", b"Origin: null", b"Sec-Fetch-Site: cross-site"))
    return head + line + b"\r\n", body


def _wrong_host(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    host = generator.choice(
        (b"evil.example", b"", b"127.0.0.1.evil.example", b"[::1", b"a b", b"localhost@evil.example")
    )
    return head.replace(b"Host: 127.0.0.1", b"Host: " + host), body


def _long_headers(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    return head + b"X-Long: " + b"a" * generator.choice((1000, 70_000, 300_000)) + b"\r\n", body


def _noise(generator: random.Random, _: bytes, __: bytes) -> tuple[bytes, bytes]:
    return generator.randbytes(generator.randint(1, 500)), b""


def _many_parts(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    return head, _part((b'name="prompt"', b"x")) * generator.choice((2, 101, 5000)) + body


def _large(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    return head, body.replace(b"RIFF", b"RIFF" + bytes(generator.choice((1_100_000, 3_000_000))))


def _chunked(generator: random.Random, head: bytes, body: bytes) -> tuple[bytes, bytes]:
    size = generator.choice((b"%x" % len(body), b"zz", b"-5", b"ffffffffffffffff", b"1"))
    return head + b"Transfer-Encoding: chunked\r\n", size + b"\r\n" + body + b"\r\n0\r\n\r\n"


DAMAGES: tuple[Damage, ...] = (
    *(_wrong_field, _wrong_name, _changed_bytes, _cut, _stopped, _wrong_length, _wrong_boundary, _wrong_type),
    *(_foreign, _wrong_host, _long_headers, _noise, _many_parts, _large, _chunked),
)

if __name__ == "__main__":
    main()
