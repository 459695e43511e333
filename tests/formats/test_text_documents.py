"""Markdown and Word."""

import io
import sys
from collections.abc import Callable

import docx
import pytest
from markdown_it import MarkdownIt

from whisper_diarize.errors import OptionError
from whisper_diarize.formats import Docx, Markdown
from whisper_diarize.records import AttributedTranscript


def paragraphs(transcript: AttributedTranscript) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(Docx().render(transcript))).paragraphs]


def test_markdown_has_a_paragraph_a_turn_under_name_and_time(transcript: AttributedTranscript) -> None:
    assert Markdown().render(transcript) == (
        "# talk\n\n**Ann Lee** 00:00:00\n\nGood morning.\n\n**SPEAKER\\_01** 00:00:02\n\nHi, Ann.\n"
    )


@pytest.mark.parametrize(
    "said", ["*a*", "1. a", "1) a", "- a", "+ a", "# a", "> a", "`a`", "[a](b)", "<b>", "&amp;", "---"]
)
def test_markdown_shows_what_was_said(say: Callable[..., AttributedTranscript], said: str) -> None:
    tokens = MarkdownIt().parse(Markdown().render(say((0, 1, "ann", said))))
    assert "".join(child.content for child in tokens[-2].children) == said  # type: ignore[union-attr]  # of this kind here


def test_markdown_and_word_begin_a_paragraph_where_one_has_become_long(
    say: Callable[..., AttributedTranscript],
) -> None:
    transcript = say((0, 9, "ann", " word" * 130 + "."), (9, 10, "ann", " More."), (10, 11, "bob", " Yes."))
    assert Markdown().render(transcript).count("**ann**") == 1
    assert "\n\n00:00:09\n\nMore.\n" in Markdown().render(transcript)
    assert paragraphs(transcript)[2:] == ["00:00:09\nMore.", "bob 00:00:10\nYes."]


def test_word_document_has_a_paragraph_a_turn_with_the_name_in_bold(transcript: AttributedTranscript) -> None:
    document = docx.Document(io.BytesIO(Docx().render(transcript)))

    assert [paragraph.text for paragraph in document.paragraphs] == [
        "talk",
        "Ann Lee 00:00:00\nGood morning.",
        "SPEAKER_01 00:00:02\nHi, Ann.",
    ]
    assert [run.bold for run in document.paragraphs[1].runs] == [True, None, None]
    assert document.core_properties.title == "talk"


def test_word_document_knows_right_to_left_text(say: Callable[..., AttributedTranscript]) -> None:
    document = docx.Document(io.BytesIO(Docx().render(say((0, 1, "ann", "\u05e9\u05dc\u05d5\u05dd")))))
    paragraph = document.paragraphs[1]
    assert paragraph.runs[-1].font.rtl
    assert "<w:bidi/>" in paragraph._p.xml


def test_word_without_its_library_says_what_to_install_before_anything_is_transcribed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(OptionError, match=r'docx needs python-docx: pip install "whisper-diarize\[docx\]"'):
        Docx()


def test_all_does_not_need_the_library_of_word(monkeypatch: pytest.MonkeyPatch) -> None:
    from whisper_diarize.assembly import Selection, assemble
    from whisper_diarize.plugins import load

    monkeypatch.setitem(sys.modules, "docx", None)
    components = assemble(load(installed=False), Selection(formats=("all",)))
    assert [part.name for part in components.exporters] == ["srt", "vtt", "json", "txt", "tsv"]


def test_silence_is_a_heading_only(silence: AttributedTranscript) -> None:
    assert Markdown().render(silence) == "# talk\n"
    assert paragraphs(silence) == ["talk"]
