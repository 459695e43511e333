import json

import pytest

from whisper_diarize.quality import ExpectedError, expected_error

MEASURED = {
    "dialogues": {
        "automatic": {"der": 34.2, "interval": [24.8, 43.3]},
        "given": {"der": 27.7, "interval": [20.7, 35.1]},
    },
    "voices": {"eer": 9.8},
}


def test_rates_are_read_from_beside_the_weights(tmp_path):
    (tmp_path / "accuracy.json").write_text(json.dumps(MEASURED))
    assert expected_error(tmp_path) == ExpectedError(34.2, 27.7)


def test_nothing_is_known_of_a_model_that_was_not_measured(tmp_path):
    assert expected_error(tmp_path) is None
    assert expected_error(tmp_path / "missing") is None


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "7", "{}", '{"dialogues": 1}', '{"dialogues": {"automatic": {"der": 1}, "given": {}}}']
    + [json.dumps({"dialogues": {"automatic": {"der": der}, "given": {"der": 1.0}}}) for der in (None, "x", True, -1)]
    + ['{"dialogues": {"automatic": {"der": NaN}, "given": {"der": 1.0}}}'],
)
def test_what_cannot_be_understood_is_not_told(tmp_path, content: str):
    (tmp_path / "accuracy.json").write_text(content)
    assert expected_error(tmp_path) is None
