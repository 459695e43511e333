"""A Word document: a paragraph for each speaker in turn, the name bold, the time in grey. python-docx writes it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.text import first_direction

from .cleaning import clean_name
from .cues import clock
from .paragraphs import Paragraph, paragraphs

INSTALL = 'pip install "whisper-diarize[docx]"'

# what XML 1.0 cannot hold, beside what cleaning takes out
_NOT_XML = re.compile("[\ufffe\uffff]")
_GREY = "767676"
# the first that zip can say; the same transcript gives the same bytes
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Docx:
    """A document to read and correct in a word processor.

    Raises:
        OptionError: python-docx is not installed.
    """

    extension = "docx"

    def __init__(self) -> None:
        try:
            import docx  # noqa: PLC0415  it is optional
        except ImportError as exc:
            raise OptionError(f"docx needs python-docx: {INSTALL}") from exc
        self._new = docx.Document

    def render(self, transcript: AttributedTranscript) -> bytes:
        """Return the document; silence is a heading only."""
        document = self._new()
        title = _clean(clean_name(transcript.name)) or "audio"
        document.core_properties.title = title
        document.core_properties.author = document.core_properties.comments = ""
        document.add_heading(title, level=1)
        for item in paragraphs(transcript):
            _write(_added_paragraph(document), item)
        file = io.BytesIO()
        document.save(file)
        return _undated(file)


# Any: python-docx, which may not be here
def _added_paragraph(document: Any) -> Any:
    """Add a paragraph, as `add_paragraph` does, which looks through all of them for the place."""
    from docx.oxml import OxmlElement  # noqa: PLC0415  it is optional
    from docx.text.paragraph import Paragraph as Added  # noqa: PLC0415

    element = OxmlElement("w:p")
    document.element.body[-1].addprevious(element)  # the section's properties come last
    return Added(element, document._body)  # noqa: SLF001  it has no name for this


# Any: as above
def _write(paragraph: Any, item: Paragraph) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415  it is optional
    from docx.shared import RGBColor  # noqa: PLC0415

    if item.speaker and not item.continued:
        paragraph.add_run(f"{_clean(item.speaker)} ").bold = True
    time = paragraph.add_run(clock(item.start, ".").partition(".")[0])
    time.font.color.rgb = RGBColor.from_string(_GREY)
    time.add_break()
    text = paragraph.add_run(_clean(item.text))
    if first_direction(item.text) == "R":
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001  it has no name for this
        text.font.rtl = True
    for words, comment in item.comments:
        text.add_break()
        text = paragraph.add_run(_clean(f"“{words}”: {comment}" if comment else f"“{words}”"))
        text.italic = True
        text.font.color.rgb = RGBColor.from_string(_GREY)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _undated(file: io.BytesIO) -> bytes:
    """Return a zip archive without the times of its entries."""
    rewritten = io.BytesIO()
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return rewritten.getvalue()
