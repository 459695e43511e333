"""The settings of a server: its engines, its limits, and the places and names that it answers for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

MEGABYTE = 1_000_000
HOUR = 3600.0

OPENAI_MODELS = (
    *("whisper-1", "gpt-transcribe", "gpt-4o-transcribe", "gpt-4o-mini-transcribe"),
    *("gpt-4o-mini-transcribe-2025-12-15", "gpt-4o-transcribe-diarize"),
)
"""Names under which OpenAI's clients ask for a model: all are the server's own."""

DIARIZING_MODEL = "gpt-4o-transcribe-diarize"
UNSTREAMED_MODEL = "whisper-1"
"""The model for which OpenAI ignores `stream`."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The session of each worker: arguments of `whisper_diarize.Session`, and plugins that are not installed.

    `voice_cutoff` is the cosine from which a voice is a known speaker's; None: as it was measured for the network.
    """

    transcriber: str = "mlx-whisper"
    model: str | None = None
    diarizer: str = "mlx"
    diarization_model: str | None = None
    attribution: str = "viterbi"
    language: str | None = None
    post: tuple[str, ...] = ()
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    cache: bool = True
    plugins: tuple[str, ...] = ()
    voice_cutoff: float | None = None

    def to_json(self) -> str:
        """Return the settings as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> EngineSettings:
        """Read the output of `to_json`."""
        data = json.loads(line)
        return cls(**{**data, "post": tuple(data["post"]), "plugins": tuple(data["plugins"])})


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on everything that comes from outside.

    `upload_bytes` of one recording, `audio_seconds` of sound in it and `job_seconds` of work on it; `queued` jobs that
    wait, `stored` ones in all; `requests` that are answered at a time. A sender may be silent for `silence_seconds`,
    and take `upload_seconds` for a whole request.
    """

    upload_bytes: int = 500 * MEGABYTE
    audio_seconds: float = 12 * HOUR
    job_seconds: float = 12 * HOUR
    queued: int = 100
    stored: int = 1000
    requests: int = 250
    silence_seconds: float = 30.0
    upload_seconds: float = HOUR


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Seconds for which things are kept.

    `linger`: a job that only requests wait for goes on so long after the last of them has left, as clients post again.
    `repeat`: its result stays so long for a request that comes again. `job`: the result of a job.
    """

    linger: float = 60.0
    repeat: float = 600.0
    job: float = 24 * HOUR


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Everything about one server but the address that it listens on.

    `models` are the local models that a request may name, the first of them the one for OpenAI's names; `keys` are the
    API keys, any of which opens the server (none: it is open); `hosts` are names beside localhost and addresses. With
    `remember_voices`, pages may add to the library of voices of the user who runs the server.
    """

    folder: Path
    engine: EngineSettings = field(default_factory=EngineSettings)
    models: tuple[str, ...] = ()
    workers: int = 1
    keys: tuple[str, ...] = ()
    remember_voices: bool = False
    hosts: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    lifetimes: Lifetimes = field(default_factory=Lifetimes)
    grace_seconds: float = 30.0
