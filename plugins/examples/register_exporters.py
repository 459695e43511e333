"""An output format: how many words each speaker says."""

from collections import Counter

from whisper_diarize import AttributedTranscript, Exporter, Register, hookimpl

API_VERSION = 1


class Counts:
    """A line for each speaker: the name, a tab, the number of words."""

    extension = "counts.tsv"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the lines, the speaker with the most words first."""
        counts = Counter(word.speaker for word in transcript.words)
        names = {label: transcript.name_of(label) or "unknown" for label in counts}
        return "".join(f"{printable(names[label])}\t{number}\n" for label, number in counts.most_common())


def printable(text: str) -> str:
    """Return text without tabs, line breaks and other control characters."""
    return "".join(character if character.isprintable() else " " for character in text)


@hookimpl
def register_exporters(register: Register[Exporter]) -> None:
    """Offer `--output-format counts`; `all` includes it in runs with speakers."""
    register("counts", lambda _: Counts(), summary="words of each speaker", needs_speakers=True)
