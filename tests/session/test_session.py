from __future__ import annotations

import io
import multiprocessing
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

import whisper_diarize
from whisper_diarize import (
    Audio,
    Cancelled,
    CancelToken,
    OptionError,
    Progress,
    Session,
    Transcript,
    WhisperDiarizeError,
    hookimpl,
)
from whisper_diarize.testing import FakeEngines, FakeTranscriber, tone

pytestmark = pytest.mark.slow

NUM_THREADS = 4


@dataclass(frozen=True)
class CountedOptions:
    """`language`, `task` and `model` have arguments of their own."""

    language: str | None = None
    task: str | None = None
    model: str = "small"


@dataclass(eq=False)
class Counted:
    """An engine that counts how often it was made, used at the same time, and closed; it says its options."""

    made: list[CountedOptions] = field(default_factory=list)
    closed: int = 0
    running: int = 0
    most_running: int = 0

    def build(self, options: CountedOptions) -> Counted.Engine:
        self.made.append(options)
        return Counted.Engine(self, options)

    @dataclass
    class Engine:
        counted: Counted
        options: CountedOptions

        def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
            self.counted.running += 1
            self.counted.most_running = max(self.counted.most_running, self.counted.running)
            time.sleep(0.01)
            self.counted.running -= 1
            found = FakeTranscriber().transcribe(audio, progress)
            return Transcript(found.segments, self.options.language, f"{self.options.task} {self.options.model}")

        def close(self) -> None:
            self.counted.closed += 1

    @hookimpl
    def register_transcribers(self, register: object) -> None:
        register("counted", self.build, options=CountedOptions)  # type: ignore[operator]


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def session(counted: Counted) -> Iterator[Session]:
    with Session(transcriber="counted", diarizer="fake", plugins=[FakeEngines(), counted]) as opened:
        yield opened


def test_engine_is_made_when_first_needed_and_stays(session: Session, counted: Counted) -> None:
    assert counted.made == []
    texts = [session.transcribe(tone()).text for _ in range(3)]
    assert texts == ["hello world"] * 3
    assert len(counted.made) == 1


def test_diarizing_needs_no_transcriber(session: Session, counted: Counted) -> None:
    assert session.diarize(tone()).speakers == ("SPEAKER_00", "SPEAKER_01")
    assert counted.made == []


def test_words_have_speakers_if_asked_for(session: Session) -> None:
    words = session.transcribe(tone(), diarize=True, speaker_names=["Ann"]).words
    assert [word.speaker for word in words] == ["SPEAKER_00", "SPEAKER_01"]


def test_language_and_task_are_the_sessions_or_the_calls(counted: Counted) -> None:
    with Session(transcriber="counted", language="de", task="translate", model="x", plugins=[counted]) as session:
        usual, other = session.transcribe(tone()), session.transcribe(tone(), language="fr", task="transcribe")
    assert (usual.language, usual.engine) == ("de", "translate x")
    assert (other.language, other.engine) == ("fr", "transcribe x")


def test_one_call_has_language_and_task_too(counted: Counted) -> None:
    found = whisper_diarize.transcribe(
        tone(), transcriber="counted", language="de", task="translate", plugins=[counted]
    )
    assert (found.language, found.engine, counted.closed) == ("de", "translate small", 1)


def test_options_of_the_session_hold_where_their_component_takes_part(counted: Counted, tmp_path: Path) -> None:
    options = {"srt": {"speaker_labels": "always"}, "counted": {"model": "y"}}
    with Session(transcriber="counted", options=options, plugins=[counted]) as session:
        assert session.transcribe(tone()).engine == "None y"
        session.transcribe(tone(), output_formats=["srt"], output_dir=tmp_path)
    assert (tmp_path / "tone.srt").exists()


def test_options_of_a_component_that_does_not_exist_are_refused_at_once() -> None:
    with pytest.raises(OptionError, match="there is no component 'mlx-wisper'"):
        Session(options={"mlx-wisper": {}})


def test_options_of_a_call_must_be_of_use(session: Session) -> None:
    with pytest.raises(OptionError, match="'srt', which takes no part"):
        session.transcribe(tone(), options={"srt": {"speaker_labels": "always"}})


def test_engines_are_closed_with_the_session_which_then_refuses_work(session: Session, counted: Counted) -> None:
    session.transcribe(tone())
    session.close()
    assert counted.closed == 1
    with pytest.raises(WhisperDiarizeError, match="session is closed"):
        session.transcribe(tone())


def test_sources_may_be_files_bytes_and_arrays(session: Session, interview: Path) -> None:
    data = interview.read_bytes()
    assert session.transcribe(interview).name == "interview"
    assert session.transcribe(str(interview)).name == "interview"
    lengths = {round(session.transcribe(source).duration, 3) for source in (interview, data, io.BytesIO(data))}
    assert len(lengths) == 1
    assert session.transcribe(np.zeros((2, 8_000), np.int16), sample_rate=8_000).duration == 1


