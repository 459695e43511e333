"""Clients of OpenAI's API against the server: a table of cases, and of the clients that get what they should.

    python -m tests.benchmarks.server_clients

The engine is a fake. Clients: OpenAI's for Python of the newest release that is installed, curl with the file first and
last, fetch of Node, and OpenAI's newest for Node, which npm brings into a folder for this run, with the Node that it
needs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import openai
from whisper_diarize_server.trial import TrialServer, trial_server, write_sound

Fields = tuple[tuple[str, str], ...]
TRANSCRIPTIONS, TRANSLATIONS = "/v1/audio/transcriptions", "/v1/audio/translations"
DIARIZE = ("model", "gpt-4o-transcribe-diarize")
WHISPER = ("model", "whisper-1")
WORDS = ("timestamp_granularities[]", "word")
SEGMENTS = ("timestamp_granularities[]", "segment")
MISSING = "is not installed"
NODE = "node@22"
"""The Node that OpenAI's client needs, as an npm package."""


@dataclass(frozen=True, slots=True)
class Case:
    """A request, and a part of the answer of each client that is served well."""

    name: str
    fields: Fields
    status: int
    part: str
    route: str = TRANSCRIPTIONS
    seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer that a client has got."""

    status: int
    text: str


CASES = (
    Case("json", (WHISPER,), 200, '"text": "hello world"'),
    Case("text", (WHISPER, ("response_format", "text")), 200, "hello world\n"),
    Case("srt", (WHISPER, ("response_format", "srt")), 200, "1\n00:00:00,100 --> "),
    Case("vtt", (WHISPER, ("response_format", "vtt")), 200, "WEBVTT\n\n"),
    Case("verbose_json", (WHISPER, ("response_format", "verbose_json"), WORDS, SEGMENTS), 200, '"word": "hello"'),
    Case("diarized_json", (DIARIZE, ("response_format", "diarized_json")), 200, '"speaker": "B"'),
    Case(
        "diarize=true, verbose", (WHISPER, ("diarize", "true"), ("response_format", "verbose_json")), 200, "SPEAKER_01"
    ),
    Case("stream", (("model", "gpt-4o-transcribe"), ("stream", "true")), 200, '"transcript.text.done"'),
    Case(
        "stream, speakers", (DIARIZE, ("stream", "true"), ("response_format", "diarized_json")), 200, '"speaker": "A"'
    ),
    Case("translation", (WHISPER,), 200, '"text": "hello world"', TRANSLATIONS),
    Case("wrong model", (("model", "no"),), 404, '"param": "model"'),
    Case("wrong format", (WHISPER, ("response_format", "xml")), 400, '"param": "response_format"'),
    Case("unknown field", (WHISPER, ("speakers", "2")), 400, '"param": "speakers"'),
    Case("option that the engine lacks", (WHISPER, ("temperature", "0.5")), 400, '"param": "temperature"'),
    Case("too large", (WHISPER,), 413, "Maximum content size limit (1000000) exceeded", seconds=40.0),
)

Client = Callable[[TrialServer, Sequence[Case], Path], list[Reply]]


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        print(table(Path(folder)))


def table(folder: Path) -> str:
    """Return a row for each case, and one for a client that times out and posts again."""
    with trial_server(folder, "--max-megabytes", "1", runs=folder / "runs", seconds=0.05) as server:
        replies = {name: client(server, CASES, folder) for name, client in CLIENTS.items()}
        again = retries(server, folder)
    head = f"| case | {' | '.join(replies)} |\n|---|{'---|' * len(replies)}\n"
    rows = [
        f"| {case.name} | {' | '.join(judged(case, found[number]) for found in replies.values())} |"
        for number, case in enumerate(CASES)
    ]
    return head + "\n".join([*rows, "", again])


def judged(case: Case, reply: Reply) -> str:
    """Return `ok`, or the answer if it is another than that of the case."""
    if reply.status == case.status and case.part in reply.text:
        return "ok"
    return f"{reply.status} {reply.text[:60]!r}" if reply.status else reply.text


def retries(server: TrialServer, folder: Path) -> str:
    """Return in words how often a recording was worked on whose client gave up twice and posted again."""
    path = write_sound(folder / "slow.wav", 3.21)
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="none", timeout=0.08, max_retries=9) as client:
        text = client.audio.transcriptions.create(file=path, model="whisper-1").text
    runs = (folder / "runs").read_text("ascii").split().count("3.21")
    posts = server.log.read_text("utf-8").count('"joined"')
    return f"time-outs of 0.08 s: the answer is {text!r}, requests that joined so far: {posts}, runs: {runs}"


# Any: arguments of the client
def by_openai(server: TrialServer, cases: Sequence[Case], folder: Path) -> list[Reply]:
    """Ask with OpenAI's client for Python."""
    found = []
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="none") as client:
        for case in cases:
            arguments: dict[str, Any] = {"file": write_sound(folder / "talk.wav", case.seconds)}
            for name, value in case.fields:
                bare = name.removesuffix("[]")
                arguments[bare] = [*arguments.get(bare, []), value] if name.endswith("[]") else value
            ours = {name: arguments.pop(name) for name in ("diarize", "speakers") if name in arguments}
            kind = client.audio.transcriptions if case.route == TRANSCRIPTIONS else client.audio.translations
            streams = arguments.pop("stream", None) == "true"
            arguments |= {"stream": True} if streams else {}
            try:
                reply = kind.create(**arguments, extra_body=ours)
                text = "".join(map(_shown, reply)) if streams else _shown(reply)
                found.append(Reply(200, text))
            except openai.APIStatusError as error:
                found.append(Reply(error.status_code, json.dumps(error.body, ensure_ascii=False)))
    return found


