from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.quality import speech_seconds, with_speech_share
from whisper_diarize.records import Diarization, Quality, Span, Turn

spans = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)).map(lambda pair: Span(*sorted(pair))), max_size=8)


@given(spans)
def test_seconds_are_those_in_which_one_or_more_talk(turns: Any) -> None:
    talking = [sum(turn.start <= second < turn.end for turn in turns) for second in range(200)]
    assert speech_seconds(turns) == (sum(k > 0 for k in talking), sum(k > 1 for k in talking))


def test_shares_are_added_to_what_the_diarizer_measured() -> None:
    diarization = Diarization((Turn(0, 4, "a"), Turn(3, 5, "b")), quality=Quality(snr=12.5))
    assert with_speech_share(diarization, 10.0).quality == Quality(speech=0.5, overlap=0.2, snr=12.5)


@pytest.mark.parametrize(("duration", "speech"), [(0.0, None), (8.0, 0.0)])
def test_without_talk_there_is_no_share_of_overlap(duration: float, speech: float | None) -> None:
    assert with_speech_share(Diarization(), duration).quality == Quality(speech=speech)


def test_talk_beyond_the_end_of_the_recording_is_all_of_it() -> None:
    assert with_speech_share(Diarization((Turn(0, 4.1, "a"),)), 4.0).quality.speech == 1
