"""Files of models: found, missing, damaged, given back."""

import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from whisper_diarize_faster_whisper.engine import FasterWhisperTranscriber
from whisper_diarize_faster_whisper.models import CTRANSLATE2
from whisper_diarize_faster_whisper.options import FasterWhisperOptions

from whisper_diarize import (
    Audio,
    ModelError,
    OptionError,
)
from whisper_diarize.testing import ProgressRecorder

pytestmark = pytest.mark.slow


def test_cache_key_changes_with_options_and_files(
    make: Callable[..., FasterWhisperTranscriber], folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    keys = [make().cache_key(), make(beam_size=2).cache_key(), make(model=str(copy)).cache_key()]
    (copy / "preprocessor_config.json").write_text("{}", encoding="utf-8")

    assert len({*keys, make(model=str(copy)).cache_key()}) == 4
    assert make().cache_key() == keys[0]


def test_model_that_was_given_back_is_loaded_again(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio
) -> None:
    engine = make()
    first = engine.transcribe(speech, ProgressRecorder())
    engine.close()

    assert engine.transcribe(speech, ProgressRecorder()) == first


def test_unknown_model_lists_the_known_ones() -> None:
    with pytest.raises(OptionError, match=r"no Whisper model 'turbro'; did you mean turbo\? there is: tiny, tiny\.en"):
        FasterWhisperTranscriber(FasterWhisperOptions(model="turbro"))


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json", "vocabulary.json"])
def test_folder_that_lacks_a_file_is_refused_before_faster_whisper_asks_the_hub(
    folder: Path, tmp_path: Path, name: str
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (copy / name).unlink()

    with pytest.raises(ModelError, match=f"there is no {name}.* in it; name a folder with a Whisper model for CTransl"):
        CTRANSLATE2.find(str(copy))


@pytest.mark.parametrize("name", ["config.json", "model.bin", "tokenizer.json", "vocabulary.json"])
def test_damaged_model_is_one_line(
    make: Callable[..., FasterWhisperTranscriber], folder: Path, tmp_path: Path, speech: Audio, name: str
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    (copy / name).write_bytes((copy / name).read_bytes()[:400])

    with pytest.raises(ModelError, match=r"copy: CTranslate2 cannot load it \(.+\); copy or download the model again"):
        make(model=str(copy)).transcribe(speech, ProgressRecorder())


def test_model_in_a_folder_opens_no_socket(
    make: Callable[..., FasterWhisperTranscriber], speech: Audio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "__init__", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert make(unlikely=True).transcribe(speech, ProgressRecorder()).words
