"""Engines that are fed, voices that are known, and the events that tell of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from whisper_diarize_live.clock import VirtualClock
from whisper_diarize_live.events import read_captions, read_events
from whisper_diarize_live.fake_engines import FedLevels, LevelEngines, LevelStream, levels
from whisper_diarize_live.folder import Folder
from whisper_diarize_live.running import Run
from whisper_diarize_live.settings import Settings
from whisper_diarize_live.sound import PlayedFile

from whisper_diarize import (
    Audio,
    Diarization,
    Identifier,
    Match,
    Register,
    Transcriber,
    VoiceError,
    Word,
    hookimpl,
)
from whisper_diarize.testing import conformance

TALK = Audio(levels(1, 60))  # half a minute
SETTINGS = Settings(transcriber="fed-levels", diarizer="halves", output_formats=("json",))
DOCS = Path(__file__).parents[3] / "docs" / "live.md"


class Counting(FedLevels):
    """Keeps its streams, so that what they were fed can be counted."""

    streams: list[LevelStream] = []  # noqa: RUF012  one for all

    def stream(self) -> LevelStream:
        self.streams.append(super().stream())
        return self.streams[-1]


class KnowsOne:
    """Knows the voice of the first speaker, once there are two."""

    def identify(self, diarization: Diarization, _audio: Audio | None) -> Mapping[str, Match]:
        if len(diarization.speakers) < 2:
            return {}
        return {"A": Match("Ann", 0.9, 0.5, "suggested")}


class Unable:
    def identify(self, _diarization: Diarization, _audio: Audio | None) -> Mapping[str, Match]:
        raise VoiceError("there is no library")


@dataclass(frozen=True, slots=True)
class Names:
    """Options of an identifier.

    Attributes:
        names: who may be there.
    """

    names: str = "all"


class Engines(LevelEngines):
    @hookimpl
    def register_transcribers(self, register: Register[Transcriber]) -> None:
        register("fed-levels", lambda _: Counting())

    @hookimpl
    def register_identifiers(self, register: Register[Identifier]) -> None:
        register("knows", lambda _: KnowsOne(), options=Names)
        register("unable", lambda _: Unable(), options=Names)


def shown(run: Run) -> Iterator[tuple[float, Word]]:
    """Yield each word with the moment at which it became certain."""
    words = read_captions(run.folder.log).words
    for event in read_events(run.folder.log):
        if event["event"] == "words":
            first, count, at = event["first"], event["words"], event["at"]
            assert isinstance(first, int)
            assert isinstance(count, list)
            assert isinstance(at, float)
            yield from ((at, word) for word in words[first : first + len(count)])


def recorded(folder: Path, settings: Settings = SETTINGS) -> Run:
    run = Run(settings, Folder(folder), VirtualClock(lambda: 0.0), plugins=(Engines(),))
    run.record(PlayedFile(TALK, run.clock))
    return run


@pytest.mark.parametrize("case", conformance.cases("transcriber", TALK), ids=str)
def test_the_engine_conforms(case: conformance.Case) -> None:
    case.check(FedLevels)


def test_an_engine_that_is_fed_hears_each_second_once(tmp_path: Path) -> None:
    Counting.streams.clear()
    run = recorded(tmp_path / "talk")
    captions = read_captions(run.folder.log)
    assert [word.text for word in captions.words] == [f" w{level}" for level in range(1, 61)]
    assert [stream.fed for stream in Counting.streams] == [TALK.num_samples]
    delays = [at - word.end for at, word in shown(run)]
    assert max(delays) <= 1.0  # a step of half a second


def test_after_a_resume_it_is_fed_from_the_last_word_on(tmp_path: Path) -> None:
    run = recorded(tmp_path / "talk", replace(SETTINGS, final="none"))
    lines = run.folder.log.read_bytes().splitlines(keepends=True)
    run.folder.log.write_bytes(b"".join(lines[: len(lines) // 2]))
    heard = read_captions(run.folder.log).words[-1].end
    Counting.streams.clear()
    Run(SETTINGS, run.folder, VirtualClock(lambda: 0.0), plugins=(Engines(),)).resume()
    assert [word.text for word in read_captions(run.folder.log).words] == [f" w{level}" for level in range(1, 61)]
    assert Counting.streams[0].fed == TALK.num_samples - round(heard * 16_000)


def test_a_voice_that_is_known_is_suggested_and_named_at_the_end(tmp_path: Path) -> None:
    settings = replace(SETTINGS, voices="all", voices_auto=True, identifier="knows")
    run = recorded(tmp_path / "talk", settings)
    named = [event for event in read_events(run.folder.log) if event["event"] == "speaker_named"]
    assert [(event["speaker"], event["name"]) for event in named] == [("SPEAKER_00", "Ann")]
    final = json.loads((run.folder.path / "talk.json").read_text("utf-8"))
    assert [speaker["name"] for speaker in final["speakers"]] == ["Ann", "B"]


def test_voices_that_cannot_be_compared_cost_the_names_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    run = Run(
        replace(SETTINGS, voices="all", identifier="unable"),
        Folder(tmp_path / "talk"),
        VirtualClock(lambda: 0.0),
        plugins=(Engines(),),
    )
    result = run.record(PlayedFile(TALK, run.clock))
    assert result is not None
    assert [str(error) for error in result.errors] == ["there is no library"]
    assert len(read_captions(run.folder.log).words) == 60
    assert caplog.text.count("no names are suggested") == 1


def documented() -> dict[str, set[str]]:
    """Return the keys of each event, by the table of the documentation."""
    rows = [line.split("|")[1:4] for line in DOCS.read_text("utf-8").splitlines() if line.startswith("| `")]
    return {kind.strip(" `"): set(keys.replace("`", "").replace(" ", "").split(",")) for kind, keys, _ in rows}


def test_events_have_the_keys_that_are_documented(tmp_path: Path) -> None:
    run = recorded(tmp_path / "talk", replace(SETTINGS, voices="all", identifier="knows"))
    seen: dict[str, set[str]] = {}
    for event in read_events(run.folder.log):
        seen.setdefault(str(event["event"]), set()).update(event)
    schema, common = documented(), {"event", "at", "heard"}
    assert set(seen) <= set(schema)
    assert {"begun", "words", "speaker_named", "speaker_revised", "ended"} == set(schema) - {"tentative"}
    for kind, keys in seen.items():
        assert keys == schema[kind] | common
    words = next(lines["words"] for lines in read_events(run.folder.log) if lines["event"] == "words")
    assert isinstance(words, list)
    assert set(words[0]) == {"start", "end", "word", "speaker"}
