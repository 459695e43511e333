"""HTML: the review page.

One file that opens from disk and asks the network for nothing: a content security policy in it forbids all but its own
script and style, by their hashes. The transcript is in it as JSON, in which no `<` is left to end the script element.
The recording is in it too, as base64, if it is small enough, or else behind a link; it is never decoded here, and the
waveform is drawn from peaks that came with it.
"""

from __future__ import annotations

import html
import json
import logging
import math
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import Literal, get_args

from whisper_diarize.errors import AudioError, ExportError, OptionError
from whisper_diarize.formats import clean_name, encodable, without_copies
from whisper_diarize.records import AttributedTranscript, Recording, rounded

from .bundle import asset, script

_log = logging.getLogger(__name__)

AudioMode = Literal["auto", "embed", "link"]

MEGABYTE = 1_000_000
PEAKS_PER_SECOND = 20
MAX_PEAKS = 72_000
"""Of an hour at that rate: 96 kB of the page. Of longer recordings the peaks are further apart."""
MAX_EMBEDDED_BYTES = 400 * MEGABYTE
"""Browsers hold a page as text, which ends at 512 MB; base64 makes four bytes of three."""

SERVED = "connect-src 'self'; "
"""Allowed to a page that a server keeps."""

MEDIA_TYPES = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".m4a": "audio/mp4",
    ".mp4": "audio/mp4",
    ".webm": "audio/webm",
}


@dataclass(frozen=True, slots=True)
class HtmlOptions:
    """Options of the review page.

    `save_to` and what follows it are for servers: with `save_to`, the page keeps the document there by itself. It puts
    the whole JSON document, with `If-Match` and the version it began with; the answer is 200 and `ETag`, the new
    version, or 412 and the document that is there, with its `ETag`. `save_to` with `/export?format=docx` answers with
    that format.

    Attributes:
        audio: embed the recording in the page, link to it, or (auto) embed it up to `embed_megabytes`.
        embed_megabytes: the largest recording that auto embeds.
        waveform: draw the waveform, for which the recording is read.
        terms: names and terms, one a line, that are offered for words near them: --glossary gives its own.
        save_to: the address on the page's own server that keeps the document.
        document_version: the version of the document there: its `ETag`, without quotes.
        recording_url: the address of the recording there.
        remember_to: the address there that learns a speaker's voice; without it, the page does not offer that.

    Raises:
        OptionError: `audio` is none of the known values.
    """

    audio: AudioMode = "auto"
    embed_megabytes: float = 20.0
    waveform: bool = True
    terms: str = ""
    save_to: str = ""
    document_version: str = ""
    recording_url: str = ""
    remember_to: str = ""

    def __post_init__(self) -> None:
        if self.audio not in get_args(AudioMode):
            raise OptionError.unknown("value of audio", self.audio, get_args(AudioMode))


class Html:
    """A page to listen to a transcript and to correct it."""

    extension = "html"

    def __init__(self, options: HtmlOptions | None = None) -> None:
        self.options = options or HtmlOptions()

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the page without the recording: it plays `recording_url`, or asks the reader for the file."""
        url = self.options.recording_url
        return self._page(transcript, url or None, b"", (transcript.recording or transcript.name) if url else "")

    def render_with(self, transcript: AttributedTranscript, recording: Recording) -> str:
        """Return the page with the recording in it, or with a link to it, and with its waveform.

        Raises:
            ExportError: it was to be embedded, and is too large for that or cannot be read.
        """
        peaks = self._peaks(recording, transcript.duration)
        if self.options.recording_url:
            return self._page(transcript, self.options.recording_url, b"", recording.name, peaks)
        embed = self.options.audio == "embed" or (
            self.options.audio == "auto" and recording.size <= self.options.embed_megabytes * MEGABYTE
        )
        if embed and recording.size > MAX_EMBEDDED_BYTES:
            raise ExportError(f"{recording.name}: too large to embed in a page; -o html.audio=link links to it")
        link = None if embed else recording.link
        return self._page(transcript, link, recording.read() if embed else b"", recording.name, peaks)

    def _peaks(self, recording: Recording, seconds: float) -> bytes:
        """Return the peaks of the waveform; none if its sound is not at hand, or cannot be read."""
        count = min(math.ceil(seconds * PEAKS_PER_SECOND), MAX_PEAKS)
        if not self.options.waveform or recording.peaks is None or count == 0:
            return b""
        try:
            return recording.peaks(count)
        except AudioError as error:
            _log.warning("the page has no waveform: %s", error)
            return b""

    def _page(
        self, transcript: AttributedTranscript, link: str | None, data: bytes, name: str, peaks: bytes = b""
    ) -> str:
        text = without_copies(transcript)  # those the page makes itself
        media_type = MEDIA_TYPES.get(PurePath(name).suffix.lower(), "")
        key = sha256(text.encode()).hexdigest()
        about = {
            "key": key,
            "identity": _identity(transcript),
            "name": name,
            "link": link,
            "type": media_type,
            "peaks": b64encode(peaks).decode(),
            "terms": [term for line in self.options.terms.splitlines() if (term := line.strip())],
        }
        return _filled(
            asset("page/page.html"),
            {
                "policy": _policy(served=bool(self.options.save_to)),
                "served": self._served(),
                "language": html.escape(transcript.language or "en"),
                "title": html.escape(clean_name(transcript.name)),
                "style": asset("page/style.css"),
                "document": _in_script(text),
                "about": _in_script(encodable(json.dumps(about, ensure_ascii=False))),
                "script": script(),
                "recording": b64encode(data).decode(),
            },
        )

    def _served(self) -> str:
        """Return the elements that tell the page where it is kept; none where it is a file."""
        if not self.options.save_to:
            return ""
        metadata = {"save-to": self.options.save_to, "document-version": self.options.document_version}
        if self.options.remember_to:
            metadata["remember-to"] = self.options.remember_to
        return "".join(f'<meta name="{name}" content="{html.escape(value)}">\n' for name, value in metadata.items())


def _identity(transcript: AttributedTranscript) -> str:
    """Return the recording's file name and length, in tenths of a second: all pages of it share them."""
    milliseconds = round(1000 * (rounded(transcript.duration) or 0))  # as the JSON has it
    return f"{transcript.recording or transcript.name}:{(milliseconds + 50) // 100}"


def _policy(*, served: bool) -> str:
    """Return the policy: all else is forbidden, inline code included, and the network but for one's own server."""
    return (
        "default-src 'none'; "
        f"script-src {_hash(script())}; "
        f"style-src {_hash(asset('page/style.css'))}; "
        f"{SERVED if served else ''}"
        "media-src 'self' file: blob:; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _in_script(text: str) -> str:
    """Return JSON that cannot end, or open, an element."""
    return text.replace("<", "\\u003c")


def _filled(template: str, parts: dict[str, str]) -> str:
    """Put `parts` in the places `{{name}}` of the template; places in `parts` stay as they are."""
    first, *places = template.split("{{")
    pieces = [first]
    for place in places:
        name, _, rest = place.partition("}}")
        pieces += (parts[name], rest)
    return "".join(pieces)
