"""Cases for diarizers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from whisper_diarize.protocols import Diarizer, Progress
from whisper_diarize.records import Audio, Diarization, SpeakerCount
from whisper_diarize.testing.progress_recorder import ProgressRecorder

from .case import Case, blaming, elsewhere
from .sounds import check_samples_are_kept, check_stopping, copied, longest, sounds

Make = Callable[[], Diarizer]


def cases(audio: Audio | None) -> tuple[Case, ...]:
    """Return the cases; `audio` is a recording of the author's."""
    one = longest(audio)
    return (
        Case("has its method", _has_its_method),
        *(Case(f"diarizes {what}", partial(_diarizes, what, sound)) for what, sound in sounds(audio).items()),
        Case("finds one speaker if there is one", partial(_finds_one_speaker, one)),
        Case("is deterministic", partial(_is_deterministic, one)),
        Case("works in another thread", partial(_works_in_another_thread, one)),
        Case("can be stopped", partial(_can_be_stopped, one)),
        Case("keeps the samples", partial(_keeps_the_samples, one)),
    )


def check_diarization(found: object, audio: Audio) -> Diarization:
    """Check the diarization of a recording."""
    assert isinstance(found, Diarization), f"it returned {type(found).__name__}, not a Diarization"
    for turn in found.turns:
        assert turn.end <= audio.duration + 1, f"a turn ends after the recording: {turn}"
        assert turn.speaker, f"a turn without a speaker: {turn}"
    for earlier, later in pairwise(found.exclusive()):
        assert earlier.end <= later.start, f"exclusive turns overlap: {earlier}, {later}"
    if found.scores is not None:
        assert set(found.scores.stretches) <= set(found.speakers), "there are scores of a speaker who has no turn"
        assert all(len(stretch.values) for some in found.scores.stretches.values() for stretch in some), "empty scores"
    return found


def _diarize(diarizer: Diarizer, audio: Audio, progress: Progress | None = None) -> Diarization:
    found = diarizer.diarize(copied(audio), SpeakerCount(), progress or ProgressRecorder())
    return check_diarization(found, audio)


def _has_its_method(make: Make) -> None:
    assert isinstance(make(), Diarizer), "there is no method diarize(audio, speaker_count, progress)"


def _diarizes(what: str, audio: Audio, make: Make) -> None:
    with blaming(what):
        found = _diarize(make(), audio)
    assert audio.num_samples or not found.turns, "it finds speakers in an empty recording"


def _finds_one_speaker(audio: Audio, make: Make) -> None:
    with blaming("one speaker"):
        found = check_diarization(make().diarize(copied(audio), SpeakerCount(num=1), ProgressRecorder()), audio)
    assert len(found.speakers) <= 1, f"asked for one speaker, it finds {len(found.speakers)}"


def _is_deterministic(audio: Audio, make: Make) -> None:
    diarizer = make()
    with blaming("a second call"):
        first = _diarize(diarizer, audio)
        assert _diarize(diarizer, audio).turns == first.turns, "a second call gives other turns"


def _works_in_another_thread(audio: Audio, make: Make) -> None:
    diarizer = make()
    with blaming("another thread"):
        here, there = _diarize(diarizer, audio), elsewhere(lambda: _diarize(diarizer, audio))
    assert there.turns == here.turns, "another thread gets other turns"


def _can_be_stopped(audio: Audio, make: Make) -> None:
    diarizer = make()
    check_stopping(lambda progress: _diarize(diarizer, audio, progress))
    with blaming("a call after it was stopped"):
        _diarize(diarizer, audio)


def _keeps_the_samples(audio: Audio, make: Make) -> None:
    diarizer = make()
    check_samples_are_kept(lambda own: diarizer.diarize(own, SpeakerCount(), ProgressRecorder()), audio)
