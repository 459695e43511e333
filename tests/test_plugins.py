import logging
import os
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from whisper_diarize import API_VERSION, OptionError, PluginError, hookimpl, register, unregister
from whisper_diarize.assembly import Selection, assemble, chosen_formats
from whisper_diarize.component_options import Typed
from whisper_diarize.formats import Srt
from whisper_diarize.plugins import load
from whisper_diarize.records import Job
from whisper_diarize.registry import parse_assignments

ENGINE = """
from whisper_diarize import hookimpl, Transcript

class Engine:
    def transcribe(self, audio, progress):
        return Transcript()

@hookimpl
def register_transcribers(register):
    register("{name}", lambda _: Engine(), summary="an engine")
"""


def by_name(plugins: Any) -> dict[str, Any]:
    return {info.name: info for info in plugins.infos}


def test_installed_plugin_offers_its_engine(install: Callable[[str, str], None]) -> None:
    install("parrot", ENGINE.format(name="parrot"))
    loaded = load()
    assert "parrot" in loaded.transcribers
    assert by_name(loaded)["parrot"].origin == "whisper-diarize-parrot 1.2"
    assert by_name(loaded)["parrot"].components == ("transcriber parrot",)


def test_plugin_that_cannot_be_imported_costs_one_warning_with_distribution_and_reason(
    install: Callable[[str, str], None], caplog: pytest.LogCaptureFixture
) -> None:
    install("broken", "import no_such_module_at_all")
    loaded = load()
    assert "srt" in loaded.exporters
    assert by_name(loaded)["broken"].error == "ModuleNotFoundError: No module named 'no_such_module_at_all'"
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING] == [
        (
            "plugin 'broken' (whisper-diarize-broken 1.2) is left out: "
            "ModuleNotFoundError: No module named 'no_such_module_at_all'"
        )
    ]


def test_plugin_that_exits_when_imported_is_left_out(install: Callable[[str, str], None]) -> None:
    install("leaver", "raise SystemExit(3)")
    assert by_name(load())["leaver"].error == "SystemExit: 3"


def test_misspelt_hook_is_left_out_with_its_name(install: Callable[[str, str], None]) -> None:
    code = "from whisper_diarize import hookimpl\n@hookimpl\ndef register_transcriberz(register): ..."
    install("misspelt", code)
    assert "register_transcriberz" in by_name(load())["misspelt"].error


def test_hook_with_a_wrong_argument_is_left_out(install: Callable[[str, str], None]) -> None:
    code = "from whisper_diarize import hookimpl\n@hookimpl\ndef stage_started(job, phase): ..."
    install("wrong", code)
    assert "phase" in by_name(load())["wrong"].error


def test_plugin_that_takes_a_name_of_ours_is_left_out_and_ours_stays(install: Callable[[str, str], None]) -> None:
    code = """
from whisper_diarize import hookimpl

@hookimpl
def register_exporters(register):
    register("mine", lambda _: None)
    register("srt", lambda _: None)
"""
    install("thief", code)
    loaded = load()
    assert by_name(loaded)["thief"].error == "the output format 'srt' is already registered by 'formats'"
    assert loaded.exporters.get("srt").plugin == "formats"
    assert "mine" not in loaded.exporters


def test_broken_plugin_that_the_user_names_is_an_error_with_the_reason(install: Callable[[str, str], None]) -> None:
    install("broken", "import no_such_module_at_all")
    with pytest.raises(PluginError, match=r"plugin 'broken' .* cannot be used: ModuleNotFoundError"):
        assemble(load(), Selection(transcriber="broken"))


