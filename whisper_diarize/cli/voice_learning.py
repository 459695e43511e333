"""`whisper-diarize voices add` and `test`, and `rename --remember`: commands that listen to recordings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from whisper_diarize.errors import OptionError
from whisper_diarize.plugins import load

from . import arguments as arg
from .errors import Failures, handled
from .progress import ProgressDisplay, configure_logging, wanted
from .terminal import console, err, one_line
from .voice_recordings import Engine, Heard, RecordingFile, clip_voice, document_voices

if TYPE_CHECKING:
    from whisper_diarize.identification import Exemplar, Person, Voice, VoiceLibrary
    from whisper_diarize.records import VoiceFigures

Name = Annotated[str, typer.Argument(metavar="NAME", help="The person.")]
Clips = Annotated[
    list[str] | None, typer.Argument(metavar="CLIP...", help="Recordings in which nobody else talks: 15 s in all.")
]
From = Annotated[
    Path | None, typer.Option("--from", metavar="DOC.json", help="Take the voice of a transcript's speaker.")
]
FromSpeaker = Annotated[
    str | None, typer.Option("--speaker", metavar="SPEAKER", help="That speaker: a label or a name.")
]
OneVoice = Annotated[
    bool, typer.Option("--one-voice", help="Nobody else talks in the clips, whatever the model hears.")
]
Consent = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="How the person agreed that you keep their voice, as in 'by e-mail, 3 May'."),
]


def add(
    context: typer.Context,
    name: Name,
    clips: Clips = None,
    document: From = None,
    speaker: FromSpeaker = None,
    recording: RecordingFile = None,
    one_voice: OneVoice = False,
    consent: Consent = None,
    diarizer: arg.DiarizerName = "mlx",
    diarization_model: arg.DiarizationModel = None,
    diarization_mode: arg.DiarizationMode = None,
    option: arg.ComponentOptions = None,
    plugin: arg.NamedPlugins = None,
    offline: arg.Offline = False,
    no_cache: arg.NoCache = False,
    quiet: arg.Quiet = False,
) -> None:
    """Learn a person's voice, from clips or from a transcript whose speaker you have checked.

    Vectors of the voice are kept on this machine, and no sound. It is personal
    data: --consent says how the person agreed, once for each person.

    Examples:

        whisper-diarize voices add Ann ann.wav --consent "asked her on 3 May"

        whisper-diarize voices add Ann --from talk.json --speaker SPEAKER_01
    """
    configure_logging(quiet=quiet, verbose=False)
    with handled():
        if bool(clips) == (document is not None) or (speaker is None) != (document is None):
            raise OptionError("name clips of one person, or a transcript's speaker: --from talk.json --speaker SPEAKER")
        agreed = agreement(name, consent)
        engine = Engine.of(context, load([ProgressDisplay()] if wanted(quiet=quiet) else []), option)
        if document is not None and speaker is not None:
            heard, voices = document_voices(engine, document, [speaker], recording)
            person = learn(name, [(heard, voice) for voice in voices.values()], agreed)
        else:
            found = [(heard, clip_voice(heard, engine, one_voice=one_voice)) for heard in map(engine.hear, clips or [])]
            person = learn(name, found, agreed, min_turns=1)
        err(_known(person))


def compare(
    context: typer.Context,
    clips: Annotated[list[str], typer.Argument(metavar="CLIP...", help="Recordings, of one or several people.")],
    diarizer: arg.DiarizerName = "mlx",
    diarization_model: arg.DiarizationModel = None,
    diarization_mode: arg.DiarizationMode = None,
    option: arg.ComponentOptions = None,
    plugin: arg.NamedPlugins = None,
    offline: arg.Offline = False,
    no_cache: arg.NoCache = False,
    quiet: arg.Quiet = False,
) -> None:
    """Compare the speakers of recordings with the people in the library, and leave it as it is.

    Examples:

        whisper-diarize voices test meeting.wav
    """
    configure_logging(quiet=quiet, verbose=False)
    with handled():
        people = _library().people()
        engine = Engine.of(context, load([ProgressDisplay()] if wanted(quiet=quiet) else []), option)
        for clip in clips:
            _print_scores(engine.hear(clip), people)


def remember(
    context: typer.Context,
    document: Path,
    names: Mapping[str, str],
    recording: Path | None,
    agreed: Mapping[str, str],
) -> None:
    """Learn the voices of a transcript's speakers, whom a person has just named: `names` by label.

    `agreed` tells, by name, how the people agreed. What cannot be learnt is told at the end, when the rest is.
    """
    engine = Engine.of(context, load([ProgressDisplay()] if wanted(quiet=False) else []))
    heard, voices = document_voices(engine, document, list(names), recording)
    failures = Failures(len(names), "voices")
    for label, voice in voices.items():
        with failures.collecting(names[label]):
            err(_known(learn(names[label], [(heard, voice)], agreed[names[label]])))
    failures.finish()


def agreement(name: str, consent: str | None) -> str:
    """Return how the person agreed: as stated now, or for an earlier sample.

    Raises:
        OptionError: it was never stated.
    """
    if consent is not None and consent.strip():
        return one_line(consent.strip())
    earlier = [one.consent for person in _library().people() if person.name == name.strip() for one in person.exemplars]
    if not earlier:
        raise OptionError(
            f"{name}: a voice is personal data, kept only if the person agrees; say how they did: "
            '--consent "asked on 3 May" (for your own: --consent "my own voice")'
        )
    return earlier[-1]


def learn(name: str, heard: Sequence[tuple[Heard, Voice]], consent: str, *, min_turns: int | None = None) -> Person:
    """Put a person's voices in recordings into the library.

    Raises:
        VoiceError: there is too little speech, or it is another person's voice.
    """
    from whisper_diarize.identification import ENROL_TURNS, enrol  # noqa: PLC0415  it imports NumPy

    figures, exemplars = _exemplars(heard, consent)
    turns = ENROL_TURNS if min_turns is None else min_turns
    return enrol(_library(), name, exemplars, figures, min_turns=turns)


def _exemplars(heard: Sequence[tuple[Heard, Voice]], consent: str) -> tuple[VoiceFigures, list[Exemplar]]:
    from whisper_diarize.identification import comparable, exemplar, figures_of  # noqa: PLC0415  as above

    today = dt.datetime.now(dt.timezone.utc).date().isoformat()
    found = []
    for one, voice in heard:
        network = comparable(one.diarization)
        figures = figures_of(network, one.diarization.model)
        made = exemplar(voice, recording=one.digest, model=network.fingerprint, added=today, consent=consent)
        found.append((figures, made))
    return found[0][0], [made for _, made in found]


def _known(person: Person) -> str:
    """Return a line on the person and the newest sample."""
    usable = [one for one in person.exemplars if not one.quarantined]
    seconds = sum(one.seconds for one in usable)
    line = f"{person.name}: {len(usable)} sample{'s' * (len(usable) != 1)}, {seconds:.0f} s of speech"
    held = len(person.exemplars) - len(usable)
    if held:
        line += (
            f"; {held} set apart, unlike the others: it counts if another recording agrees with it (whisper-diarize "
            f"voices show {person.name})"
        )
    return line + "\n"


def _print_scores(heard: Heard, people: Sequence[Person]) -> None:
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    from whisper_diarize.identification import comparable, cosines, figures_of, voices_of  # noqa: PLC0415  as above

    network = comparable(heard.diarization)
    figures = figures_of(network, heard.diarization.model)
    known = [person for person in people if person.usable(network.fingerprint)]
    voices = voices_of(heard.diarization)
    screen = console()
    screen.print(f"{heard.source}: {len(voices)} voices, {len(known)} people known to {heard.diarization.model}")
    if not known or not voices:
        return
    best, average = cosines(voices, known, network.fingerprint)
    table = Table("speaker", "speech alone", "person", "score", "best cosine", "average")
    for column in table.columns[3:]:
        column.justify = "right"
    for voice, row, mean in zip(voices, best, average, strict=True):
        for place in row.argsort()[::-1][:3]:
            cosine = float(row[place])
            figure = (f"{figures.score(cosine):.2f}", f"{cosine:.2f}", f"{mean[place]:.2f}")
            table.add_row(one_line(voice.label), f"{voice.seconds:.1f} s", one_line(known[place].name), *figure)
    screen.print(table)


def _library() -> VoiceLibrary:
    from whisper_diarize.identification import VoiceLibrary  # noqa: PLC0415  it imports NumPy

    return VoiceLibrary()
