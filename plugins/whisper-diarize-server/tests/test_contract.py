"""OpenAI's own client against a server with fake engines: formats, streams, errors, retries."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from whisper_diarize_server.trial import TrialServer, write_sound

FIELDS_OF_SEGMENTS = {
    *("id", "seek", "start", "end", "text", "tokens", "temperature"),
    *("avg_logprob", "compression_ratio", "no_speech_prob"),
}


@pytest.fixture(name="server")
def share_server(open_server: TrialServer) -> TrialServer:
    return open_server


@pytest.fixture
def client(server: TrialServer) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="none") as connected:
        yield connected


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sound(tmp_path_factory.mktemp("sound") / "talk.wav", 2.0)


# Any: arguments of the client
def ask(client: openai.OpenAI, recording: Path, **arguments: Any) -> Any:
    return client.audio.transcriptions.create(file=recording, **{"model": "whisper-1", **arguments})


def refusal(client: openai.OpenAI, recording: Path, **arguments: Any) -> openai.APIStatusError:
    with pytest.raises(openai.APIStatusError) as caught:
        ask(client, recording, **arguments)
    return caught.value


def test_json_has_the_text_and_its_length(client: openai.OpenAI, recording: Path) -> None:
    answer = ask(client, recording)
    assert (answer.text, answer.usage.type, answer.usage.seconds) == ("hello world", "duration", 2)


@pytest.mark.parametrize(
    ("response_format", "expected"),
    [
        ("text", "hello world\n"),
        ("srt", "1\n00:00:00,100 --> 00:00:00,933\nhello world\n\n"),
        ("vtt", "WEBVTT\n\n00:00:00.100 --> 00:00:00.933\nhello world\n\n"),
    ],
)
def test_text_formats_are_text(client: openai.OpenAI, recording: Path, response_format: str, expected: str) -> None:
    assert ask(client, recording, response_format=response_format) == expected


def test_verbose_json_has_words_and_whole_segments(client: openai.OpenAI, recording: Path) -> None:
    granularities = ["word", "segment"]
    answer = ask(client, recording, response_format="verbose_json", timestamp_granularities=granularities)
    assert answer.language == "english"
    assert [(word.word, word.start, word.end) for word in answer.words] == [("hello", 0.1, 0.5), ("world", 0.5, 0.9)]
    assert set(answer.segments[0].to_dict()) == FIELDS_OF_SEGMENTS


def test_verbose_json_has_segments_alone_by_default(client: openai.OpenAI, recording: Path) -> None:
    answer = ask(client, recording, response_format="verbose_json")
    assert (answer.words, len(answer.segments)) == (None, 1)


def test_speakers_are_extra_keys_of_verbose_json(client: openai.OpenAI, recording: Path) -> None:
    answer = ask(client, recording, response_format="verbose_json", extra_body={"diarize": True, "num_speakers": 2})
    assert [segment.speaker for segment in answer.segments] == ["SPEAKER_00", "SPEAKER_01"]


def test_diarized_json_has_letters_and_words(client: openai.OpenAI, recording: Path) -> None:
    answer = ask(client, recording, model="gpt-4o-transcribe-diarize", response_format="diarized_json")
    assert [(segment.id, segment.speaker, segment.text) for segment in answer.segments] == [
        ("seg_001", "A", "hello"),
        ("seg_002", "B", "world"),
    ]
    assert answer.segments[1].words == [{"word": "world", "start": 0.5, "end": 1.0, "speaker": "B"}]


def test_stream_has_deltas_and_the_whole(client: openai.OpenAI, recording: Path) -> None:
    events = list(ask(client, recording, model="gpt-4o-transcribe", stream=True))
    assert [event.type for event in events] == ["transcript.text.delta", "transcript.text.done"]
    assert "".join(event.delta for event in events[:-1]) == events[-1].text == "hello world"


def test_stream_has_the_first_word_while_the_engine_still_writes(
    server: TrialServer, client: openai.OpenAI, tmp_path: Path
) -> None:
    runs, path = server.folder.parent / "runs", write_sound(tmp_path / "gated.wav", 2.25)
    stream = ask(client, path, model="gpt-4o-mini-transcribe", stream=True)
    first = next(stream)
    assert (first.type, first.delta, "2.25" in runs.read_text("ascii").split()) == (
        *("transcript.text.delta", "hello"),
        False,  # the engine has not ended
    )
    (server.folder.parent / "gate").touch()
    assert [(event.type, getattr(event, "delta", "")) for event in stream] == [
        ("transcript.text.delta", " world"),
        ("transcript.text.done", ""),
    ]


def test_stream_of_speakers_has_segments(client: openai.OpenAI, recording: Path) -> None:
    arguments = {"model": "gpt-4o-transcribe-diarize", "response_format": "diarized_json", "chunking_strategy": "auto"}
    events = list(ask(client, recording, stream=True, **arguments))
    segments = [event for event in events if event.type == "transcript.text.segment"]
    assert [(one.speaker, one.text) for one in segments] == [("A", "hello"), ("B", "world")]
    assert events[0].segment_id == segments[0].id


def test_stream_is_ignored_for_whisper_1(client: openai.OpenAI, recording: Path) -> None:
    raw = client.audio.transcriptions.with_raw_response.create(file=recording, model="whisper-1", stream=True)
    assert json.loads(raw.http_response.read())["text"] == "hello world"


def test_translation_is_english(client: openai.OpenAI, recording: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # by OpenAI
        answer: Any = client.audio.translations.create(
            file=recording, model="whisper-1", response_format="verbose_json"
        )
    assert (answer.language, answer.text) == ("english", "hello world")


def test_models_are_listed_and_found(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert {"whisper-1", "gpt-4o-transcribe-diarize", "waiting"} <= set(names)
    assert client.models.retrieve("waiting").owned_by == "whisper-diarize"


@pytest.mark.parametrize(
    ("arguments", "status", "param"),
    [
        ({"model": "whisper-9"}, 404, "model"),
        ({"response_format": "xml"}, 400, "response_format"),
        ({"temperature": 3}, 400, "temperature"),
        ({"temperature": 0.5}, 400, "temperature"),  # the engine has none
        ({"timestamp_granularities": ["word"]}, 400, "timestamp_granularities"),
        ({"include": ["logprobs"]}, 400, "include"),  # likewise
        ({"extra_body": {"speakers_expected": 2}}, 400, "speakers_expected"),
        ({"extra_body": {"num_speakers": 2}}, 400, "num_speakers"),
        ({"extra_body": {"diarize": "perhaps"}}, 400, "diarize"),
        ({"chunking_strategy": {"type": "server_vad", "threshold": 0.9}}, 400, "chunking_strategy[threshold]"),
        ({"known_speaker_names": ["Ann"]}, 400, "known_speaker_references"),
        (  # the diarizer knows no voices
            {
                "known_speaker_names": ["Ann"],
                "known_speaker_references": ["data:audio/wav;base64,AAAA"],
                "response_format": "diarized_json",
            },
            *(400, "known_speaker_references"),
        ),
        ({"model": "gpt-4o-transcribe", "stream": True, "response_format": "srt"}, 400, "response_format"),
        ({"extra_body": {"languages": ["en", "de"]}}, 400, "languages"),
    ],
    ids=str,
)
def test_request_that_cannot_be_served_names_its_field(
    client: openai.OpenAI, recording: Path, arguments: dict[str, Any], status: int, param: str
) -> None:
    error = refusal(client, recording, **arguments)
    body: Any = error.body
    assert (error.status_code, body["param"], set(body)) == (status, param, {"message", "type", "param", "code"})
    assert str(error.request_id).startswith("req_")


def test_file_that_is_no_recording_is_refused(client: openai.OpenAI, tmp_path: Path) -> None:
    path = tmp_path / "notes.wav"
    path.write_bytes(b"these are words")
    body: Any = refusal(client, path).body
    assert body["param"] == "file"
    assert body["message"].startswith("notes.wav: ")


def test_stream_of_a_file_that_is_no_recording_is_a_status(client: openai.OpenAI, tmp_path: Path) -> None:
    path = tmp_path / "notes.wav"
    path.write_bytes(b"these are other words")
    assert refusal(client, path, model="gpt-4o-transcribe", stream=True).status_code == 400


def test_recording_that_is_too_large_is_refused(client: openai.OpenAI, tmp_path: Path) -> None:
    error = refusal(client, write_sound(tmp_path / "long.wav", 40.0))
    body: Any = error.body
    assert (error.status_code, body["type"]) == (413, "server_error")
    assert body["message"].startswith("Maximum content size limit (1000000) exceeded")


def test_requests_after_a_time_out_join_the_run(server: TrialServer, tmp_path: Path) -> None:
    runs = server.folder.parent / "runs"
    path = write_sound(tmp_path / "slow.wav", 2.75)
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key="none", timeout=0.09, max_retries=9) as hurried:
        assert ask(hurried, path).text == "hello world"
    assert runs.read_text("ascii").split().count("2.75") == 1


def test_uploads_are_removed(server: TrialServer, client: openai.OpenAI, recording: Path) -> None:
    ask(client, recording)
    assert list(server.folder.glob("uploads/*")) + list(server.folder.glob("jobs/*/recording*")) == []


def test_log_has_no_words_and_no_names(server: TrialServer, client: openai.OpenAI, recording: Path) -> None:
    ask(client, recording)
    log = server.log.read_text("utf-8")
    assert "accepted" in log
    assert [word for word in ("hello", "talk.wav", "notes") if word in log] == []
