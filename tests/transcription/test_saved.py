import json
from collections.abc import Callable
from pathlib import Path

import pytest

from whisper_diarize.errors import TranscriptionError
from whisper_diarize.records import Transcript
from whisper_diarize.transcription import read_transcript

MLX_WHISPER = {
    "text": " Hello there. 42!",
    "segments": [
        {
            "id": 0,
            "seek": 0,
            "start": 0.5,
            "end": 1.5,
            "text": " Hello there.",
            "tokens": [50364, 2425],
            "temperature": 0.0,
            "avg_logprob": -0.25,
            "compression_ratio": 0.8,
            "no_speech_prob": 0.01,
            "words": [
                {"word": " Hello", "start": 0.5, "end": 0.9, "probability": 0.99},
                {"word": " there.", "start": 0.9, "end": 1.5, "probability": 0.98},
            ],
        },
        {"id": 1, "seek": 0, "start": 2.0, "end": 2.0, "text": "", "tokens": [], "words": []},
        {"id": 2, "seek": 0, "start": 2.0, "end": 2.5, "text": " 42!", "tokens": [1], "words": []},
    ],
    "language": "en",
}
WHISPERX = {
    "segments": [
        {
            "start": 0.5,
            "end": 2.5,
            "text": "Hello, 42 people.",
            "speaker": "SPEAKER_00",
            "words": [
                {"word": "Hello,", "start": 0.5, "end": 1.0, "score": 0.9, "speaker": "SPEAKER_00"},
                {"word": "42"},
                {"word": "people.", "start": 1.8, "end": 2.5, "score": 0.8},
            ],
        },
        {"start": 3.0, "end": 3.5, "text": "Yes.", "words": [{"word": "Yes.", "start": 3.0, "end": 3.5, "score": 0.7}]},
    ],
    "word_segments": [],
    "language": "en",
}


@pytest.fixture
def save(tmp_path: Path) -> Callable[[object], Path]:
    def write(document: object) -> Path:
        path = tmp_path / "talk.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return path

    return write


def facts(transcript: Transcript) -> list[tuple[str, float, float, float | None, bool]]:
    return [(word.text, word.start, word.end, word.probability, word.interpolated) for word in transcript.words]


def test_mlx_whisper_with_words(save: Callable[[object], Path]) -> None:
    transcript = read_transcript(save(MLX_WHISPER))

    assert facts(transcript)[:2] == [(" Hello", 0.5, 0.9, 0.99, False), (" there.", 0.9, 1.5, 0.98, False)]
    assert (transcript.language, transcript.text) == ("en", "Hello there. 42!")
    assert (transcript.segments[0].avg_logprob, transcript.segments[0].tokens) == (-0.25, (50364, 2425))


def test_blank_segments_are_dropped_and_those_with_text_but_no_words_get_words(save: Callable[[object], Path]) -> None:
    assert facts(read_transcript(save(MLX_WHISPER)))[2:] == [(" 42!", 2.0, 2.5, None, True)]


def test_whisper_without_words_spreads_them_over_the_segment_by_length(save: Callable[[object], Path]) -> None:
    segments = [{"start": 1.0, "end": 2.0, "text": " one three"}, {"start": 5.0, "end": 6.0, "text": " two."}]

    assert facts(read_transcript(save({"segments": segments}))) == [
        (" one", 1.0, 1.375, None, True),
        (" three", 1.375, 2.0, None, True),
        (" two.", 5.0, 6.0, None, True),
    ]


def test_segments_in_chinese_without_words_are_cut_into_characters(save: Callable[[object], Path]) -> None:
    segments = [{"start": 0.0, "end": 3.0, "text": "你好。AI 吗?"}]

    assert [word.text for word in read_transcript(save({"segments": segments})).words] == ["你", "好。", "AI", " 吗?"]


