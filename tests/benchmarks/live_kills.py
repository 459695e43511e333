"""`whisper-diarize live` killed at random times: are its sound and its words whole?

    python -m tests.benchmarks.live_kills samples/interview.wav --kills 100

The recording is played fast, with the offline engine, and the process killed after a random time. Whole is: the WAV is
a beginning of the recording to the last bit and opens in another reader; every line of the log but a torn last one is
JSON; its words are in order and within the sound. The longest recording is resumed, and must have an outcome.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile
from whisper_diarize_live.events import read_captions
from whisper_diarize_live.sound import pcm

from whisper_diarize.audio import open_audio

LIVE = (sys.executable, "-c", "from whisper_diarize.cli import main; main()", "live")
LONGEST_SECONDS = 20.0


def broken(folder: Path, recording: Path) -> str:
    """Return the faults of a recording that was killed; none if it is whole."""
    sound, log = folder / f"{folder.name}.wav", folder / "events.jsonl"
    if not sound.exists():
        return "" if not log.exists() else "a log without sound"
    kept, _ = soundfile.read(sound, dtype="int16")
    if not np.array_equal(kept, pcm(open_audio(str(recording)).read(0, len(kept)))):
        return "the sound is another"
    for line in log.read_bytes().split(b"\n")[:-1]:
        json.loads(line)
    words = read_captions(log).words
    starts = [word.start for word in words]
    if starts != sorted(starts) or (words and words[-1].start > len(kept) / 16_000 + 1):
        return "words are out of order, or beyond the sound"
    return ""


def main() -> int:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    arguments = parser.parse_args()
    rng, problems, words, seconds = np.random.default_rng(0), list[str](), list[int](), list[float]()
    with tempfile.TemporaryDirectory() as place:
        for kill in range(arguments.kills):
            folder = Path(place) / f"kill{kill}"
            options = (
                "--file",
                str(arguments.recording),
                "--speed",
                "3",
                "--transcriber",
                "pocketsphinx",
                "--step",
                "1",
            )
            where = ("--output-dir", place, "--name", folder.name, "-f", "json")
            with subprocess.Popen(
                (*LIVE, *options, *where), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as process:
                while process.poll() is None and not (folder / "events.jsonl").exists():
                    time.sleep(0.01)
                time.sleep(float(rng.uniform(0, LONGEST_SECONDS)))
                process.kill()
            problem = broken(folder, arguments.recording)
            if problem:
                problems.append(f"kill {kill}: {problem}")
            words.append(len(read_captions(folder / "events.jsonl").words))
            seconds.append(soundfile.info(folder / f"{folder.name}.wav").duration)
            print(f"kill {kill + 1}: {seconds[-1]:.1f} s, {words[-1]} words; {problem or 'whole'}", flush=True)
        folder = Path(place) / f"kill{int(np.argmax(seconds))}"
        resumed = subprocess.run(
            (*LIVE, "--resume", str(folder)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
    print(f"{arguments.kills} kills; sound of {min(seconds):.1f} to {max(seconds):.1f} s, up to {max(words)} words")
    print("\n".join(problems) or "sound and words were whole each time")
    print(f"the longest one, of {max(seconds):.1f} s, resumed: exit code {resumed.returncode}")
    if resumed.returncode:
        print(resumed.stderr)
    return int(bool(problems or resumed.returncode))


if __name__ == "__main__":
    sys.exit(main())
