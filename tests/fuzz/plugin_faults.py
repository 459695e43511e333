"""Broken plugins: the code of one component of each kind, and ways to break it."""

from __future__ import annotations

import random
from dataclasses import dataclass

NAME = "brokenly"
"""The name of the plugin, and of its component: no message has it by chance."""

HEAD = """
import os, sys, asyncio
import numpy as np
from dataclasses import dataclass
from whisper_diarize import *
from whisper_diarize import errors
from whisper_diarize.protocols import *

class Own(BaseException):
    pass

class Mute(Exception):
    def __str__(self):
        raise ValueError("no text")

def new(kind, **values):  # past all checks of the records
    made = object.__new__(kind)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made

SRT = "1\\n00:00:00,000 --> 00:00:01,000\\nhello\\n"
"""

# for each kind: the hook, the base that the component inherits from, its method, and the statement of one that works
KINDS = {
    "transcriber": ("register_transcribers", "transcribe(self, audio, progress)", "return GOOD"),
    "clips": ("register_transcribers", "transcribe_clips(self, audio, clips, progress)", "return GOOD"),
    "diarizer": ("register_diarizers", "diarize(self, audio, speaker_count, progress)", "return GOOD"),
    "resumable infer": ("register_diarizers", "infer(self, audio, known, progress)", "yield from GOOD"),
    "resumable finalize": (
        "register_diarizers",
        "finalize(self, audio, inference, precomputed, speaker_count)",
        "return GOOD",
    ),
    "resumable precompute": ("register_diarizers", "precompute(self, inference)", "return GOOD"),
    "attributor": ("register_attributors", "attribute(self, words, diarization)", "return GOOD"),
    "post-processor": ("register_post_processors", "process(self, transcript)", "return GOOD"),
    "exporter": ("register_exporters", "render(self, transcript)", "return GOOD"),
    "page": ("register_exporters", "render_with(self, transcript, recording)", "return GOOD"),
    "reader": ("register_readers", "read(self, file)", "return GOOD"),
    "source": ("open_audio", "", "return GOOD"),
    "stage_started": ("stage_started", "", "return GOOD"),
    "stage_progressed": ("stage_progressed", "", "return GOOD"),
    "stage_finished": ("stage_finished", "", "return GOOD"),
    "output_written": ("output_written", "", "return GOOD"),
    "command": ("register_commands", "", "return GOOD"),
}
GOOD = {
    "transcriber": "Transcript((Segment(0.1, 0.9, ' hi', (Word(0.1, 0.9, ' hi'),)),))",
    "diarizer": "Diarization((Turn(0.0, 1.0, 'A'),))",
    "resumable infer": "()",
    "resumable precompute": "{}",
    "attributor": "[AttributedWord(word, 'A') for word in words]",
    "post-processor": "transcript",
    "exporter": "'text'",
    "reader": "None",
}
GOOD |= {"clips": GOOD["transcriber"], "page": GOOD["exporter"], "resumable finalize": GOOD["diarizer"]}