@pytest.mark.parametrize("count", ["2", 2.5, True])
def test_number_of_speakers_is_a_whole_number(session: Session, count: object) -> None:
    with pytest.raises(OptionError, match="number of speakers must be a whole number"):
        session.diarize(tone(), num_speakers=count)  # type: ignore[arg-type]


def test_series_yields_a_result_for_each_recording(session: Session, interview: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.wav"
    sources = [interview, missing, tone()]
    good, bad, last = session.iter_transcribe(sources, diarize=True)  # type: ignore[arg-type]
    assert [result.source for result in (good, bad, last)] == sources
    assert (good.name, good.unwrap().text, good.errors) == ("interview", "hello world", ())
    assert bad.transcript is None
    with pytest.raises(whisper_diarize.AudioError, match="no such file"):
        bad.unwrap()
    assert last.unwrap().diarization is not None


def test_outputs_of_one_name_are_numbered(session: Session, tmp_path: Path) -> None:
    results = list(session.iter_transcribe([tone(), tone()], output_formats=["txt"], output_dir=tmp_path))
    assert [result.outputs for result in results] == [(tmp_path / "tone.txt",), (tmp_path / "tone-2.txt",)]


def test_error_that_concerns_all_recordings_ends_the_series(counted: Counted) -> None:
    session = Session(transcriber="counted", options={"counted": {"size": 3}}, plugins=[counted])
    with session, pytest.raises(OptionError, match="size"):
        next(session.iter_transcribe([tone()]))


def test_series_ends_when_cancelled_with_the_results_before(session: Session) -> None:
    token = CancelToken()
    results = session.iter_transcribe([tone()] * 3, cancel=token)
    assert next(results).unwrap().text == "hello world"
    token.cancel()
    with pytest.raises(Cancelled):
        next(results)


def test_one_recording_at_a_time_is_transcribed_and_all_results_are_the_same(
    session: Session, counted: Counted
) -> None:
    with ThreadPoolExecutor(NUM_THREADS) as pool:
        found = list(pool.map(lambda _: session.transcribe(tone(), diarize=True), range(3 * NUM_THREADS)))
    assert len({result.words for result in found}) == 1
    assert (len(counted.made), counted.most_running) == (1, 1)


class Endless:
    """An engine that ends only when it is stopped."""

    def __init__(self) -> None:
        self.begun = threading.Event()

    @hookimpl
    def register_transcribers(self, register: object) -> None:
        register("endless", lambda _: self)  # type: ignore[operator]

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        self.begun.set()
        while True:
            progress(0, audio.duration)
            time.sleep(0.001)


def check_that_it_is_cancelled(token: CancelToken, engine: Endless) -> None:
    with Session(transcriber="endless", plugins=[engine]) as session, pytest.raises(Cancelled):
        session.transcribe(tone(), cancel=token)


def test_another_thread_may_cancel() -> None:
    token, engine = CancelToken(), Endless()
    threading.Thread(target=lambda: engine.begun.wait(10) and token.cancel()).start()  # type: ignore[func-returns-value]  # it gives None: what follows is the value
    check_that_it_is_cancelled(token, engine)


def test_signal_handler_may_cancel() -> None:
    token, engine = CancelToken(), Endless()
    before = signal.signal(signal.SIGUSR1, lambda *_: token.cancel("signal"))
    main = threading.main_thread().ident
    assert main is not None
    threading.Thread(target=lambda: engine.begun.wait(10) and signal.pthread_kill(main, signal.SIGUSR1)).start()  # type: ignore[func-returns-value]  # it gives None: what follows is the value
    try:
        check_that_it_is_cancelled(token, engine)
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_time_limit_cancels() -> None:
    started = time.monotonic()
    check_that_it_is_cancelled(CancelToken(timeout=0.2), Endless())
    assert time.monotonic() - started < 2


def test_session_can_be_used_after_it_was_cancelled(session: Session) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        session.transcribe(tone(), cancel=token)
    assert session.transcribe(tone()).text == "hello world"


def text_of_a_tone() -> str:
    return whisper_diarize.transcribe(tone(), transcriber="fake", plugins=[FakeEngines()]).text


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forked_process_may_go_on_with_a_session(session: Session) -> None:
    session.transcribe(tone())
    with multiprocessing.get_context("fork").Pool(1, _use, (session,)) as pool:
        assert pool.apply_async(_transcribe_there).get(timeout=30) == "hello world"


_there: list[Session] = []


def _use(session: Session) -> None:
    _there.append(session)


def _transcribe_there() -> str:
    return _there[0].transcribe(tone()).text


def test_spawned_process_may_use_the_library() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply_async(text_of_a_tone).get(timeout=60) == "hello world"


def turns_found(recording: str) -> int:
    return len(whisper_diarize.diarize(recording, model="bundled").turns)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forked_process_computes_as_its_parent_did(interview: Path) -> None:
    expected = turns_found(str(interview))
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(turns_found, (str(interview),)).get(timeout=100) == expected
