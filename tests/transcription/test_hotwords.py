from pathlib import Path
from typing import Any

import pytest

from tests.transcription.conftest import Progress
from whisper_diarize.records import Audio
from whisper_diarize.transcription import MlxWhisperOptions, MlxWhisperTranscriber, fitting_hotwords, stoppable
from whisper_diarize.transcription.hotwords import HOTWORD_TOKENS, PROMPT_TOKENS, HotwordPrompt


def words(text: str) -> int:
    return len(text.split())


def test_text_before_a_window_gives_way_to_hot_words() -> None:
    prompt = HotwordPrompt((7, 8, 9)).before(range(1000))
    assert (prompt[:3], prompt[-1], len(prompt)) == ([7, 8, 9], 999, PROMPT_TOKENS)


def test_hot_words_that_fit_stay() -> None:
    assert fitting_hotwords("  Zoe Kowalczyk,\n Bob ", words) == "Zoe Kowalczyk, Bob"


@pytest.mark.parametrize("blank", [None, "", " \n"])
def test_no_hot_words_are_no_prompt(blank: str | None) -> None:
    assert fitting_hotwords(blank, words) is None


def test_too_many_hot_words_are_cut_at_a_comma_and_said(caplog: pytest.LogCaptureFixture) -> None:
    kept = fitting_hotwords(", ".join(["Ada Lovelace"] * 200), words)
    assert kept is not None
    assert HOTWORD_TOKENS - 2 <= words(kept) <= HOTWORD_TOKENS
    assert kept.endswith("Ada Lovelace")
    assert f"the first {words(kept)} of 400 words fit" in caplog.text


def test_too_many_hot_words_without_commas_are_cut_at_a_word() -> None:
    assert words(fitting_hotwords("word " * 400, words) or "") == HOTWORD_TOKENS


@pytest.mark.slow
def test_every_window_has_the_hot_words_before_its_own_prompt(
    tiny_whisper: Path, noise: Audio, progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts: list[list[int]] = []
    prompted = stoppable.StoppableWhisper.prompted

    # Any: mlx_whisper's options
    def spy(self: stoppable.StoppableWhisper, options: Any) -> Any:
        found = prompted(self, options)
        prompts.append(list(found.prompt))
        return found

    def first_of_each(**given: str) -> list[int]:
        prompts.clear()
        options: dict[str, Any] = {"temperature": (0.0,), "sample_len": 2, "no_speech_threshold": None, **given}
        transcriber = MlxWhisperTranscriber(MlxWhisperOptions(str(tiny_whisper), "en", **options))
        transcriber.transcribe(noise, progress)
        return [prompt[0] for prompt in prompts]

    monkeypatch.setattr(stoppable.StoppableWhisper, "prompted", spy)
    bob = first_of_each(initial_prompt="Bob")[0]
    zoe = first_of_each(hotwords="Zoe", initial_prompt="Bob")

    assert zoe == [zoe[0]] * len(zoe)
    assert zoe[0] != bob
    assert prompts[0][-1] == bob