def test_disabled_plugin_is_not_imported(install: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    install("parrot", "raise RuntimeError('imported')")
    monkeypatch.setenv("WHISPER_DIARIZE_DISABLE_PLUGINS", "other, parrot")
    assert "parrot" not in by_name(load())


def test_all_installed_plugins_can_be_disabled_but_not_ours(
    install: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    install("parrot", ENGINE.format(name="parrot"))
    monkeypatch.setenv("WHISPER_DIARIZE_DISABLE_PLUGINS", "all")
    steps = ["audio", "transcribers", "models", "diarizers", "attributors", "identifiers", "post_processors"]
    assert [info.name for info in load().infos] == [*steps, "formats", "readers"]


def test_trace_prints_hook_calls_to_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WHISPER_DIARIZE_TRACE_PLUGINS", "1")
    load()
    assert "register_exporters" in capsys.readouterr().err


def test_two_plugins_of_one_name_cost_the_second(install: Callable[[str, str], None], tmp_path: Path) -> None:
    install("twin", ENGINE.format(name="first"))
    second = tmp_path / "site" / "another_twin-2.0.dist-info"
    second.mkdir()
    (second / "METADATA").write_text("Metadata-Version: 2.1\nName: another-twin\nVersion: 2.0\n")
    (second / "entry_points.txt").write_text("[whisper_diarize]\ntwin = zzz_other\n")
    (tmp_path / "site" / "zzz_other.py").write_text(ENGINE.format(name="second"))
    loaded = load()
    assert "first" in loaded.transcribers
    assert [info.error for info in loaded.infos if info.distribution == "another-twin"] == [
        "another plugin is called 'twin' already"
    ]


def test_plugin_of_the_calling_program_that_is_not_valid_is_an_error(plugin: Callable[..., types.ModuleType]) -> None:
    @hookimpl
    def register_nonsense(register: Callable[..., None]) -> None: ...

    with pytest.raises(PluginError, match="register_nonsense"):
        load([plugin("mine", register_nonsense)])


def test_plugin_that_is_installed_and_handed_over_counts_once(install: Callable[[str, str], None]) -> None:
    install("parrot", ENGINE.format(name="parrot"))
    import installed_parrot  # type: ignore[import-not-found]  # made by the test

    assert [info.name for info in load([installed_parrot]).infos].count("parrot") == 1


def test_observer_that_raises_costs_a_warning_and_the_others_still_hear(
    plugin: Callable[..., types.ModuleType], caplog: pytest.LogCaptureFixture
) -> None:
    heard = []

    @hookimpl
    def stage_started(stage: str) -> None:
        heard.append(stage)

    good = plugin("good", stage_started)

    @hookimpl  # type: ignore[no-redef]  # a second one on purpose
    def stage_started(stage: str) -> NoReturn:
        raise KeyError(stage)

    loaded = load([plugin("bad", stage_started), good, plugin("worse", stage_started)])
    loaded.stage_started(Job("talk.wav", "talk"), "audio")
    assert heard == ["audio"]
    assert [record.getMessage() for record in caplog.records] == [
        "plugin 'bad' (this program) failed in stage_started: KeyError: 'audio'",
        "plugin 'worse' (this program) failed in stage_started: KeyError: 'audio'",
    ]


def test_each_load_is_a_registry_of_its_own(install: Callable[[str, str], None]) -> None:
    first = load()
    install("parrot", ENGINE.format(name="parrot"))
    load()
    assert "parrot" not in first.transcribers


def test_component_without_its_method_is_an_error_that_names_the_plugin(
    plugin: Callable[..., types.ModuleType],
) -> None:
    @hookimpl
    def register_transcribers(register: Callable[..., None]) -> None:
        register("mute", lambda _: object())

    with pytest.raises(PluginError, match=r"transcriber 'mute' of plugin 'mine' .* is not a Transcriber"):
        assemble(load([plugin("mine", register_transcribers)]), Selection(transcriber="mute"))


def test_format_that_needs_speakers_is_in_all_only_with_speakers(plugin: Callable[..., types.ModuleType]) -> None:
    @hookimpl
    def register_exporters(register: Callable[..., None]) -> None:
        register("who", lambda _: Srt(), needs_speakers=True)
        register("rare", lambda _: Srt(), on_request=True)

    formats = load([plugin("mine", register_exporters)], installed=False).exporters
    with_speakers = chosen_formats(formats, ["all"], speakers=True)
    without = chosen_formats(formats, ["all", "rare"], speakers=False)
    assert set(with_speakers) - set(without) == {"rttm", "who"}
    assert set(without) - set(with_speakers) == {"rare"}


def test_format_that_all_leaves_out_is_not_made(plugin: Callable[..., types.ModuleType]) -> None:
    @hookimpl
    def register_exporters(register: Callable[..., None]) -> None:
        register("rare", lambda _: pytest.fail("it was made"), on_request=True)
        register("who", lambda _: pytest.fail("it was made"), needs_speakers=True)

    loaded = load([plugin("mine", register_exporters)], installed=False)
    assert len(assemble(loaded, Selection(formats=("all",))).exporters) == 5


def test_our_own_plugins_are_marked(plugin: Callable[..., types.ModuleType]) -> None:
    loaded = load([plugin("mine")], installed=False)
    assert [info.name for info in loaded.infos if not info.builtin] == ["mine"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mlxx": {"step": "2"}}, "there is no component 'mlxx'; did you mean mlx"),
        ({"mlx": {"step": "2"}}, "an option is for 'mlx', which takes no part in this run"),
        (parse_assignments(["mlx.step=2"]), "-o mlx.step is for 'mlx', which takes no part in this run"),
    ],
)
def test_options_that_no_component_takes_are_refused(options: dict[str, dict[str, Typed | str]], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        assemble(load(installed=False), Selection(options=options))


def test_formats_may_be_written_as_suffixes_and_in_capitals() -> None:
    formats = load(installed=False).exporters
    assert chosen_formats(formats, [".srt", "VTT", "TextGrid"], speakers=False) == ("srt", "vtt", "textgrid")


LATER = "from whisper_diarize import hookimpl\nAPI_VERSION = {}\n"


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        (2, "it was written for version 2 of the plugin API, this is version 1; update whisper-diarize"),
        (0, "it was written for version 0 of the plugin API, this is version 1; update the plugin"),
        ("'1.0'", "its API_VERSION must be a whole number, not '1.0'"),
    ],
)
def test_plugin_of_another_version_of_the_hooks_is_left_out(
    install: Callable[[str, str], None], version: int | str, reason: str
) -> None:
    install("other", LATER.format(version))
    assert by_name(load())["other"].error == reason


