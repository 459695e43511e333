"""`whisper-diarize serve`."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_state_dir

from whisper_diarize import OptionError

from . import arguments as arg
from .arguments import KEY_VARIABLE
from .door import refuse_open_door
from .run import run
from .settings import HOUR, MEGABYTE, EngineSettings, Lifetimes, Limits, ServerSettings

STATE_VARIABLE = "WHISPER_DIARIZE_STATE_DIR"


def serve(  # noqa: PLR0913, PLR0917  each argument is one thing that a user may say
    host: arg.Host = "127.0.0.1",
    port: arg.Port = 8000,
    api_key_file: arg.ApiKeyFile = None,
    allow_host: arg.AllowHost = None,
    certfile: arg.CertFile = None,
    keyfile: arg.KeyFile = None,
    transcriber: arg.Transcriber = "mlx-whisper",
    model: arg.Models = None,
    language: arg.Language = None,
    diarizer: arg.Diarizer = "mlx",
    diarization_model: arg.DiarizationModel = None,
    voice_cutoff: arg.VoiceCutoff = None,
    remember_voices: arg.RememberVoices = False,  # noqa: FBT002  a flag
    attribution: arg.Attribution = "viterbi",
    post: arg.PostProcessors = None,
    option: arg.ComponentOptions = None,
    plugin: arg.NamedPlugins = None,
    offline: arg.Offline = False,  # noqa: FBT002  likewise
    no_cache: arg.NoCache = False,  # noqa: FBT002  likewise
    workers: arg.Workers = 1,
    queue: arg.Queue = 100,
    max_megabytes: arg.MaxMegabytes = 500,
    max_hours: arg.MaxHours = 12.0,
    keep_hours: arg.KeepHours = 24.0,
    grace: arg.Grace = 30.0,
    data_dir: arg.DataDir = None,
) -> None:
    """Answer as OpenAI's API for audio does, with speakers; take jobs; show them at / in a browser.

    Examples:
        whisper-diarize serve --model turbo

        OPENAI_BASE_URL=http://127.0.0.1:8000/v1 OPENAI_API_KEY=none python my_program.py

        WHISPER_DIARIZE_API_KEY=... whisper-diarize serve --host 0.0.0.0 --certfile cert.pem --keyfile key.pem
    """
    keys = _keys(api_key_file)
    refuse_open_door(host, keys)
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # for the workers
    models = tuple(model or ())
    engine = EngineSettings(
        transcriber=transcriber,
        model=models[0] if models else None,
        diarizer=diarizer,
        diarization_model=diarization_model,
        attribution=attribution,
        language=language,
        post=tuple(post or ()),
        options=_options(option or []),
        cache=not no_cache,
        plugins=tuple(plugin or ()),
        voice_cutoff=voice_cutoff,
    )
    settings = ServerSettings(
        folder=data_dir or default_folder(),
        engine=engine,
        models=models or (transcriber,),
        workers=workers,
        keys=keys,
        remember_voices=remember_voices,
        hosts=tuple(allow_host or ()),
        limits=Limits(upload_bytes=max_megabytes * MEGABYTE, audio_seconds=max_hours * HOUR, queued=queue),
        lifetimes=Lifetimes(job=keep_hours * HOUR),
        grace_seconds=grace,
    )
    run(settings, host=host, port=port, certfile=certfile, keyfile=keyfile)


def default_folder() -> Path:
    """Return the folder for jobs that holds if none is given."""
    state = os.environ.get(STATE_VARIABLE) or user_state_dir("whisper-diarize", appauthor=False)
    return Path(state).expanduser() / "server"


def _keys(file: Path | None) -> tuple[str, ...]:
    keys = [os.environ.get(KEY_VARIABLE, "").strip()]
    if file is not None:
        try:
            keys += [line.strip() for line in file.read_text("utf-8").splitlines()]
        except (OSError, UnicodeDecodeError) as error:
            raise OptionError(f"--api-key-file {file}: it cannot be read ({type(error).__name__})") from error
        if not any(keys):
            raise OptionError(f"--api-key-file {file}: there is no key in it; write one a line")
    return tuple(key for key in keys if key)


def _options(assignments: list[str]) -> dict[str, dict[str, object]]:
    options: dict[str, dict[str, object]] = {}
    for text in assignments:
        place, equals, value = text.partition("=")
        name, dot, key = place.rpartition(".")
        if not (equals and dot and name and key):
            raise OptionError(f"-o {text}: write NAME.KEY=VALUE")
        options.setdefault(name, {})[key] = value
    return options
