import numpy as np
import pytest
from whisper_diarize_train.events import add_events, draw_event


def test_an_event_has_power_1_and_lasts_1_5_s_at_most() -> None:
    rng = np.random.default_rng(0)
    events = [draw_event(rng) for _ in range(20)]

    assert [float(np.mean(event**2)) for event in events] == pytest.approx([1.0] * 20, rel=1e-3)
    assert max(len(event) for event in events) <= 1.5 * 16000


def test_events_are_as_loud_as_asked_for() -> None:
    recording = np.full(160000, 0.1, dtype=np.float32)

    quiet, loud = (
        add_events(recording, 1.0, (level_db, level_db), np.random.default_rng(0)) - recording for level_db in (-20, 0)
    )

    assert float((loud**2).sum() / (quiet**2).sum()) == pytest.approx(100, rel=0.01)


def test_no_events_leave_the_recording_as_it_is() -> None:
    recording = np.ones(16000, dtype=np.float32)

    assert np.array_equal(add_events(recording, 0.0, (0, 0), np.random.default_rng(0)), recording)