def test_whisperx_gets_spaces_and_the_times_it_left_out(save: Callable[[object], Path]) -> None:
    transcript = read_transcript(save(WHISPERX))

    assert facts(transcript) == [
        (" Hello,", 0.5, 1.0, 0.9, False),
        (" 42", 1.0, 1.8, None, True),
        (" people.", 1.8, 2.5, 0.8, False),
        (" Yes.", 3.0, 3.5, 0.7, False),
    ]
    assert transcript.text == "Hello, 42 people. Yes."


def test_whisperx_in_a_script_without_spaces_stays_without(save: Callable[[object], Path]) -> None:
    words = [{"word": c, "start": i, "end": i + 1, "score": 1} for i, c in enumerate("你好吗")]
    transcript = read_transcript(save({"segments": [{"start": 0, "end": 3, "text": "你好吗", "words": words}]}))

    assert [word.text for word in transcript.words] == ["你", "好", "吗"]
    assert transcript.text == "你好吗"


def test_whisperx_of_single_words_gets_spaces(save: Callable[[object], Path]) -> None:
    segments = [{"start": i, "end": i + 1, "text": w, "words": [{"word": w}]} for i, w in enumerate(["Yes.", "No."])]

    assert read_transcript(save({"segments": segments})).text == "Yes. No."


def test_words_keep_together_what_the_text_writes_together(save: Callable[[object], Path]) -> None:
    words = [{"word": w, "start": i, "end": i + 1} for i, w in enumerate(["l'", "heure", "d'été"])]
    transcript = read_transcript(save({"segments": [{"start": 0, "end": 3, "text": "l'heure d'été", "words": words}]}))

    assert [word.text for word in transcript.words] == [" l'", "heure", " d'été"]


def test_our_own_keeps_engine_and_flags(save: Callable[[object], Path]) -> None:
    word = {"word": " a", "start": 0.0, "end": 1.0, "probability": None, "score": None, "interpolated": True}
    segment = {"start": 0.0, "end": 1.0, "text": " a", "seek": None, "tokens": [], "speaker": None, "words": [word]}
    transcript = read_transcript(
        save(
            {
                "schema_version": 1,
                "duration": 9.0,
                "language": None,
                "engine": "mlx-whisper turbo",
                "segments": [segment],
            }
        )
    )

    assert facts(transcript) == [(" a", 0.0, 1.0, None, True)]
    assert (transcript.engine, transcript.language) == ("mlx-whisper turbo", None)


def test_no_segments_is_an_empty_transcript(save: Callable[[object], Path]) -> None:
    assert read_transcript(save({"segments": [], "text": "", "language": "en"})).segments == ()


def test_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    path.write_text('{"segments": []}', encoding="utf-8-sig")

    assert read_transcript(path).segments == ()


