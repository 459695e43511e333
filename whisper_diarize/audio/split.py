"""Channels of a recording, each by itself, where the options of the reader want it and the sound allows it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.cancellation import raise_if_cancelled
from whisper_diarize.channels import Levels, Verdict, judge
from whisper_diarize.read_options import current
from whisper_diarize.records import Audio, SampleSource
from whisper_diarize.remarks import remark

from . import spool
from .downmix import PAIR, Sound, scaled
from .finite import checked
from .resample import Block, resample

ALL_SECONDS, EVERY = 300.0, 4
"""After five minutes, one second of four tells whether channels are separate."""

Decode = Callable[[], Iterator[Sound]]


class Observer:
    """Looks at the channels of a recording while it is read, if the options of the reader ask for it."""

    def __init__(self) -> None:
        self._wanted = current().channels
        self._seconds = 0.0
        self.levels = Levels()

    def observed(self, sounds: Iterable[Sound]) -> Iterator[Sound]:
        """Pass sounds on, as long as the recording is wanted."""
        for sound in sounds:
            raise_if_cancelled()
            if self._wants(sound):
                with np.errstate(invalid="ignore", over="ignore"):
                    self.levels.add(_float32(sound), sound.sample_rate)
            self._seconds += sound.samples.shape[1] / sound.sample_rate
            yield sound

    def _wants(self, sound: Sound) -> bool:
        """Tell if a sound is looked at; of long recordings that may be mixed, a part is enough."""
        if self._wanted != "auto":
            return self._wanted == "split" and len(sound.samples) > 1
        return len(sound.samples) == PAIR and (self._seconds < ALL_SECONDS or int(self._seconds) % EVERY == 0)

    def observe(self, sounds: Iterable[Sound]) -> None:
        """Look at sounds without passing them on."""
        deque(self.observed(sounds), maxlen=0)


class Interleaved:
    """One channel of samples that lie channel by channel for each instant."""

    def __init__(self, samples: SampleSource, num_channels: int, channel: int) -> None:
        self._samples, self._num_channels, self._channel = samples, num_channels, channel

    def __len__(self) -> int:
        return len(self._samples) // self._num_channels

    def __getitem__(self, index: slice, /) -> NDArray[np.float32]:
        start, stop, step = index.indices(len(self))
        part = self._samples[start * self._num_channels : max(start, stop) * self._num_channels]
        return np.ascontiguousarray(part[self._channel :: self._num_channels][::step])


class Mean:
    """The mean of several channels, each sample computed when it is asked for."""

    def __init__(self, channels: Sequence[SampleSource]) -> None:
        self._channels = tuple(channels)

    def __len__(self) -> int:
        return max(map(len, self._channels))

    def __getitem__(self, index: slice, /) -> NDArray[np.float32]:
        start, stop, step = index.indices(len(self))
        mixed = np.zeros(max(0, stop - start), np.float32)
        for channel in self._channels:
            part = np.asarray(channel[start:stop], np.float32)
            mixed[: len(part)] += part
        mixed /= len(self._channels)
        return mixed[::step]


def chosen(levels: Levels, source: str) -> tuple[int, ...]:
    """Return the channels to read each by itself, by the options of the reader, and remark on it; none to mix all."""
    wanted = current().channels
    if wanted == "mix" or levels.num_channels == 1:
        if wanted == "split":
            remark(source, "it has one channel, so there is nothing to split")
        return ()
    verdict = judge(levels)
    left = verdict.left(levels.num_channels)
    if wanted == "split":
        return _left(verdict, left, source)
    if not verdict.separate:
        return ()
    remark(
        source,
        f"its {levels.num_channels} channels are separate voices; --diarize, and --channels split, take each by itself",
    )
    return left


def _left(verdict: Verdict, left: tuple[int, ...], source: str) -> tuple[int, ...]:
    """Return the channels that have a sound of their own, and say which have none."""
    if verdict.silent:
        remark(source, f"{_listed(verdict.silent)} silent, so left out")
    if not left:
        return ()
    if len(left) == 1 and verdict.same:
        remark(source, "its channels are the same sound, so they are mixed")
        return ()
    if verdict.same:
        remark(source, f"{_listed(verdict.same)} the sound of an earlier one, so left out")
    return left


def _listed(channels: Sequence[int]) -> str:
    numbers = ", ".join(map(str, channels))
    return f"channel {numbers} is" if len(channels) == 1 else f"channels {numbers} are"


def split(decode: Decode, num_channels: int, wanted: Sequence[int], audio: Audio) -> Audio:
    """Return the recording with the channels that are `wanted`; `audio` has its names and its sample rate."""
    blocks = checked((_block(sound, num_channels) for sound in decode()), audio.source)
    samples = spool.gather(block.reshape(-1) for block in resample(blocks, audio.sample_rate))
    return of_channels(audio, {number: Interleaved(samples, num_channels, number) for number in wanted})


def of_channels(audio: Audio, channels: Mapping[int, SampleSource], titles: Sequence[str] = ()) -> Audio:
    """Return a recording that is made of channels, by number; its own samples are their mean."""
    parts = tuple(
        replace(audio, samples=samples, channel=number, title=titles[number] if titles else "")
        for number, samples in channels.items()
    )
    return replace(audio, samples=Mean([part.samples for part in parts]), channels=parts)


def _float32(sound: Sound) -> NDArray[np.float32]:
    samples = sound.samples
    return samples if samples.dtype == np.float32 else scaled(samples).astype(np.float32)


def _block(sound: Sound, num_channels: int) -> Block:
    """Return a stretch with all channels; silence that was filled in, and parts in mono, are the same in each."""
    samples = _float32(sound)
    if len(samples) != num_channels:
        samples = np.broadcast_to(samples[:1], (num_channels, samples.shape[1]))
    return Block(sound.sample_rate, np.ascontiguousarray(samples.T))