ERRORS = (
    *(
        "ValueError('line\\nline\\r\\nline')",
        "KeyError('x')",
        "RecursionError('deep')",
        "MemoryError()",
        "SystemExit(0)",
    ),
    *("SystemExit('text')", "GeneratorExit()", "Own('base')", "KeyboardInterrupt()", "StopIteration(5)", "Mute()"),
    *(
        "asyncio.CancelledError()",
        "ValueError('x' * 1_000_000)",
        "OSError(5, 'Input/output error', 'x')",
        "Exception()",
    ),
    *("ValueError('\\x1b[2J\\u202e')", "ValueError('\\ud800')", "errors.Cancelled('enough')", "AssertionError"),
    *("errors.TranscriptionError('mine')", "errors.OptionError('mine')", "errors.WhisperDiarizeError('a\\nb')"),
    *("UnicodeDecodeError('utf-8', b'', 0, 1, 'x')", "BrokenPipeError()", "TimeoutError()", "Warning('w')"),
)
VALUES = {
    "any": (
        *(
            "None",
            "5",
            "'text'",
            "b'\\xff'",
            "[]",
            "{}",
            "object()",
            "Transcript",
            "float('nan')",
            "(x for x in ())",
            "Ellipsis",
        ),
        *("Transcript()", "Diarization()", "[[]] * 9", "np.zeros(3)", "lambda: 1", "'\\ud800'", "'x' * 10_000_000"),
    ),
    "transcriber": (
        *("Transcript((1,))", "Transcript(None)", "Transcript([GOOD])", "Transcript((Segment(0.0, 1.0, 5),))"),
        *("Transcript((Segment(float('nan'), 1.0, ' x'),))", "Transcript((Segment(1e300, 1e308, ' x'),))"),
        *("Transcript((Segment(0.0, 1.0, ' x', (5,)),))", "Transcript((), language=5)", "Transcript((), engine=[])"),
        *("new(Transcript)", "Transcript((new(Segment, start=5.0, end=1.0, text=' x', words=()),))"),
        "Transcript((Segment(5.0, 6.0, ' b', (Word(5.0, 6.0, ' b'),)), Segment(0.0, 1.0, ' a')))",
        "Transcript((Segment(0.0, 1.0, ' a', (Word(0.0, 1.0, ' a'),)),), word_speakers=(5,))",
        "Transcript((Segment(0, 1, ' a', (new(Word, start=None, end='x', text=' a', probability=9),)),))",
    ),
    "diarizer": (
        *("Diarization((Turn(0.0, 1.0, 5),))", "Diarization((Turn(0.0, 1.0, None),))", "Diarization((1,))"),
        *("Diarization((Turn(0.0, 1e300, 'A'),))", "Diarization((Turn(0.0, float('inf'), 'A'),))", "new(Diarization)"),
        *("Diarization((), embeddings={'A': 'x'})", "Diarization((), embeddings=5)", "Diarization((), quality=None)"),
        *("Diarization((), exclusive_turns=(1,))", "Diarization((), scores=5)", "Diarization((), model=5)"),
        "Diarization((new(Turn, start=3.0, end=-1.0, speaker='A'),))",
        "Diarization((Turn(0.0, 1.0, 'A'),), embeddings={'B': np.full(3, np.nan)})",
        "Diarization(tuple(Turn(n / 1e4, 1.0, f'S{n}') for n in range(9999)))",
        "Diarization((Turn(0.0, 1.0, '\\x1b[2J\\n' * 99), Turn(0.0, 1.0, '')))",
    ),
    "resumable infer": (
        *("[5]", "[None]", "[Inference.from_arrays({})]", "5", "None", "iter([new(Inference)])"),
        "(None for _ in range(3))",
    ),
    "resumable precompute": ("{5: 5}", "{'a': 'x'}", "{'a': [object()]}", "{'a/../b': np.zeros(3)}", "np.zeros(3)"),
    "attributor": (
        *(
            "words",
            "[AttributedWord(w, 5) for w in words]",
            "[AttributedWord(w, None) for w in words][::-1]",
            "words[:1]",
        ),
        *(
            "[AttributedWord(5, 'A')] * len(words)",
            "words.clear() or []",
            "words.reverse() or words",
            "'x' * len(words)",
        ),
        *("[new(AttributedWord)] * len(words)", "[AttributedWord(w, 'nobody') for w in words]"),
        "[AttributedWord(w, '\\x1b' * 9000, confidence=float('nan')) for w in words]",
        "diarization.embeddings.clear() or [AttributedWord(w, 'A') for w in words]",
    ),
    "post-processor": (
        *(
            "AttributedTranscript()",
            "new(AttributedTranscript)",
            "AttributedTranscript((1,))",
            "AttributedTranscript(None)",
        ),
        *(
            "transcript.with_names(['\\x1b[2J'])",
            "transcript.map_words(lambda w: w * 10**5)",
            "transcript.map_words(len)",
        ),
        *("transcript.map_words(lambda w: '')", "transcript.with_text(['x'])", "transcript.diarization"),
        *("transcript.segments.clear()", "setattr(transcript, 'name', 'x')", "transcript.with_names([5])"),
        "object.__setattr__(transcript, 'segments', ()) or 5",
        "__import__('dataclasses').replace(transcript, duration=float('nan'))",
        "__import__('dataclasses').replace(transcript, name='../../evil', recording='/etc/passwd')",
        "__import__('dataclasses').replace(transcript, speakers=(5,))",
    ),
    "exporter": ("'\\ud800'", "5", "bytearray(b'x')", "memoryview(b'x')", "''", "type('S', (str,), {})('x')", "['x']"),
    "reader": (
        *(
            "SavedSpeech()",
            "SavedSpeech((5,))",
            "SavedSpeech((), words=(5,))",
            "SavedSpeech(turns=(5,))",
            "new(SavedSpeech)",
        ),
        *(
            "SavedSpeech((SavedSegment(None, float('nan'), None),))",
            "SavedSpeech((SavedSegment(0, 1, 'x', (SavedWord(5),)),))",
        ),
    ),
    "source": (
        *(
            "Audio(np.zeros(16000, np.float32), 8000)",
            "Audio(np.zeros((9, 2), np.float32))",
            "Audio(np.zeros(0, np.float32))",
        ),
        *(
            "Audio(np.full(16000, np.nan, np.float32))",
            "Audio([0.0] * 16000)",
            "Audio(None)",
            "new(Audio)",
            "np.zeros(16000)",
        ),
        *(
            "Audio(np.zeros(16000, np.int16))",
            "Audio(np.full(16000, 1e38, np.float32), name=5)",
            "Audio(np.zeros(9), source=5)",
        ),
    ),
}
for _other, _same in {"clips": "transcriber", "page": "exporter", "resumable finalize": "diarizer"}.items():
    VALUES[_other] = VALUES[_same]
