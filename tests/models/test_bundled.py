"""The model that comes with the package."""

from whisper_diarize.models import bundled_directory, load_model, read_config


def test_bundled_model_loads() -> None:
    assert load_model().config == read_config(bundled_directory() / "config.json")


def test_bundled_model_says_under_what_licence_it_is() -> None:
    assert load_model().config.licence


def test_bundled_model_is_small() -> None:
    assert sum(path.stat().st_size for path in bundled_directory().iterdir()) < 10_000_000


def test_its_voices_were_measured() -> None:
    voices = load_model("bundled").voice_model
    assert voices is not None
    assert voices.figures is not None
