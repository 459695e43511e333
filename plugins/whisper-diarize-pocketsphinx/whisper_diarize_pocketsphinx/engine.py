"""PocketSphinx as a transcriber: utterances are decoded one by one, each on its own."""

from __future__ import annotations

from importlib.metadata import version

from whisper_diarize import (
    SAMPLE_RATE,
    Audio,
    Progress,
    Segment,
    Span,
    Transcript,
    TranscriptionError,
    Word,
    tell_segment,
)

from .decoding import load, pcm, words_of
from .options import PocketsphinxOptions
from .streaming import PocketsphinxStream
from .utterances import find_utterances

DECODING = 1  # to be raised when the same options give other words than before


class PocketsphinxTranscriber:
    """The words of English speech, with the times at which the decoder placed them.

    The same audio always gives the same words: cepstral means are those of each utterance, and the estimate of the
    noise, which pocketsphinx would carry on, starts anew with it.
    """

    def __init__(self, options: PocketsphinxOptions) -> None:
        self._options = options
        self._decoder = load(options)

    def cache_key(self) -> str | None:
        """Return the options and the version; None with models of the user's own, which may change."""
        options = self._options
        if options.acoustic_model or options.language_model or options.dictionary:
            return None
        return repr((DECODING, options, version("pocketsphinx")))

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Return one segment for each utterance in which words were found.

        Raises:
            TranscriptionError: the audio is not at 16 kHz, or the decoder failed.
        """
        if audio.sample_rate != SAMPLE_RATE:
            raise TranscriptionError(f"{audio.source}: pocketsphinx needs {SAMPLE_RATE} Hz, not {audio.sample_rate}")
        utterances = find_utterances(
            audio,
            pause_seconds=self._options.pause_seconds,
            margin_seconds=self._options.margin_seconds,
            longest_seconds=self._options.longest_seconds,
        )
        segments = []
        for utterance in utterances:
            words = tuple(self._decode(audio, utterance))
            if words:
                segments.append(_segment(words))
                tell_segment(words[0].start, words[-1].end, segments[-1].text)
            progress(min(utterance.end, audio.duration), audio.duration)
        progress(audio.duration, audio.duration)
        return Transcript(tuple(segments), language=self._options.language, engine="pocketsphinx")

    def stream(self) -> PocketsphinxStream:
        """Begin a stream, which has a decoder of its own.

        Raises:
            ModelError: a model cannot be read.
        """
        return PocketsphinxStream(self._options)

    def _decode(self, audio: Audio, utterance: Span) -> list[Word]:
        first, last = (round(seconds * SAMPLE_RATE) for seconds in (utterance.start, utterance.end))
        try:
            self._decoder.reinit_feat()  # forgets the noise
            self._decoder.start_utt()
            self._decoder.process_raw(pcm(audio.read(first, last)), full_utt=True)
            self._decoder.end_utt()
        except RuntimeError as exc:
            raise TranscriptionError(f"{audio.source}: pocketsphinx failed at {utterance.start:.1f} s: {exc}") from exc
        return list(words_of(self._decoder, utterance.start, utterance.end))


def _segment(words: tuple[Word, ...]) -> Segment:
    return Segment(words[0].start, words[-1].end, "".join(word.text for word in words), words)
