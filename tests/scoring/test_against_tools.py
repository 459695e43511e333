"""Our figures are those of the libraries' own command line tools, on files that both read."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.optional import present
from whisper_diarize.scoring import Rules, read_annotation, score

pytestmark = pytest.mark.slow

VOCABULARY = ("yes", "no", "maybe", "we", "can", "do", "that", "today")


@pytest.fixture(scope="module")
def conversation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a reference and a hypothesis with errors of every kind, as STM and RTTM."""
    folder = tmp_path_factory.mktemp("conversation")
    draw = random.Random(1)  # noqa: S311  nothing secret
    time, rows = 0.0, []
    for number in range(40):
        start = max(0.0, time + draw.uniform(-0.4, 1.0))
        time = start + draw.uniform(2.0, 4.0)
        rows.append((start, time, ("ann", "bob", "cat")[number % 3], draw.choices(VOCABULARY, k=draw.randint(1, 8))))
    # every seventh segment goes to a speaker who is not there, so nobody overlaps himself: tools differ on such words
    changed = [
        (
            start + draw.uniform(0, 0.2),
            end + draw.uniform(-0.2, 0),
            speaker[0] if number % 7 else "x",
            [draw.choice(VOCABULARY) if draw.random() < 0.2 else word for word in words],
        )
        for number, (start, end, speaker, words) in enumerate(rows)
        if draw.random() < 0.9
    ]
    for name, found in (("ref", rows), ("hyp", changed)):
        (folder / f"{name}.stm").write_text(
            "".join(f"talk 1 {who} {start:.3f} {end:.3f} {' '.join(words)}\n" for start, end, who, words in found)
        )
        (folder / f"{name}.rttm").write_text(
            "".join(
                f"SPEAKER talk 1 {start:.3f} {end - start:.3f} <NA> <NA> {who} <NA> <NA>\n"
                for start, end, who, _ in found
            )
        )
    return folder


def meeteval_tool(folder: Path, command: str, *arguments: str) -> dict[str, object]:
    files = ["-r", str(folder / "ref.stm"), "-h", str(folder / "hyp.stm")]
    out = folder / f"{command}.json"
    line = [sys.executable, "-m", "meeteval.wer", command, *files, *arguments, "--average-out", str(out)]
    line += ["--per-reco-out", str(folder / "each.json")]
    subprocess.run(line, check=True, capture_output=True)
    return json.loads(out.read_text())


def test_cpwer_is_that_of_meeteval_wer(conversation: Path) -> None:
    ours = score(read_annotation(conversation / "ref.stm"), read_annotation(conversation / "hyp.stm")).cpwer

    theirs = meeteval_tool(conversation, "cpwer")
    assert present(ours).rate == pytest.approx(theirs["error_rate"], abs=1e-12)
    assert (present(ours).substitutions, present(ours).deletions, present(ours).insertions) == (
        theirs["substitutions"],
        theirs["deletions"],
        theirs["insertions"],
    )


@pytest.mark.parametrize("collar", [1, 5])
def test_tcpwer_is_that_of_meeteval_wer(conversation: Path, collar: Any) -> None:
    ours = score(
        read_annotation(conversation / "ref.stm"), read_annotation(conversation / "hyp.stm"), Rules(word_collar=collar)
    ).tcpwer

    theirs = meeteval_tool(conversation, "tcpwer", "--collar", str(collar))
    assert present(ours).rate == pytest.approx(theirs["error_rate"], abs=1e-12)


@pytest.mark.parametrize("skip_overlap", [False, True])
@pytest.mark.parametrize("collar", [0.0, 0.25])
def test_der_and_jer_are_those_of_pyannote_metrics_given_the_files_by_pyannote_itself(
    conversation: Path, collar: Any, skip_overlap: Any
) -> None:
    from pyannote.core import Segment, Timeline
    from pyannote.database.util import load_rttm
    from pyannote.metrics.diarization import DiarizationErrorRate, JaccardErrorRate

    truth, found = (load_rttm(conversation / f"{name}.rttm")["talk"] for name in ("ref", "hyp"))
    whole = Timeline([truth.get_timeline().extent() | found.get_timeline().extent() | Segment(0, 0.001)])
    rules = {"collar": 2 * collar, "skip_overlap": skip_overlap}

    ours = score(
        read_annotation(conversation / "ref.rttm"),
        read_annotation(conversation / "hyp.rttm"),
        Rules(collar=collar, skip_overlap=skip_overlap),
    ).diarization

    assert present(ours).der == pytest.approx(DiarizationErrorRate(**rules)(truth, found, uem=whole), abs=1e-9)
    assert present(ours).jer == pytest.approx(JaccardErrorRate(**rules)(truth, found, uem=whole), abs=1e-9)
