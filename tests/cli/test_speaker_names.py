from pathlib import Path

import pytest

from whisper_diarize import OptionError
from whisper_diarize.cli.speaker_names import speaker_names, unmet, without_effect
from whisper_diarize.records import AttributedTranscript, Diarization, Speaker, SpeakerCount


def found(number: int) -> AttributedTranscript:
    speakers = tuple(Speaker(f"SPEAKER_{index:02d}", f"SPEAKER_{index:02d}") for index in range(number))
    return AttributedTranscript(speakers=speakers, diarization=Diarization())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (None, ()),
        ("", ()),
        ("Ann,Bob", ("Ann", "Bob")),
        (' Ann , "Lee, Bob" ', ("Ann", "Lee, Bob")),
        (",Bob", ("", "Bob")),
        ("Ann,,", ("Ann",)),
        ('"Ann ""A"" Lee"', ('Ann "A" Lee',)),
    ],
)
def test_names_are_parted_by_commas_outside_quotes(text: str | None, names: tuple[str, ...]) -> None:
    assert speaker_names(text) == names


def test_file_has_a_name_a_line(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_bytes("\ufeffAnn, the host\n\nBéa\n".encode())
    assert speaker_names(f"@{tmp_path / 'names.txt'}") == ("Ann, the host", "", "Béa")


@pytest.mark.parametrize(
    ("content", "told"), [(None, "No such file"), (b"\xff\xfe", "UTF-8"), (b"x" * 1_000_001, "larger than a list")]
)
def test_file_that_is_no_list_of_names_is_one_clear_line(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "names.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OptionError, match=told):
        speaker_names(f"@{path}")


def test_one_name_for_two_speakers_is_wrong_usage() -> None:
    with pytest.raises(OptionError, match="has 'Ann' twice"):
        speaker_names("Ann,Bob,Ann")


@pytest.mark.parametrize(
    ("count", "names", "told"),
    [
        (SpeakerCount(), (), []),
        (SpeakerCount(num=2), ("Ann", "Bob"), []),
        (SpeakerCount(num=50), (), ["--num-speakers 50: 2 speakers were found; the voices do not part into more"]),
        (SpeakerCount(num=1), (), ["--num-speakers 1: 2 speakers were found"]),
        (SpeakerCount(minimum=3), (), ["--min-speakers 3: 2 speakers were found"]),
        (SpeakerCount(maximum=1), (), ["--max-speakers 1: 2 speakers were found"]),
        (
            SpeakerCount(),
            ("A", "B", "", "Carl"),
            ["--speaker-names: no speaker is left for Carl; 2 speakers were found"],
        ),
    ],
)
def test_numbers_and_names_that_the_result_does_not_have_are_said(
    count: SpeakerCount, names: tuple[str, ...], told: list[str]
) -> None:
    assert [line.split(", or")[0] for line in unmet(found(2), count, names)] == told


def test_nothing_is_said_of_a_transcript_without_speakers() -> None:
    assert list(unmet(AttributedTranscript(), SpeakerCount(num=3), ("Ann",))) == []


def test_options_of_speakers_without_diarize_are_said_in_one_line() -> None:
    given = {"--num-speakers": True, "--min-speakers": False, "--speaker-names": True}
    assert list(without_effect(given)) == ["--num-speakers and --speaker-names have no effect without --diarize"]
