import json


def test_lists_what_plugins_offer(whisper_diarize, fakes):
    listed = {info["name"]: info for info in json.loads(whisper_diarize("plugins", "--json").stdout)}
    assert listed["fakes"]["components"] == ["transcriber fake", "diarizer fake"]
    assert listed["fakes"]["distribution"] == "whisper-diarize-fakes"
    assert "output format srt" in listed["formats"]["components"]


def test_shows_a_broken_plugin_with_its_reason(whisper_diarize, install):
    install("broken", "import no_such_module_at_all")
    result = whisper_diarize("plugins")
    assert result.exit_code == 0
    assert (
        "broken: broken (whisper-diarize-broken 1.2): ModuleNotFoundError: No module named 'no_such_module_at_all'\n"
    ) in result.stdout
