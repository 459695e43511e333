"""FFmpeg, which most players are made with, finds the cues of all our subtitles."""

from pathlib import Path

import av
import pytest

from whisper_diarize.formats import Ass, Srt, Vtt, VttOptions
from whisper_diarize.records import AttributedTranscript

FULL = VttOptions(colors=True, word_timestamps=True)


@pytest.mark.parametrize("exporter", [Srt(), Vtt(), Vtt(FULL), Ass()], ids=["srt", "vtt", "vtt with all", "ass"])
def test_ffmpeg_finds_every_cue(exporter: Ass | Srt | Vtt, transcript: AttributedTranscript, tmp_path: Path) -> None:
    path = tmp_path / f"talk.{exporter.extension}"
    path.write_text(exporter.render(transcript), encoding="utf-8")

    with av.open(str(path)) as container:
        (stream,) = container.streams.subtitles
        packets = [packet for packet in container.demux(stream) if packet.size]

    assert [float(packet.pts * packet.time_base) for packet in packets] == [0.0, 2.0]
    assert b"Good" in bytes(packets[0])
    assert b"morning." in bytes(packets[0])
