import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize import AttributedTranscript, Job, OptionError
from whisper_diarize.batch import FoundRecording, Template, output_names
from whisper_diarize.testing import attributed_example


@given(st.lists(st.sampled_from(["a.wav", "x/a.wav", "a-2.wav", "a.b.wav", "-", "a.mp3", "a-3.mp3"]), max_size=8))
def test_names_are_never_the_same_twice(sources: list[str]) -> None:
    names = output_names(sources)
    assert len(names) == len(sources)
    assert len(set(names)) == len(names)


def test_wanted_name_is_numbered_for_several_recordings() -> None:
    assert output_names(["a.wav", "b.wav"], "talk") == ["talk", "talk-2"]


def test_number_that_another_recording_bears_is_passed_over() -> None:
    assert output_names(["a/talk.wav", "b/talk.wav", "talk-2.wav"]) == ["talk", "talk-3", "talk-2"]


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["a/Talk.wav", "b/talk.wav"], ["Talk", "talk-2"]),
        (["a/caf\u00e9.wav", "b/cafe\u0301.wav"], ["caf\u00e9", "cafe\u0301-2"]),
        (["a/STRASSE.wav", "b/stra\u00dfe.wav", "strasse-2.wav"], ["STRASSE", "stra\u00dfe-3", "strasse-2"]),
    ],
    ids=["case", "composed and decomposed", "folded"],
)
def test_names_that_are_one_file_on_some_disks_are_told_apart(sources: list[str], names: list[str]) -> None:
    assert output_names(sources) == names


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{folder}/{name}", "mon/2026/talk"),
        ("{name}.{language}", "talk.en"),
        ("by language/{language}/{name}.{suffix}", "by language/en/talk.m4a"),
        ("{name}-{speaker_model}-{model}-{speakers}", "talk-example-example-2"),
        ("{transcriber}/{diarizer}/{name}", "fake/none/talk"),
    ],
)
def test_a_template_has_fields(template: str, name: str) -> None:
    found, job = FoundRecording("x", "mon/2026/talk.m4a"), Job("x", "talk", transcriber="fake")
    assert Template(template).render(found, job, attributed_example()) == name


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{nmae}", "there is no field of --output-template 'nmae'; did you mean name?"),
        ("../{name}", "it leads out of --output-dir"),
        ("/srv/{name}", "it leads out of --output-dir"),
        ("a\\..\\{name}", "it leads out of --output-dir"),
        ("{name", "write {name}"),
        ("{name!r}", "a field is its name in braces"),
        ("{name:>400000000}", "a field is its name in braces"),
        ("{folder}/", "it names no file"),
        ("", "it names no file"),
    ],
)
def test_a_template_that_cannot_be_is_refused(template: str, message: str) -> None:
    with pytest.raises(OptionError) as refused:
        Template(template)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("a:b/c?.wav", "a-b/c-"),
        ("aux/nul.wav", "aux-/nul-"),
        ("x/. .wav", "x/-"),
        ("\x1b[2J.wav", "-[2J"),
        (f"{'ü' * 120}.wav", "ü" * 100),
    ],
    ids=["marks", "reserved", "blank", "control", "long"],
)
def test_names_are_those_that_every_disk_takes(place: str, name: str) -> None:
    stem = place.rpartition("/")[2].removesuffix(".wav")
    assert Template().render(FoundRecording(place, place), Job(place, stem), AttributedTranscript()) == name
