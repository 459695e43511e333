from typer.testing import CliRunner

from whisper_diarize.cli.app import group


def test_commands_of_a_broken_plugin_cost_a_warning_only(install, caplog):
    install(
        "broken",
        """
from whisper_diarize import hookimpl

@hookimpl
def register_commands(app):
    raise RuntimeError("oops")
""",
    )
    result = CliRunner().invoke(group(), ["--help"])
    assert result.exit_code == 0
    assert "plugin 'broken'" in caplog.text
    assert "RuntimeError: oops" in caplog.text
