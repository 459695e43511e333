"""For authors of plugins: fakes, sound to test on, and checks that a component keeps its contract.

    from whisper_diarize.testing import check_transcriber, tone

    def test_my_engine_keeps_the_contract():
        check_transcriber(MyEngine(), tone(seconds=3))

The checks raise `AssertionError` with what is wrong.
"""

from . import conformance
from .checks import (
    check_attributor,
    check_diarizer,
    check_embedding,
    check_exporter,
    check_plugin,
    check_post_processor,
    check_transcriber,
)
from .fakes import FakeDiarizer, FakeEngines, FakeTranscriber
from .inputs import attributed_example, example_transcripts, silence, tone
from .progress_recorder import ProgressRecorder

__all__ = [
    "FakeDiarizer",
    "FakeEngines",
    "FakeTranscriber",
    "ProgressRecorder",
    "attributed_example",
    "check_attributor",
    "check_diarizer",
    "check_embedding",
    "check_exporter",
    "check_plugin",
    "check_post_processor",
    "check_transcriber",
    "conformance",
    "example_transcripts",
    "silence",
    "tone",
]
