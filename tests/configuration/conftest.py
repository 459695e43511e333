"""Fixtures for tests of configuration files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from whisper_diarize.configuration import Commands, CommandSpec, ConfigurationFile, OptionSpec, Place, read_file

Write = Callable[..., ConfigurationFile]

COMMANDS = Commands(
    {
        spec.words: spec
        for spec in (
            CommandSpec(
                ("transcribe",),
                {
                    option.key: option
                    for option in (
                        OptionSpec("language", "language", "text"),
                        OptionSpec("diarize", "diarize", "flag", default=False),
                        OptionSpec("num-speakers", "num_speakers", "whole number", minimum=1),
                        OptionSpec("output-format", "output_format", "text", many=True),
                        OptionSpec("output-dir", "output_dir", "path"),
                        OptionSpec("temperature", "temperature", "text", any_scalar=True, any_list=True),
                        OptionSpec("speaker-names", "speaker_names", "text", any_list=True),
                        OptionSpec("model", "model", "text"),
                        OptionSpec("plugin", "plugin", "text", many=True),
                        OptionSpec("option", "option", "text", many=True),
                    )
                },
            ),
            CommandSpec(
                ("diarize",), {"num-speakers": OptionSpec("num-speakers", "num_speakers", "whole number", minimum=1)}
            ),
            CommandSpec(("models", "list"), {"json": OptionSpec("json", "as_json", "flag")}),
        )
    }
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file, the user's unless told otherwise, and reads it."""

    def file(text: str, *, is_own: bool = True) -> ConfigurationFile:
        folder = tmp_path / ("user" if is_own else "project")
        folder.mkdir(exist_ok=True)
        path = folder / "whisper-diarize.toml"
        path.write_text(text, encoding="utf-8")
        return read_file(Place(path, is_own=is_own))

    return file
