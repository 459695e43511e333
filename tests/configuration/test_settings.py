from pathlib import Path

import pytest

from tests.configuration.conftest import COMMANDS, Write
from whisper_diarize.configuration import ConfigurationFile, Settings, profiles, settings_for
from whisper_diarize.errors import OptionError

TRANSCRIBE = COMMANDS.specs["transcribe",]


def values(settings: Settings) -> dict[str, object]:
    return {name: setting.value for name, setting in settings.options.items()}


def settle(*files: ConfigurationFile, profile: str | None = None) -> dict[str, object]:
    return values(settings_for(files, TRANSCRIBE, profile))


def test_profile_holds_before_the_project_and_the_project_before_the_user(write: Write) -> None:
    user = write("num-speakers = 1\nlanguage = 'de'\nmodel = 'tiny'\n[profile.podcast]\nlanguage = 'fr'")
    project = write("num-speakers = 2\nlanguage = 'en'", is_own=False)
    assert settle(user, project) == {"num_speakers": 2, "language": "en", "model": "tiny"}
    assert settle(user, project, profile="podcast") == {"num_speakers": 2, "language": "fr", "model": "tiny"}


def test_projects_profile_holds_before_the_users_of_the_same_name(write: Write) -> None:
    user = write("[profile.podcast]\nlanguage = 'fr'\nnum-speakers = 2")
    project = write("[profile.podcast]\nlanguage = 'en'", is_own=False)
    assert settle(user, project, profile="podcast") == {"language": "en", "num_speakers": 2}


def test_table_of_the_command_holds_before_options_of_all_commands(write: Write) -> None:
    file = write("num-speakers = 4\n[transcribe]\nnum-speakers = 2\n[diarize]\nnum-speakers = 3")
    assert settle(file) == {"num_speakers": 2}
    assert values(settings_for([file], COMMANDS.specs["diarize",])) == {"num_speakers": 3}


def test_options_of_other_commands_are_left_out(write: Write) -> None:
    assert values(settings_for([write("language = 'en'\ndiarize = true")], COMMANDS.specs["diarize",])) == {}


def test_underscores_are_hyphens(write: Write) -> None:
    assert settle(write("output_format = ['srt']")) == {"output_format": ["srt"]}


def test_single_value_of_an_option_that_repeats_is_a_list(write: Write) -> None:
    assert settle(write("output-format = 'srt,vtt'")) == {"output_format": ["srt,vtt"]}


def test_numbers_and_lists_become_the_text_that_would_be_typed(write: Write) -> None:
    file = write("temperature = [0, 0.2]\nspeaker-names = ['Ann', 'Lee, Bob']")
    assert settle(file) == {"temperature": "0,0.2", "speaker_names": 'Ann,"Lee, Bob"'}


def test_paths_are_relative_to_the_file(write: Write, tmp_path: Path) -> None:
    file = write("output-dir = 'out'\nspeaker-names = '@names.txt'\nmodel = './mine'")
    here = tmp_path / "user"
    assert settle(file) == {
        "output_dir": str(here / "out"),
        "speaker_names": f"@{here / 'names.txt'}",
        "model": str(here / "mine"),
    }


def test_options_of_components_are_merged_key_by_key(write: Write) -> None:
    user = write("[options.srt]\nreading_speed = 15\ncues = 'sentences'")
    project = write("option = ['srt.reading-speed=20']\n[transcribe.options.mlx-whisper]\nfp16 = true", is_own=False)
    found = settings_for([user, project], TRANSCRIBE).components
    assert {name: {key: one.value for key, one in keys.items()} for name, keys in found.items()} == {
        "srt": {"reading_speed": "20", "cues": "sentences"},
        "mlx-whisper": {"fp16": "True"},
    }


def test_setting_knows_its_place(write: Write, tmp_path: Path) -> None:
    file = write("[profile.podcast.transcribe]\nlanguage = 'en'")
    setting = settings_for([file], TRANSCRIBE, "podcast").options["language"]
    assert setting.where == f"{tmp_path / 'user' / 'whisper-diarize.toml'}: [profile.podcast.transcribe] language"
    assert setting.source == "user [profile.podcast.transcribe]"


def test_unknown_profile_names_the_nearest(write: Write) -> None:
    file = write("[profile.podcast]\n[profile.meeting]")
    assert profiles([file]) == ("podcast", "meeting")
    with pytest.raises(OptionError, match=r"no profile 'podcst'; did you mean podcast\? there is: meeting, podcast"):
        settle(file, profile="podcst")


def test_profile_without_a_file_says_where_one_would_be() -> None:
    with pytest.raises(OptionError, match=r"no profile 'x', as there is no configuration file: .*\.toml"):
        settle(profile="x")
