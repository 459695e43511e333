"""The request for a transcript: the job that it asks for, and the form of its answer.

Fields are those of OpenAI's `CreateTranscriptionRequest`, and `diarize`, `num_speakers`, `min_speakers`,
`max_speakers`.
A value that cannot be served is an error that names the field, never a poorer answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from .errors import ApiError, bad_field
from .fields import Fields, missing
from .references import Reference, references_of
from .settings import DIARIZING_MODEL, OPENAI_MODELS, UNSTREAMED_MODEL

Task = Literal["transcribe", "translate"]

FORMATS = ("json", "text", "srt", "verbose_json", "vtt", "diarized_json")
STREAMED_FORMATS = ("json", "text", "diarized_json")
GRANULARITIES = ("word", "segment")
MAX_SPEAKERS = 100
VAD_DEFAULTS: Mapping[str, float] = {"prefix_padding_ms": 300, "silence_duration_ms": 200, "threshold": 0.5}
LISTS = ("languages", "keywords", "include", "timestamp_granularities", "known_speaker_names")
TRANSLATION_FIELDS = ("file", "model", "prompt", "response_format", "temperature")
OUR_FIELDS = ("diarize", "num_speakers", "min_speakers", "max_speakers")
TRANSCRIPTION_FIELDS = (
    *TRANSLATION_FIELDS,
    *("language", "languages", "keywords", "include", "timestamp_granularities", "stream", "chunking_strategy"),
    *("known_speaker_names", "known_speaker_references"),
    *OUR_FIELDS,
)


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that a transcript depends on beside the recording.

    `model` is a local one, None for the server's own; `names` and `references` are known speakers, the references as
    SHA-256.
    """

    task: Task = "transcribe"
    model: str | None = None
    language: str | None = None
    prompt: str | None = None
    temperature: float | None = None
    diarize: bool = False
    num_speakers: int | None = None
    min_speakers: int | None = None
    max_speakers: int | None = None
    names: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the work as one line."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, line: str) -> Work:
        """Read the output of `to_json`."""
        data = json.loads(line)
        return cls(**{**data, "names": tuple(data["names"]), "references": tuple(data["references"])})

    def key(self, recording: str) -> str:
        """Return the same text for the same work on the same recording, given by its SHA-256."""
        return hashlib.sha256(f"{recording} {self.to_json()}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of an answer."""

    response_format: str = "json"
    granularities: tuple[str, ...] = ("segment",)
    logprobs: bool = False
    stream: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request, understood: the work, the voices of known speakers, and the form of the answer."""

    work: Work
    references: tuple[Reference, ...]
    shape: Shape

    def with_task(self, task: Task) -> Wanted:
        """Return the request with another task."""
        return replace(self, work=replace(self.work, task=task))


def transcription(pairs: Sequence[tuple[str, str]], models: Sequence[str], extra: Sequence[str] = ()) -> Wanted:
    """Understand a request for a transcript; `models` are the local ones, `extra` are fields for others to read.

    Raises:
        ApiError: a field is unknown, missing or cannot be served.
    """
    fields = Fields.of(pairs, (*TRANSCRIPTION_FIELDS, *extra))
    fields.refuse_objects(("chunking_strategy",))
    model = fields.text("model") or _no_model()
    shape = _shape(fields, model)
    names = fields.texts("known_speaker_names")
    references = references_of(fields.texts("known_speaker_references"), names)
    diarize = fields.flag("diarize")
    wants_speakers = shape.response_format == "diarized_json" or model == DIARIZING_MODEL or bool(names)
    if diarize is False and wants_speakers:
        raise bad_field("diarize", "diarize=false contradicts the model, the format or the known speakers")
    count = {name: fields.whole(name, 1, MAX_SPEAKERS) for name in OUR_FIELDS[1:]}
    found = bool(diarize or wants_speakers)
    for name, value in count.items():
        if value is not None and not found:
            raise bad_field(name, f"'{name}' needs speakers: add diarize=true, or response_format=diarized_json")
    _check_chunking(fields)
    if shape.logprobs and found:
        raise bad_field("include", "logprobs are not available together with speakers")
    work = Work(
        model=_local(model, models),
        language=_language(fields),
        prompt=_prompt(fields),
        temperature=fields.number("temperature", 0, 1) or None,
        diarize=found,
        num_speakers=count["num_speakers"],
        min_speakers=count["min_speakers"],
        max_speakers=count["max_speakers"],
        names=names,
        references=tuple(reference.digest for reference in references),
    )
    return Wanted(work, references, shape)


def translation(pairs: Sequence[tuple[str, str]], models: Sequence[str]) -> Wanted:
    """Understand a request for a translation into English.

    Raises:
        ApiError: a field is unknown, missing or cannot be served.
    """
    fields = Fields.of(pairs, TRANSLATION_FIELDS)
    fields.refuse_objects(())
    model = fields.text("model") or _no_model()
    formats = [name for name in FORMATS if name != "diarized_json"]
    shape = Shape(fields.choice("response_format", formats, "json"))
    work = Work(
        task="translate",
        model=_local(model, models),
        prompt=fields.text("prompt"),
        temperature=fields.number("temperature", 0, 1) or None,
    )
    return Wanted(work, (), shape)


def is_known(model: str, models: Sequence[str]) -> bool:
    """Return whether a request may name this model."""
    return model in OPENAI_MODELS or model in models


def no_such_model(model: str) -> ApiError:
    """Return the error for a model that is not served."""
    message = f"The model '{model[:100]}' does not exist here; GET /v1/models lists those that do"
    return ApiError(404, message, "model", "model_not_found")


def _shape(fields: Fields, model: str) -> Shape:
    response_format = fields.choice("response_format", FORMATS, "json")
    given = fields.texts("timestamp_granularities")
    for value in given:
        if value not in GRANULARITIES:
            raise bad_field("timestamp_granularities", f"Invalid value: '{value[:80]}'. Use word or segment.")
    if given and response_format != "verbose_json":
        raise bad_field("timestamp_granularities", "timestamp_granularities need response_format=verbose_json")
    include = fields.texts("include")
    if any(value != "logprobs" for value in include):
        raise bad_field("include", "Invalid value. Supported values are: 'logprobs'.")
    if include and response_format != "json":
        raise bad_field("include", "logprobs need response_format=json")
    stream = bool(fields.flag("stream")) and model != UNSTREAMED_MODEL
    if stream and response_format not in STREAMED_FORMATS:
        raise bad_field("response_format", f"stream=true needs one of: {', '.join(STREAMED_FORMATS)}")
    return Shape(response_format, given or ("segment",), bool(include), stream)


def _no_model() -> str:
    raise missing("model")


def _local(model: str, models: Sequence[str]) -> str | None:
    if not is_known(model, models):
        raise no_such_model(model)
    return None if model in OPENAI_MODELS or model == models[0] else model


def _language(fields: Fields) -> str | None:
    languages = fields.texts("languages")
    if len(languages) > 1:
        raise bad_field("languages", "The model finds the language by itself, or takes one; it cannot choose from some")
    language = fields.text("language")
    if language and languages and language != languages[0]:
        raise bad_field("languages", "language and languages contradict each other")
    return (language or "".join(languages)).lower() or None


def _prompt(fields: Fields) -> str | None:
    """Return the prompt, with keywords before it: a model reads both as words that came before."""
    keywords = ", ".join(fields.texts("keywords"))
    return " ".join(part for part in (f"{keywords}." if keywords else "", fields.text("prompt") or "") if part) or None


def _check_chunking(fields: Fields) -> None:
    """Accept the strategies that mean the same here: recordings are never cut for a limit of length."""
    name = "chunking_strategy"
    given = fields.object(name)
    if given in (None, "auto"):
        return
    if isinstance(given, str) or given is None or given.get("type") != "server_vad":
        raise bad_field(name, "Invalid value. Use 'auto', or an object of type 'server_vad'.")
    for key, value in given.items():
        if key == "type":
            continue
        if key not in VAD_DEFAULTS:
            raise bad_field(f"{name}[{key}]", f"Unrecognized request argument supplied: {key}")
        try:
            same = float(str(value)) == VAD_DEFAULTS[key]
        except ValueError:
            same = False
        if not same:
            raise bad_field(f"{name}[{key}]", f"Only the default, {VAD_DEFAULTS[key]:g}, is possible here")
