"""The order in which actors are given recordings."""

from __future__ import annotations

from pathlib import Path

from whisper_diarize_ray.pool import longest_first

from whisper_diarize.batch import FoundRecording


def test_large_files_come_first_and_addresses_last(tmp_path: Path) -> None:
    sources = ["s3://talks/far.wav"]
    for name, size in (("short.wav", 1), ("long.wav", 3), ("other.wav", 3), ("mid.wav", 2)):
        (tmp_path / name).write_bytes(bytes(size))
        sources.append(str(tmp_path / name))
    ordered = longest_first([FoundRecording(source, Path(source).name) for source in sources])
    assert [found.place for found in ordered] == ["long.wav", "other.wav", "mid.wav", "short.wav", "far.wav"]