def test_plugin_of_this_version_is_taken(install: Callable[[str, str], None]) -> None:
    install("same", LATER.format(API_VERSION) + "@hookimpl\ndef stage_started(job): ...\n")
    assert by_name(load())["same"].hooks == ("stage_started",)


def test_hook_that_exits_while_components_are_registered_leaves_the_plugin_out(
    install: Callable[[str, str], None],
) -> None:
    install("leaver", "from whisper_diarize import hookimpl\n@hookimpl\ndef register_exporters(register): exit(4)")
    assert by_name(load())["leaver"].error == "SystemExit: 4"


HANGS = """
from whisper_diarize.plugins import load, loading
loading.IMPORT_SECONDS = 0.2
print([info.error for info in load().infos if info.name == "sleeper"])
"""


def test_plugin_that_hangs_when_imported_is_left_out(install: Callable[[str, str], None], tmp_path: Path) -> None:
    install("sleeper", "import time\ntime.sleep(60)")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "site"), *sys.path])}
    command = [sys.executable, "-c", HANGS]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout == "['it was not imported within 0.2 seconds']\n"


@pytest.fixture
def registered() -> Iterator[Callable[..., None]]:
    """Register plugins of the process, for one test."""
    mine = []

    def add(plugin: object, **words: Any) -> None:
        mine.append(plugin)
        register(plugin, **words)

    yield add
    for plugin in mine:
        unregister(plugin)


def test_registered_plugin_is_in_all_that_is_loaded_until_it_is_unregistered(
    plugin: Callable[..., types.ModuleType], registered: Callable[..., None]
) -> None:
    @hookimpl
    def stage_started(job: Job) -> None: ...

    mine = plugin("mine", stage_started)
    registered(mine, source="a notebook")
    registered(mine)
    assert [info.origin for info in load().infos if info.name == "mine"] == ["a notebook"]
    unregister(mine)
    assert "mine" not in by_name(load())


def test_plugin_that_is_not_valid_is_not_registered(
    plugin: Callable[..., types.ModuleType], registered: Callable[..., None]
) -> None:
    with pytest.raises(PluginError, match=r"^plugin 'mine' \(this program\) implements no hook; mark"):
        registered(plugin("mine"))
    assert "mine" not in by_name(load())


@pytest.mark.parametrize("extension", ["../../evil", "", "a/b", "x" * 51, "\x00", "\ud800", ".srt", None, 5])
def test_an_extension_that_no_file_can_have_is_refused_before_work_begins(
    plugin: Callable[..., types.ModuleType], extension: Any
) -> None:
    class Odd(Srt):
        pass

    Odd.extension = extension

    @hookimpl
    def register_exporters(register: Callable[..., None]) -> None:
        register("odd", lambda _: Odd())

    with pytest.raises(PluginError, match=r"the output format 'odd' of plugin 'mine' .* failed: its extension is "):
        assemble(load([plugin("mine", register_exporters)]), Selection(formats=("odd",)))


def test_an_observer_cannot_end_the_run_with_any_exception(
    plugin: Callable[..., types.ModuleType], caplog: pytest.LogCaptureFixture
) -> None:
    @hookimpl
    def stage_started(stage: str) -> NoReturn:
        raise GeneratorExit(stage)

    load([plugin("bad", stage_started)]).stage_started(Job("talk.wav", "talk"), "audio")
    assert caplog.messages == ["plugin 'bad' (this program) failed in stage_started: GeneratorExit: audio"]