# Any: an answer of the client
def _shown(reply: Any) -> str:
    """Return an answer as the JSON that it was made of."""
    return reply if isinstance(reply, str) else json.dumps(reply.to_dict(), ensure_ascii=False)


def by_curl(server: TrialServer, cases: Sequence[Case], folder: Path, *, file_first: bool) -> list[Reply]:
    """Ask with curl, the recording before the other fields or after them."""
    if shutil.which("curl") is None:
        return [Reply(0, MISSING)] * len(cases)
    found = []
    for case in cases:
        fields = [("file", f"@{write_sound(folder / 'talk.wav', case.seconds)}")]
        fields = [*fields, *case.fields] if file_first else [*case.fields, *fields]
        command = ["curl", "--silent", "--write-out", "\n%{http_code}", f"{server.url}{case.route}"]
        command += [part for name, value in fields for part in ("--form", f"{name}={value}")]
        text, _, status = subprocess.run(command, capture_output=True, text=True, check=False).stdout.rpartition("\n")
        found.append(Reply(int(status or 0), text))
    return found


def by_node(server: TrialServer, cases: Sequence[Case], folder: Path) -> list[Reply]:
    """Ask with Node's fetch."""
    node = shutil.which("node")
    if node is None:
        return [Reply(0, MISSING)] * len(cases)
    found = []
    for case in cases:
        asked = {"fields": case.fields, "route": case.route}
        path = write_sound(folder / "talk.wav", case.seconds)
        told = json.dumps({"url": server.url, "path": str(path), "cases": [asked]})
        script = str(Path(__file__).with_suffix(".js"))
        run = subprocess.run([node, script], input=told, capture_output=True, text=True, check=False)
        found += [Reply(**one) for one in json.loads(run.stdout)] if run.stdout else [Reply(0, run.stderr[-80:])]
    return found


def by_openai_for_node(server: TrialServer, cases: Sequence[Case], folder: Path) -> list[Reply]:
    """Ask with OpenAI's client for Node."""
    home = folder / "node"
    missing = _install_for_node(home)
    if missing:
        return [Reply(0, missing)] * len(cases)
    script = shutil.copy(Path(__file__).with_name("server_clients_openai.mjs"), home)
    found = []
    for case in cases:
        path = write_sound(folder / "talk.wav", case.seconds)
        told = json.dumps({"url": server.url, "path": str(path), "fields": case.fields, "route": case.route})
        command = [str(home / "node_modules" / ".bin" / "node"), script]
        run = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
        found.append(Reply(**json.loads(run.stdout)) if run.stdout else Reply(0, run.stderr[-80:]))
    return found


def _install_for_node(home: Path) -> str:
    """Install Node and OpenAI's client in a folder; return the reason if that fails, else no text."""
    npm = shutil.which("npm")
    if npm is None:
        return f"npm {MISSING}"
    home.mkdir()
    command = [npm, "install", "--no-fund", "--no-audit", "--prefix", str(home), NODE, "openai@latest"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        return f"npm cannot install it: {' '.join(run.stderr.split())[-80:]}"
    package = json.loads((home / "node_modules" / "openai" / "package.json").read_text("utf-8"))
    print(f"OpenAI's client for Node: {package['version']}", file=sys.stderr)
    return ""


CLIENTS: dict[str, Client] = {
    f"openai {openai.__version__}": by_openai,
    "curl, file first": partial(by_curl, file_first=True),
    "curl, file last": partial(by_curl, file_first=False),
    "fetch of Node": by_node,
    "openai for Node": by_openai_for_node,
}

if __name__ == "__main__":
    main()
