import sqlite3
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.identification.conftest import axis
from whisper_diarize.errors import OptionError, VoiceError
from whisper_diarize.identification import Exemplar, VoiceLibrary

Sample = Callable[..., Exemplar]


def leftovers(folder: Path, *needles: bytes) -> list[bytes]:
    """Return the needles that are in any file of a folder."""
    contents = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [needle for needle in needles if needle in contents]


def test_what_is_added_is_read_back(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Ann", [sample(axis(0), seconds=31.5, turns=7)])
    (one,) = library.person("Ann").exemplars
    assert np.allclose(one.vector, axis(0))
    assert (one.seconds, one.turns, one.recording, one.model) == (31.5, 7, "r1", "network a")
    assert (one.added, one.consent, one.quarantined) == ("2026-05-03", "asked on 3 May", False)


def test_reading_makes_no_file(library: VoiceLibrary) -> None:
    assert library.people() == ()
    assert not library.path.parent.exists()


def test_folder_and_file_are_their_owners_alone(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Ann", [sample(axis(0))])
    assert stat.S_IMODE(library.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(library.path.stat().st_mode) == 0o600


def test_a_file_that_others_can_read_is_closed_to_them(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Ann", [sample(axis(0))])
    library.path.chmod(0o644)
    library.people()
    assert stat.S_IMODE(library.path.stat().st_mode) == 0o600


def test_delete_leaves_nothing_in_any_file(library: VoiceLibrary, sample: Sample) -> None:
    rng = np.random.default_rng(0)
    people = {f"Person {number:03d}": rng.standard_normal(192) for number in range(60)}
    for name, vector in people.items():
        library.add(name, [sample(vector, f"recording of {name}"), sample(-vector, f"second of {name}")])
    gone = [name for number, name in enumerate(people) if number % 2]
    needles = [
        needle
        for name in gone
        for one in library.person(name).exemplars
        for needle in (name.encode(), one.recording.encode(), one.vector.tobytes(), one.vector.tobytes()[:32])
    ]
    assert leftovers(library.path.parent, *needles) == needles
    for name in gone:
        library.delete(name)
    assert leftovers(library.path.parent, *needles) == []
    assert [path.name for path in library.path.parent.iterdir()] == ["voices.sqlite"]
    assert len(library.people()) == 30


def test_rename_leaves_nothing_of_the_old_name(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Annabel Leigh", [sample(axis(0))])
    library.rename("Annabel Leigh", "Ann")
    assert leftovers(library.path.parent, b"Annabel Leigh") == []
    assert [person.name for person in library.people()] == ["Ann"]


def test_a_name_that_is_taken_is_refused(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Ann", [sample(axis(0))])
    library.add("Bob", [sample(axis(1))])
    with pytest.raises(OptionError, match="there is a voice of 'Bob' already"):
        library.rename("Ann", "Bob")


def test_the_same_recording_is_kept_once(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Ann", [sample(axis(0))])
    library.add("Ann", [sample(axis(0), seconds=50.0)])
    assert [one.seconds for one in library.person("Ann").exemplars] == [50.0]


def test_ten_exemplars_of_most_speech_are_kept(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Ann", [sample(axis(0), f"r{number}", seconds=15.0 + number) for number in range(12)])
    assert [one.seconds for one in library.person("Ann").exemplars] == [15.0 + number for number in range(2, 12)]


def test_unknown_person_lists_those_who_are_known(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Ann", [sample(axis(0))])
    with pytest.raises(OptionError, match="there is no voice of a person called 'Anne'; there is: Ann"):
        library.person("Anne")


@pytest.mark.parametrize("name", ["", "  ", "all", "a\nb", "x" * 201], ids=["empty", "blank", "all", "line", "long"])
def test_names_that_cannot_be_typed_are_refused(name: str, library: VoiceLibrary, sample: Sample) -> None:
    with pytest.raises(OptionError, match="a person cannot be called"):
        library.add(name, [sample(axis(0))])


def test_one_way_of_writing_a_name_counts(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Zoe\u0308", [sample(axis(0))])
    assert library.person("Zo\u00eb").name == "Zo\u00eb"


def test_a_change_that_fails_changes_nothing(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Ann", [sample(axis(0))])

    def fail(_: Exemplar) -> Exemplar:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.update("Ann", fail)
    assert len(library.person("Ann").exemplars) == 1


def test_a_newer_version_is_left_alone(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Ann", [sample(axis(0))])
    with sqlite3.connect(library.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = library.path.read_bytes()
    with pytest.raises(VoiceError, match="the library is of version 99, and this program knows 1; update"):
        library.people()
    assert library.path.read_bytes() == before


def test_an_empty_file_is_a_library_of_version_0_and_is_brought_up_to_date(
    library: VoiceLibrary, sample: Sample
) -> None:
    library.path.parent.mkdir()
    library.path.touch()
    library.add("Ann", [sample(axis(0))])
    with sqlite3.connect(library.path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_damaged_file_says_what_to_do(library: VoiceLibrary) -> None:
    library.path.parent.mkdir()
    library.path.write_bytes(b"no database at all" * 100)
    with pytest.raises(VoiceError, match=r"the library of voices is damaged .*; move the file away"):
        library.people()


def test_a_damaged_vector_names_the_person(library: VoiceLibrary, sample: Sample) -> None:
    library.add("Ann", [sample(axis(0))])
    with sqlite3.connect(library.path) as connection:
        connection.execute("UPDATE exemplars SET vector = x'0000c07f'")
    with pytest.raises(VoiceError, match="the voice of Ann in the library is damaged"):
        library.people()


def test_a_folder_of_others_is_refused(tmp_path: Path, sample: Sample) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(VoiceError, match="it is not a folder of yours"):
        VoiceLibrary(tmp_path / "link" / "voices.sqlite").add("Ann", [sample(axis(0))])


def test_programs_that_learn_at_once_lose_nothing(library: VoiceLibrary, sample: Sample) -> None:
    def learn(number: int) -> None:
        VoiceLibrary(library.path).add(f"Person {number % 4}", [sample(axis(number % 8), f"r{number}")])

    with ThreadPoolExecutor(4) as programs:
        list(programs.map(learn, range(16)))
    assert [len(person.exemplars) for person in library.people()] == [4, 4, 4, 4]
