from mlx_whisper.tokenizer import LANGUAGES, TO_LANGUAGE_CODE

from whisper_diarize.transcription import languages
from whisper_diarize.transcription.languages import language_code


def test_codes_and_names_are_those_of_mlx_whisper() -> None:
    assert languages._CODES == TO_LANGUAGE_CODE
    assert set(languages._CODES.values()) == set(LANGUAGES)


def test_language_goes_by_code_or_name_in_any_case() -> None:
    assert [language_code(given) for given in ("de", "German", "HAITIAN Creole", "Mandarin")] == [
        "de",
        "de",
        "ht",
        "zh",
    ]