SEGMENT = {"start": 0.0, "end": 1.0, "text": " a"}


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "this is RTTM, with turns and no words; give a file that has the words"),
        ("hello", "this is text, of no kind that is known; looked for: whisper-diarize, OpenAI-diarized, WhisperX"),
        ("{", "this begins as JSON does, but is not JSON (Expecting property name"),
        ("[" * 100_000, "this begins as JSON does, but is not JSON ("),
        ("[]", "this is JSON, of no kind that is known; looked for: "),
        ({}, "this is JSON, of no kind that is known; looked for: "),
        ({"results": {}, "id": 1}, "this is JSON with id, results, of no kind that is known; looked for: "),
        ({"segments": {}}, "segments is not a list"),
        ({"segments": [1]}, "segments[0] is 1, not an object"),
        ({"segments": [SEGMENT, {"start": 0, "end": 1}]}, "segments[1].text is missing"),
        ({"segments": [SEGMENT | {"text": 1}]}, "segments[0].text is 1, not text"),
        ({"segments": [SEGMENT | {"start": "soon"}]}, "segments[0].start is 'soon', not a number"),
        ({"segments": [SEGMENT | {"end": 1e308}]}, "segments[0].end is 1e+308, not a number from -1e+07 to 1e+07"),
        ({"segments": [SEGMENT | {"end": 10**400}]}, "segments[0].end is too large a number"),
        ({"segments": [SEGMENT | {"end": True}]}, "segments[0].end is True, not a number"),
        ({"segments": [SEGMENT | {"words": "a"}]}, "segments[0].words is 'a', not a list"),
        ({"segments": [SEGMENT | {"words": ["a"]}]}, "segments[0].words[0] is 'a', not an object"),
        ({"segments": [SEGMENT | {"words": [{"start": 1}]}]}, "segments[0].words[0].word is missing"),
        ({"segments": [], "language": 1}, "language is 1, not text"),
        ({"segments": [SEGMENT | {"words": [{"x" * 10**6: 1, "word": ["y" * 10**6]}]}]}, "not text"),
    ],
)
def test_what_is_not_a_transcript_is_one_clear_line(
    save: Callable[[object], Path],
    document: dict[str, dict[object, object] | int | list[dict[str, float | list[object] | str] | int]] | str,
    reason: str,
) -> None:
    path = save(document)

    with pytest.raises(TranscriptionError) as caught:
        read_transcript(path)

    assert str(caught.value).startswith(f"{path}: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) <= 400


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), "nan", ""], ids=str)
def test_time_that_is_not_known_is_filled_in(save: Callable[[object], Path], value: object) -> None:
    segments = [SEGMENT, {"start": value, "end": value, "text": " b"}, {"start": 3.0, "end": 4.0, "text": " c"}]

    word = read_transcript(save({"segments": segments})).words[1]

    assert (word.text, word.start) == (" b", 1.0)
    assert word.end == pytest.approx(1.1)
    assert word.interpolated


def test_numbers_may_be_text_and_a_duration_that_is_too_short_is_not_believed(save: Callable[[object], Path]) -> None:
    segments = [{"start": "0.5", "end": "1.5", "text": " a"}, {"start": "8", "end": 9, "text": " b"}]

    spans = [(one.start, one.end) for one in read_transcript(save({"duration": "3.2", "segments": segments})).segments]

    assert spans == [(0.5, 1.5), (8.0, 9.0)]


def timed(name: str, start: float) -> dict[str, object]:
    words = [{"word": f" {name}{start}.{n}", "start": start + n / 2, "end": start + n / 2 + 0.5} for n in range(4)]
    return {"start": start, "end": start + 2, "text": "".join(str(word["word"]) for word in words), "words": words}


def test_tracks_one_after_the_other_keep_their_measured_times(save: Callable[[object], Path]) -> None:
    segments = [timed("a", 0), timed("a", 8), timed("b", 4), timed("b", 12)]

    transcript = read_transcript(save({"segments": segments}))

    assert [segment.start for segment in transcript.segments] == [0, 4, 8, 12]
    assert not any(word.interpolated for word in transcript.words)


def test_segments_that_overlap_keep_their_measured_times(save: Callable[[object], Path]) -> None:
    transcript = read_transcript(save({"segments": [timed("a", 0), timed("b", 1)]}))

    assert [(segment.start, segment.end) for segment in transcript.segments] == [(0, 2), (1, 3)]
    assert not any(word.interpolated for word in transcript.words)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TranscriptionError, match="it cannot be read \\(No such file or directory\\)"):
        read_transcript(tmp_path / "no.json")


def test_binary_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"RIFF\xff\xfe\x00")
    with pytest.raises(TranscriptionError, match="it is not text in UTF-8"):
        read_transcript(tmp_path / "a.json")


def test_statistics_that_json_cannot_hold_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    segment = {"start": 0, "end": 1, "text": " a", "seek": 1e300, "tokens": [5, True, 10**20], "avg_logprob": -1.0}
    path.write_text(json.dumps({"text": " a", "segments": [segment]}), encoding="utf-8")
    (read,) = read_transcript(path).segments
    assert (read.seek, read.tokens, read.avg_logprob) == (None, (5,), -1.0)
