"""The table of a model's accuracy, and the sentences below it."""

from dataclasses import replace
from typing import Any

from whisper_diarize.cli.accuracy_table import remarks, table
from whisper_diarize.models import bundled_directory, find_files
from whisper_diarize.models.accuracy import (  # type: ignore[attr-defined]  # there all the same
    EVERYWHERE,
    FOUND,
    GIVEN,
    ONE,
    REAL,
    Accuracy,
    Answer,
    Row,
    Voices,
    Words,
    fingerprint,
    settings,
)

FILES = find_files(bundled_directory())
ANSWER = Answer(34.24, (24.81, 43.28), 6.4, 5.3, 22.5, 8, 0.69)
SURE = Answer(6.94, None, 6.5, 0.4, 0.0, 1, 0.0)


def measured(**changes: Any) -> Accuracy:
    rows = (
        Row(
            "16 dialogues", 16, 32.1, {FOUND: ANSWER, GIVEN: replace(ANSWER, der=27.7), ONE: replace(ANSWER, der=59.6)}
        ),
        Row("`interview`", 1, 0.73, {FOUND: SURE, GIVEN: SURE, ONE: replace(SURE, der=44.6)}),
    )
    made = Accuracy(fingerprint(FILES), settings(FILES), "fast", 1, rows)
    return replace(made, **changes)


def test_the_table_has_a_row_for_each_kind_of_recording() -> None:
    assert table(measured()) == [
        ["", "DER", "missed", "false alarm", "confused", "number right", "number given", "one speaker"],
        ["16 dialogues", "34.2 (25-43)", "6.4", "5.3", "22.5", "8 of 16 (0.7)", "27.7 (25-43)", "59.6 (25-43)"],
        ["`interview`", "6.9", "6.5", "0.4", "0.0", "1 of 1 (0.0)", "6.9", "44.6"],
    ]


def test_an_answer_that_only_some_have_leaves_cells_empty() -> None:
    first, second = measured().rows
    some = measured(rows=(first, replace(second, answers=second.answers | {REAL: SURE, EVERYWHERE: SURE})))

    header, *rows = table(some)

    assert [row[header.index("pyannote's")] for row in rows] == ["", "6.9"]
    assert "the weights of pyannote/segmentation-3.0" in remarks(some)[0]
    assert "pyannote" not in remarks(measured())[0]


def test_what_hangs_on_pauses_is_told_beside_other_labels() -> None:
    (row, _) = measured().rows
    both = {FOUND: replace(ANSWER, bridged=30.0), REAL: replace(SURE, false_alarm=16.1, bridged=31.0)}

    (_, told) = remarks(measured(rows=(replace(row, answers=both),)))

    assert "6.5 are missed, 16.1 false alarm and 0.0 confused" in told
    assert told.endswith("DER there is 30.0, and 31.0 with pyannote's segmentation.")


def test_voices_and_words_are_told_in_a_sentence() -> None:
    accuracy = measured(
        voices=(Voices("librispeech", 16, 9.8, (5.1, 15.2)), Voices("commonvoice", 36, 13.0, (9.0, 17.0))),
        words=(Words("interview", "pocketsphinx", 131, 0.76),),
    )

    voices, words = remarks(accuracy)[1:]

    assert voices == (
        "Equal error rate of the embedding on 3 s: 9.8 % (5-15) of 16 librispeech speakers; "
        "13.0 % (9-17) of 36 commonvoice speakers."
    )
    assert words == "Words of pocketsphinx that are given to the wrong person (WDER): interview 0.8 % of 131."