DEEDS = (
    *(
        "print('noise')",
        "sys.stdout.write('noise')",
        "sys.stdout.close()",
        "sys.stderr.close()",
        "os.chdir('/')",
        "print(end='')",
    ),
    *(
        "sys.stdout = None",
        "import warnings; warnings.warn('old')",
        "sys.setrecursionlimit(200)",
        "os.write(1, b'noise')",
    ),
    "import logging; logging.getLogger().error('noise')",
    *("import signal; signal.signal(signal.SIGINT, signal.SIG_DFL)", "os.environ.clear()", "import gc; gc.disable()"),
)
PLACES = (
    "import",
    "registration",
    "factory",
    "call",
    "call",
    "call",
    "call",
    "signature",
    "method",
    "options",
    "close",
)
PLACES_OF_CACHE = ("cache_key", "cache_key value", "precompute_key")
NAMES = (
    "'srt'",
    "''",
    "None",
    "5",
    "'a b'",
    "'\\x1b[2J'",
    "'all'",
    "'x' * 5000",
    "'a.b'",
    "'../x'",
    "'\\ud800'",
    "'fake'",
    "'-x'",
)
EXTENSIONS = (
    *(
        "'../../evil'",
        "''",
        "None",
        "5",
        "'srt'",
        "'SRT'",
        "'a/b'",
        "'x' * 5000",
        "'\\x00'",
        "'\\ud800'",
        "'\\x1b[2J'",
        "'.srt'",
    ),
    *("property(lambda self: 1 / 0)", "'/etc/evil'", "'..'", "b'x'"),
)


@dataclass(frozen=True, slots=True)
class BrokenPlugin:
    """A plugin's code, the kind of its component, where it is broken, and what is done or returned there."""

    kind: str
    place: str
    fault: str
    code: str


