"""FFmpeg, which most players are made with, finds the cues of all our subtitles."""

import av
import pytest

from whisper_diarize.formats import Ass, Srt, Vtt, VttOptions

FULL = VttOptions(colors=True, word_timestamps=True)


@pytest.mark.parametrize("exporter", [Srt(), Vtt(), Vtt(FULL), Ass()], ids=["srt", "vtt", "vtt with all", "ass"])
def test_ffmpeg_finds_every_cue(exporter, transcript, tmp_path):
    path = tmp_path / f"talk.{exporter.extension}"
    path.write_text(exporter.render(transcript), encoding="utf-8")

    with av.open(str(path)) as container:
        (stream,) = container.streams.subtitles
        packets = [packet for packet in container.demux(stream) if packet.size]

    assert [float(packet.pts * packet.time_base) for packet in packets] == [0.0, 2.0]
    assert b"Good" in bytes(packets[0])
    assert b"morning." in bytes(packets[0])
