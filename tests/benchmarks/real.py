"""Real models on real recordings: seconds, word errors, speakers and times of words, as far as truth is at hand.

    python -m tests.benchmarks.real MODELS RECORDINGS [-o temperature=0] [--diarization-model NAME]

MODELS holds a folder for each Whisper: in mlx_whisper's layout for mlx-whisper, in CTranslate2's for the plugin
faster-whisper. RECORDINGS holds audio files. Beside NAME.wav (or .flac ..., or NAME.mix.flac) may lie NAME.rttm, who
talks when, and NAME.words.json, .stm or .ctm, who says which word. What is not there is said at the end.

Each model does the whole job once for each recording, after a second of it that loads the models. The columns:

- CPU: seconds of the processor, all cores together, for the words and for the speakers; `real`: seconds of audio for a
  second of the clock, in which other programs may have had a part;
- WER (case and punctuation do not count), WDER and cpWER, in %; DER with collar 0, overlap scored;
- start, end: median distance of the words' edges from the true ones, and that of the worst tenth, in ms;
- silent: % of the words of which no part lies in true speech, or in found speech where the truth is not known;
- long: words of more than two seconds; again: segments that say what the one before said, four words or more.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from itertools import pairwise
from pathlib import Path

from tests.benchmarks.accuracy_cases import MIX, SUFFIXES
from tests.benchmarks.word_times import Edges, edges
from whisper_diarize import (
    AttributedTranscript,
    Audio,
    Job,
    Session,
    Turn,
    WhisperDiarizeError,
    hookimpl,
)
from whisper_diarize.audio import open_audio
from whisper_diarize.blas import load_fast_blas
from whisper_diarize.records import SAMPLE_RATE
from whisper_diarize.scoring import UNASSIGNED, Annotation, SaidWord, Scores, make_annotation, read_annotation, score

ENGINES = {"model.bin": "faster-whisper", "weights.safetensors": "mlx-whisper", "weights.npz": "mlx-whisper"}
"""The engine for a folder with such a file."""
WORDS = (".words.json", ".stm", ".ctm")
COLUMNS = (
    *("recording", "model", "words CPU", "speakers CPU", "real", "WER", "WDER", "cpWER", "DER"),
    *("start", "end", "silent", "long", "again"),
)
LONG_SECONDS = 2.0
MIN_REPEATED_WORDS = 4
NOT_KNOWN = "-"


@dataclass(frozen=True)
class Recording:
    """A recording, and what is known of it."""

    name: str
    audio: Audio
    turns: tuple[Turn, ...] | None
    words: Annotation | None


@dataclass(eq=False)  # pluggy keeps plugins by their hash
class Clock:
    """A plugin that adds up the processor's seconds of each stage."""

    seconds: dict[str, float] = field(default_factory=dict)
    began: float = 0.0

    @hookimpl
    def stage_started(self, job: Job, stage: str) -> None:
        """Remember when."""
        self.began = time.process_time()

    @hookimpl
    def stage_finished(self, job: Job, stage: str) -> None:
        """Add the seconds."""
        self.seconds[stage] = time.process_time() - self.began


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each model and recording, and what is lacking."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=Path)
    parser.add_argument("recordings", type=Path)
    parser.add_argument("-o", "--option", action="append", default=[], metavar="KEY=VALUE", help="of the engines")
    parser.add_argument("--diarization-model", default="bundled")
    parser.add_argument("--output-dir", type=Path, help="write the transcripts here, to read them")
    arguments = parser.parse_args(argv)
    load_fast_blas()
    options = dict(option.split("=", 1) for option in arguments.option)
    recordings = [read(path) for path in sorted(arguments.recordings.iterdir()) if path.suffix in SUFFIXES]
    models = dict(find_models(arguments.models))
    print(f"| {' | '.join(COLUMNS)} |\n|---|---{'|--:' * (len(COLUMNS) - 2)}|")
    failed = [
        failure for folder, engine in models.items() for failure in rows(folder, engine, recordings, options, arguments)
    ]
    for line in (*failed, *lacking(models, recordings)):
        print(line)
    return 1 if failed else 0


