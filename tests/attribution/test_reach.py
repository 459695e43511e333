"""What `tests/benchmarks/attribution.py` reports holds on a few of its conversations."""

import pytest

from tests.benchmarks import attribution as benchmark

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[str, int]]:
    """WDER by condition and method, on six conversations."""
    cases = {
        name: [benchmark.case(seed, name) for seed in benchmark.REPORTED_SEEDS[:6]]
        for name in benchmark.CONDITIONS  # type: ignore[attr-defined]  # there all the same
    }
    return {
        name: {
            method: sum(benchmark.wrong(run(c.transcript, c.diarization), c.truth) for c in group)
            for method, run in benchmark.METHODS.items()
        }
        for name, group in cases.items()
    }


def test_viterbi_is_no_worse_than_others_rules_in_any_condition(tables: dict[str, dict[str, int]]) -> None:
    others = {name: min(row[rule] for rule in row.keys() - {"viterbi", "overlap"}) for name, row in tables.items()}

    assert {name for name, row in tables.items() if row["viterbi"] > others[name]} == set()


def test_viterbi_is_better_than_overlap_wherever_sentences_are_marked(tables: dict[str, dict[str, int]]) -> None:
    marked = {name: row for name, row in tables.items() if "bare text" not in name}

    assert {name for name, row in marked.items() if row["viterbi"] >= row["overlap"]} == set()


def test_viterbi_has_at_most_half_of_the_errors_of_whisperx_where_words_and_turns_are_right(
    tables: dict[str, dict[str, int]],
) -> None:
    assert (
        2 * tables["every word written, with its time"]["viterbi"]
        <= tables["every word written, with its time"]["WhisperX"]
    )
    assert 2 * tables["as Whisper writes"]["viterbi"] <= tables["as Whisper writes"]["WhisperX"]


def test_conversations_are_the_same_for_the_same_seed_and_have_all_that_is_hard() -> None:
    talk = benchmark.converse(1)  # type: ignore[attr-defined]  # there all the same

    assert talk == benchmark.converse(1)  # type: ignore[attr-defined]  # there all the same
    assert talk != benchmark.converse(2)  # type: ignore[attr-defined]  # there all the same
    assert 2 <= len({turn.speaker for turn in talk.turns}) <= 6
    assert any(a.speaker != b.speaker and a.overlap(b) > 0 for a in talk.turns for b in talk.turns)
    assert any(turn.duration < 0.8 for turn in talk.turns)


def test_true_turns_score_without_an_error() -> None:
    case = benchmark.case(3, "every word written, with its time")

    assert benchmark.wrong(case.truth, case.truth) == 0
    assert len(case.transcript.words) == len(case.truth)