def broken_plugin(rng: random.Random) -> BrokenPlugin:
    """Break one component in one way."""
    kind = rng.choice(sorted(KINDS))
    places = PLACES + (PLACES_OF_CACHE if kind.startswith(("transcriber", "resumable")) else ())
    places += ("extension", "extension", "name") if kind in {"exporter", "page"} else ("name",)
    place = rng.choice(places)
    if not KINDS[kind][1] and place in {"factory", "method", "options", "close", "name"}:
        place = "call"
    raised = f"raise {rng.choice(ERRORS)}"
    if place in {"cache_key value", "precompute_key"}:
        fault = f"return {rng.choice(VALUES['any'])}"
    elif place == "extension":
        fault = rng.choice(EXTENSIONS)
    elif place == "name":
        fault = rng.choice(NAMES)
    elif place in {"signature", "method", "options"}:
        fault = place
    elif place == "call":
        own = VALUES.get(kind, VALUES["any"])
        value = f"return {rng.choice((*own, *own, *VALUES['any']))}"
        fault = rng.choice((raised, raised, value, value, value, rng.choice(DEEDS)))
        fault = _generated(fault, rng) if kind == "resumable infer" else fault
    else:
        fault = rng.choice((raised, raised, raised, rng.choice(DEEDS)))
    return BrokenPlugin(kind, place, fault, _code(kind, place, fault))


def _generated(fault: str, rng: random.Random) -> str:
    """Return the fault of a generator, after some parts or before."""
    before = rng.choice(("", "", "yield Inference.from_arrays({}); "))
    return before + (fault.replace("return", "yield from") if fault.startswith("return") else fault)


def _code(kind: str, place: str, fault: str) -> str:
    hook, signature, body = KINDS[kind]
    good = GOOD.get(kind, "None")
    said = {one: fault if place == one else "" for one in PLACES + PLACES_OF_CACHE}
    work = (
        f"{said['call']}; {body}"
        if not fault.startswith(("return", "raise")) and place == "call"
        else said["call"] or body
    )
    work = work.replace("GOOD", good)
    method = signature.replace("self, ", "self, extra, ") if place == "signature" else signature
    method = method.replace("(", "x(") if place == "method" else method
    if not signature:
        return HEAD + f"\n{said['import']}\n@hookimpl\n" + _hook(hook, place, said["registration"], work)
    others = _OTHERS.get(kind.partition(" ")[0], "")
    options = (
        "class Options:\n    x: int"
        if place == "options"
        else "@dataclass(frozen=True)\nclass Options:\n    x: int = 0"
    )
    extension = fault if place == "extension" else f"{NAME!r}"
    name = fault if place == "name" else f"{NAME!r}"
    return f"""{HEAD}
from whisper_diarize.testing.fakes import FakeDiarizer, FakeTranscriber
{said["import"]}
{options}

class Component:
    extension = {extension}
    def __init__(self, options=None):
        {said["factory"] or "pass"}
{others}
    def cache_key(self):
        {said["cache_key"] or said["cache_key value"] or key_of(kind)}
    def precompute_key(self):
        {said["precompute_key"] or "return 'key'"}
    def close(self):
        {said["close"] or "pass"}
    def {method}:
        {work}

@hookimpl
def {hook}(register):
    {said["registration"]}
    register({name}, Component, options=Options)
"""


def key_of(kind: str) -> str:
    """Return the statement of a `cache_key` that works."""
    return "return 'key'" if "resumable" in kind else "return None"


_OTHERS = {
    "clips": "    def transcribe(self, audio, progress):\n        return Transcript()",
    "page": "    def render(self, transcript):\n        return 'text'",
    "resumable": """
    def diarize(self, audio, speaker_count, progress):
        return Diarization((Turn(0.0, 1.0, 'A'),))
    def infer(self, audio, known, progress):
        yield from ()
    def precompute(self, inference):
        return {}
    def finalize(self, audio, inference, precomputed, speaker_count):
        return Diarization((Turn(0.0, 1.0, 'A'),))""",
}
COMMAND = """
    @app.command("{name}")
    def run():
        {work}
"""
_ARGUMENTS = {
    "open_audio": "source, sample_rate",
    "register_commands": "app",
    "stage_started": "job, stage",
    "stage_progressed": "job, stage, done, total",
    "stage_finished": "job, stage, seconds, error",
    "output_written": "job, exporter, path",
}


def _hook(hook: str, place: str, registration: str, work: str) -> str:
    arguments = _ARGUMENTS[hook] + (", nonsense" if place == "signature" else "")
    if hook == "register_commands" and place == "call":
        work = COMMAND.format(name=NAME, work=work).strip()
    return f"def {hook}({arguments}):\n    {registration or 'pass'}\n    {work}\n"
