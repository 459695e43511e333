import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from tests.caching.conftest import Listener, Preparer
from whisper_diarize.caching import Store, cached_diarizer
from whisper_diarize.caching import diarizer as caching
from whisper_diarize.records import Diarization, Inference, SpeakerCount
from whisper_diarize.testing import FakeDiarizer, ProgressRecorder, silence, tone

KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.caching.conftest import Listener
from whisper_diarize.caching import Store, diarizer, cached_diarizer
from whisper_diarize.records import SpeakerCount
from whisper_diarize.testing import tone

diarizer.SAVE_SECONDS = 0

def progress(done, total):
    if done == 3:
        os.kill(os.getpid(), signal.SIGKILL)

cached_diarizer("listener", Listener(), Store(Path({folder!r}), 1_000_000)).diarize(tone(5.0), SpeakerCount(), progress)
"""


def labels(found: Diarization) -> list[str]:
    return [turn.speaker[-1] for turn in found.turns]


def test_networks_run_once_whatever_the_number_of_speakers(
    store: Store, listener: Listener, progress: ProgressRecorder
) -> None:
    counts = [SpeakerCount(), SpeakerCount(num=3), SpeakerCount(num=1)]
    found = [cached_diarizer("listener", listener, store).diarize(tone(4.0), count, progress) for count in counts]
    assert listener.heard == [0, 1, 2, 3]
    assert [labels(diarization) for diarization in found] == [list("0101"), list("0120"), list("0000")]


def test_other_recording_diarizer_or_key_is_inferred_anew(
    store: Store, listener: Listener, progress: ProgressRecorder
) -> None:
    cached_diarizer("listener", listener, store).diarize(tone(1.0), SpeakerCount(), progress)
    cached_diarizer("listener", listener, store).diarize(silence(1.0), SpeakerCount(), progress)
    cached_diarizer("other", listener, store).diarize(tone(1.0), SpeakerCount(), progress)
    listener.key = "weights 2"
    cached_diarizer("listener", listener, store).diarize(tone(1.0), SpeakerCount(), progress)
    assert listener.heard == [0] * 4


def test_diarizer_of_one_phase_is_never_cached(store: Store) -> None:
    diarizer = FakeDiarizer()
    assert cached_diarizer("fake", diarizer, store) is diarizer


def test_diarizer_that_says_no_is_not_kept(store: Store, listener: Listener, progress: ProgressRecorder) -> None:
    listener.key = None
    assert labels(cached_diarizer("listener", listener, store).diarize(tone(2.0), SpeakerCount(), progress)) == [
        "0",
        "1",
    ]
    assert store.usage().entries == 0


def test_interrupted_work_goes_on_where_it_was(
    store: Store, listener: Listener, progress: ProgressRecorder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    listener.fails_at = 3
    with pytest.raises(KeyboardInterrupt):
        cached_diarizer("listener", listener, store).diarize(tone(5.0), SpeakerCount(), progress)
    listener.fails_at, listener.heard = None, []
    found = cached_diarizer("listener", listener, store).diarize(tone(5.0), SpeakerCount(), progress)
    assert listener.heard == [3, 4]
    assert labels(found) == list("01010")
    assert [record.getMessage() for record in caplog.records] == [
        "tone.wav: going on with the speakers from the cache; --no-cache begins anew"
    ]


def test_killed_process_loses_only_what_was_not_saved_yet(
    store: Store, listener: Listener, progress: ProgressRecorder
) -> None:
    script = KILLED.format(root=str(Path(__file__).parents[2]), folder=str(store.folder))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, "-c", script], env=environment, check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    found = cached_diarizer("listener", listener, store).diarize(tone(5.0), SpeakerCount(), progress)
    assert listener.heard == [3, 4]
    assert labels(found) == list("01010")


def test_parts_are_saved_now_and_then_and_at_the_end(
    store: Store, listener: Listener, progress: ProgressRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    monkeypatch.setattr(store, "write", lambda name, content: written.append(len(content)))
    clock = iter(range(0, 10_000, 25))  # seconds
    monkeypatch.setattr(caching.time, "monotonic", lambda: next(clock))  # type: ignore[attr-defined]  # there all the same
    cached_diarizer("listener", listener, store).diarize(tone(8.0), SpeakerCount(), progress)
    assert len(written) == 3


def test_damaged_entry_is_inferred_anew(store: Store, listener: Listener, progress: ProgressRecorder) -> None:
    first = cached_diarizer("listener", listener, store).diarize(tone(2.0), SpeakerCount(), progress)
    (entry,) = store.folder.iterdir()
    entry.write_bytes(entry.read_bytes()[:-10])
    again = cached_diarizer("listener", listener, store).diarize(tone(2.0), SpeakerCount(), ProgressRecorder())
    assert listener.heard == [0, 1, 0, 1]
    assert again.turns == first.turns


def test_empty_recording_is_not_kept(store: Store, listener: Listener, progress: ProgressRecorder) -> None:
    assert cached_diarizer("listener", listener, store).diarize(silence(0.0), SpeakerCount(), progress).turns == ()
    assert store.usage().entries == 0


def test_what_no_number_of_speakers_changes_is_computed_once(
    store: Store, preparer: Preparer, progress: ProgressRecorder
) -> None:
    counts = [SpeakerCount(), SpeakerCount(num=3), SpeakerCount(num=1)]
    found = [cached_diarizer("preparer", preparer, store).diarize(tone(4.0), count, progress) for count in counts]
    assert preparer.precomputed == 1
    assert [diarization.model for diarization in found] == ["sum 6"] * 3
    assert [labels(diarization) for diarization in found] == [list("0101"), list("0120"), list("0000")]


def test_other_way_to_precompute_is_computed_anew(store: Store, preparer: Preparer, progress: ProgressRecorder) -> None:
    cached_diarizer("preparer", preparer, store).diarize(tone(4.0), SpeakerCount(), progress)
    preparer.key_of_sums = "other sums"
    cached_diarizer("preparer", preparer, store).diarize(tone(4.0), SpeakerCount(), progress)
    assert (preparer.precomputed, preparer.heard) == (2, [0, 1, 2, 3])


def test_interrupted_precomputation_leaves_the_inference(
    store: Store, preparer: Preparer, progress: ProgressRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(inference: Inference) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(preparer, "precompute", interrupted)
        with pytest.raises(KeyboardInterrupt):
            cached_diarizer("preparer", preparer, store).diarize(tone(4.0), SpeakerCount(), progress)
    found = cached_diarizer("preparer", preparer, store).diarize(tone(4.0), SpeakerCount(), progress)
    assert (preparer.heard, found.model) == ([0, 1, 2, 3], "sum 6")


def test_damaged_precomputation_is_made_again(store: Store, preparer: Preparer, progress: ProgressRecorder) -> None:
    cached_diarizer("preparer", preparer, store).diarize(tone(4.0), SpeakerCount(), progress)
    (entry,) = store.folder.glob("precomputed-*")
    entry.write_bytes(entry.read_bytes()[:-10])
    assert cached_diarizer("preparer", preparer, store).diarize(tone(4.0), SpeakerCount(), progress).model == "sum 6"
    assert (preparer.precomputed, preparer.heard) == (2, [0, 1, 2, 3])


@pytest.mark.parametrize(
    "arrays",
    [
        {"decisions": np.zeros(3, np.uint8)},
        {"voices": np.zeros((2, 2), np.int32), "vectors": np.zeros((1, 3), np.float32)},
        {"no_field": np.zeros(1)},
        None,
    ],
)
def test_inference_of_other_contents_is_made_anew(
    store: Store, listener: Listener, progress: ProgressRecorder, arrays: dict[str, np.ndarray] | None
) -> None:
    first = cached_diarizer("listener", listener, store).diarize(tone(2.0), SpeakerCount(), progress)
    (entry,) = store.folder.iterdir()
    file = io.BytesIO(b"no arrays")
    if arrays is not None:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # names are no options
    store.write(entry.name, file.getvalue())
    again = cached_diarizer("listener", listener, store).diarize(tone(2.0), SpeakerCount(), ProgressRecorder())
    assert listener.heard == [0, 1, 0, 1]
    assert again.turns == first.turns


def test_precomputation_of_other_contents_is_made_again(
    store: Store, preparer: Preparer, progress: ProgressRecorder
) -> None:
    cached_diarizer("preparer", preparer, store).diarize(tone(4.0), SpeakerCount(), progress)
    (entry,) = store.folder.glob("precomputed-*")
    file = io.BytesIO()
    np.savez(file, other=np.ones(2))
    store.write(entry.name, file.getvalue())
    again = cached_diarizer("preparer", preparer, store).diarize(tone(4.0), SpeakerCount(), ProgressRecorder())
    assert again.model == "sum 6"


def test_fault_of_an_engine_is_not_taken_for_one_of_the_cache(
    store: Store, listener: Listener, progress: ProgressRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise KeyError("a mistake of the engine")

    monkeypatch.setattr(listener, "finalize", fail)
    with pytest.raises(KeyError, match="a mistake"):
        cached_diarizer("listener", listener, store).diarize(tone(2.0), SpeakerCount(), progress)
    assert listener.heard == [0, 1]
