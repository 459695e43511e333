"""Voices in recordings, for the commands that learn and test them: from clips, or from a transcript's recording."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Option

from whisper_diarize.assembly import Selection
from whisper_diarize.documents import read
from whisper_diarize.errors import OptionError, VoiceError
from whisper_diarize.files import find_recording
from whisper_diarize.plugins import Plugins
from whisper_diarize.records import SAMPLE_RATE, AttributedTranscript, Diarization, Job, SpeakerCount, name_of
from whisper_diarize.review import find_speaker
from whisper_diarize.session import Runner, perform
from whisper_diarize.sources import named

from .cache import opened_store
from .component_flags import DIARIZER_FLAGS, with_assignments
from .interrupts import interruptible
from .typed_flags import typed_flags

if TYPE_CHECKING:
    from whisper_diarize.identification import Voice

MAX_OTHERS = 0.2
"""Of the talk of a clip that a second voice may have: more is no clip of one person."""
SAME_LENGTH_SECONDS = 1.0

RecordingFile = Annotated[
    Path | None, Option(metavar="FILE", help="The transcript's recording; else the file it names, beside it.")
]


@dataclass(frozen=True, slots=True)
class Engine:
    """The diarizer by which voices are heard, as its options were typed."""

    plugins: Plugins
    diarizer: str
    options: Mapping[str, Mapping[str, object]]
    cached: bool

    @classmethod
    def of(cls, context: typer.Context, plugins: Plugins, assignments: Sequence[str] | None = None) -> Engine:
        """Return the engine that a command's options choose."""
        diarizer = str(context.params["diarizer"])
        options = with_assignments({diarizer: typed_flags(context, DIARIZER_FLAGS)}, assignments or [])
        return cls(plugins, diarizer, options, cached=not context.params["no_cache"])

    def hear(self, source: str, count: SpeakerCount | None = None) -> Heard:
        """Find the speakers of a recording.

        Raises:
            WhisperDiarizeError: it cannot be read, or a model cannot be had.
        """
        from whisper_diarize.caching import audio_digest  # noqa: PLC0415  it imports NumPy

        selection = Selection(diarizer=self.diarizer, options=self.options)
        job = Job(source, name_of(source), diarizer=self.diarizer, speaker_count=count or SpeakerCount())
        runner = Runner(self.plugins, opened_store() if self.cached else None)
        with (
            interruptible(kept=self.cached) as cancel,
            contextlib.closing(runner.series([named(source)], selection)) as series,
        ):
            _, components = next(series)
            audio = components.open_audio(source, SAMPLE_RATE)
            outcome = perform(job, replace(components, open_audio=lambda *_: audio), self.plugins, cancel=cancel)
        for error in outcome.errors:
            raise error
        return Heard(source, outcome.transcript.diarization or Diarization(), audio_digest(audio), audio.duration)


@dataclass(frozen=True, slots=True)
class Heard:
    """The speakers of a recording, and the checksum of its samples."""

    source: str
    diarization: Diarization
    digest: str
    duration: float


def clip_voice(heard: Heard, engine: Engine, *, one_voice: bool) -> Voice:
    """Return the voice of a clip of one person.

    Raises:
        VoiceError: there is another person's, or none.
    """
    from whisper_diarize.identification import voices_of  # noqa: PLC0415  it imports NumPy

    voices = sorted(voices_of(heard.diarization), key=lambda voice: -voice.seconds)
    if not voices:
        raise VoiceError(f"{heard.source}: no voice is heard in it; choose another clip")
    others = sum(voice.seconds for voice in voices[1:])
    if others > MAX_OTHERS * (others + voices[0].seconds) and not one_voice:
        raise VoiceError(
            f"{heard.source}: {len(voices)} voices are heard in it; cut out one person's, add --one-voice if there is "
            "no other, or take a speaker of its transcript: --from talk.json --speaker SPEAKER_00"
        )
    if len(voices) > 1 and one_voice:
        voices = list(voices_of(engine.hear(heard.source, SpeakerCount(num=1)).diarization))
    return voices[0]


def speaker_voice(transcript: AttributedTranscript, document: Path, label: str, heard: Heard) -> Voice:
    """Return the voice of a transcript's speaker, in its recording.

    Raises:
        VoiceError: the recording is another one, or no voice of it is that speaker's alone.
    """
    from whisper_diarize.identification import voice_within  # noqa: PLC0415  it imports NumPy

    if abs(heard.duration - transcript.duration) > SAME_LENGTH_SECONDS:
        raise VoiceError(
            f"{heard.source}: it is {heard.duration:.1f} s long, and the recording of {document} was "
            f"{transcript.duration:.1f} s; name the right one with --recording"
        )
    turns = transcript.diarization.turns if transcript.diarization else ()
    voice = voice_within(heard.diarization, [turn for turn in turns if turn.speaker == label], label)
    if voice is None:
        raise VoiceError(
            f"{document}: no voice that is found in {heard.source} is {label}'s alone; correct the speakers, or add a "
            "clip of the person"
        )
    return voice


def document_voices(
    engine: Engine, document: Path, speakers: Sequence[str], recording: Path | None
) -> tuple[Heard, dict[str, Voice]]:
    """Return the recording of a transcript, and the voices of some of its speakers, by label.

    Raises:
        OptionError: a speaker is none of the transcript's, or its recording is not there.
        VoiceError: as `speaker_voice`.
    """
    transcript = read(document)
    labels = [find_speaker(transcript, speaker) for speaker in speakers]
    file = recording or find_recording(transcript.recording, document.parent)
    if file is None:
        raise OptionError(
            f"{document}: its recording, {transcript.recording or 'which has no name'}, is not beside it; voices are "
            "learnt from sound: name it with --recording FILE"
        )
    heard = engine.hear(str(file))
    return heard, {label: speaker_voice(transcript, document, label, heard) for label in labels}