def find_models(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the folders of models that an installed engine reads, and its name."""
    for path in sorted(folder.iterdir()):
        engine = next((engine for name, engine in ENGINES.items() if (path / name).is_file()), None)
        if engine is not None and (path / "config.json").is_file() and is_installed(engine):
            yield path, engine


def is_installed(engine: str) -> bool:
    """Tell if an engine is ours or of a plugin that is installed."""
    return engine == "mlx-whisper" or bool(entry_points(group="whisper_diarize", name=engine))


def read(path: Path) -> Recording:
    """Read a recording, and the truth that lies beside it."""
    name = path.stem.removesuffix(MIX)
    rttm, *words = (path.with_name(f"{name}{suffix}") for suffix in (".rttm", *WORDS))
    known = next((read_annotation(file) for file in words if file.is_file()), None)
    turns = read_annotation(rttm).turns if rttm.is_file() else None
    return Recording(name, open_audio(str(path), SAMPLE_RATE), turns, known)


def rows(
    folder: Path, engine: str, recordings: Sequence[Recording], options: Mapping[str, str], given: argparse.Namespace
) -> Iterator[str]:
    """Print a row for each recording; yield a line for each that failed."""
    clock, output_dir = Clock(), given.output_dir and given.output_dir / folder.name
    with Session(
        transcriber=engine,
        model=folder,
        diarization_model=given.diarization_model,
        options={engine: dict(options)},
        plugins=[clock],
    ) as session:
        for number, recording in enumerate(recordings):
            try:
                if not number:
                    session.transcribe(Audio(recording.audio.read(0, SAMPLE_RATE)), diarize=True)
                began = time.perf_counter()
                found = session.transcribe(
                    recording.audio,
                    diarize=True,
                    output_formats=["json", "txt"] * bool(output_dir),
                    output_dir=output_dir,
                )
            except WhisperDiarizeError as error:
                yield f"failed: {recording.name}, {folder.name}: {error}"
                continue
            speed = recording.audio.duration / (time.perf_counter() - began)
            seconds = [f"{clock.seconds[stage]:.1f}" for stage in ("transcription", "diarization")]
            cells = [recording.name, folder.name, *seconds, f"{speed:.1f}", *measures(recording, found)]
            print(f"| {' | '.join(cells)} |", flush=True)


def measures(recording: Recording, found: AttributedTranscript) -> Iterator[str]:
    """Yield the cells that say how right a transcript is."""
    said = [
        SaidWord(word.word.start, word.word.end, word.word.text, word.speaker or UNASSIGNED) for word in found.words
    ]
    turns = found.diarization.turns if found.diarization else ()
    answer = make_annotation(recording.name, said, turns)
    scores = None if recording.words is None else score(recording.words, answer)
    der = None if recording.turns is None else score(make_annotation("", None, recording.turns), answer).diarization
    yield from word_cells(recording, scores, answer)
    yield NOT_KNOWN if der is None else f"{100 * der.der:.1f}"
    times = Edges() if recording.words is None else edges(recording.words.words or (), answer.words or ())
    yield from (times.cell("start"), times.cell("end"))
    speech = recording.turns if recording.turns is not None else turns
    silent = [word for word in said if not any(turn.start < word.end and word.start < turn.end for turn in speech)]
    yield f"{100 * len(silent) / max(1, len(said)):.1f}"
    yield str(sum(word.duration > LONG_SECONDS for word in said))
    yield str(repeated(found))


def word_cells(recording: Recording, scores: Scores | None, answer: Annotation) -> Iterator[str]:
    """Yield WER, WDER and cpWER."""
    if recording.words is None or scores is None:
        yield from [NOT_KNOWN] * 3
        return
    yield f"{100 * word_error_rate(recording.words, answer):.1f}"
    wder = scores.words.rate if scores.words else None
    for rate in (wder, scores.cpwer.rate if scores.cpwer else None):
        yield NOT_KNOWN if rate is None else f"{100 * rate:.1f}"


def word_error_rate(reference: Annotation, answer: Annotation) -> float:
    """Return the word errors as a share of the true words, without regard to speakers."""
    from meeteval.wer import siso_word_error_rate

    texts = (" ".join(word.text for word in side.words or ()) for side in (reference, answer))
    return float(siso_word_error_rate(*texts).error_rate)


def repeated(found: AttributedTranscript) -> int:
    """Return how many segments say again what the one before said."""
    texts = [segment.text.lower().split() for segment in found.segments]
    return sum(before == after and len(after) >= MIN_REPEATED_WORDS for before, after in pairwise(texts))


def lacking(models: Mapping[Path, str], recordings: Sequence[Recording]) -> Iterator[str]:
    """Yield a line for each thing that would give more figures."""
    for engine in dict.fromkeys(ENGINES.values()):
        if engine not in models.values():
            reason = "no model of its format" if is_installed(engine) else "it is not installed"
            yield f"lacking: {engine}: {reason}"
    for name, files, figures in (
        ("turns", "NAME.rttm", "DER"),
        ("words", " or ".join(f"NAME{suffix}" for suffix in WORDS), "WER, WDER, cpWER and times"),
    ):
        without = [recording.name for recording in recordings if getattr(recording, name) is None]
        if without:
            yield f"lacking: {files} beside {', '.join(without)}: no {figures}"
    if not recordings:
        yield f"lacking: recordings ({', '.join(sorted(SUFFIXES))})"


if __name__ == "__main__":
    sys.exit(main())
