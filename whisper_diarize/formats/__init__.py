"""AttributedTranscript -> text or bytes: one format a file, pure, none opens a file.

The subtitles, `Srt`, `Vtt` and `Ass`, take options; the others take none. The review page, an exporter as well, is in
`review`.
"""

from .ass import Ass, AssOptions
from .assemblyai import AssemblyAi
from .audacity import Audacity
from .cleaning import clean_name, encodable
from .ctm import Ctm
from .deepgram import Deepgram
from .documents import DiarizedJson, Podcast, WhisperX
from .docx import Docx
from .json import Json, without_copies
from .json_reader import parse_json
from .markdown import Markdown
from .rttm import Rttm, RttmLine, is_rttm, parse_rttm, rttm_lines
from .srt import Srt, SrtOptions
from .stm import Stm
from .subtitles import SpeakerLabels, SubtitleOptions
from .textgrid import TextGrid
from .tsv import Tsv
from .txt import Txt
from .vtt import Vtt, VttOptions

__all__ = [
    "Ass",
    "AssOptions",
    "AssemblyAi",
    "Audacity",
    "Ctm",
    "Deepgram",
    "DiarizedJson",
    "Docx",
    "Json",
    "Markdown",
    "Podcast",
    "Rttm",
    "RttmLine",
    "SpeakerLabels",
    "Srt",
    "SrtOptions",
    "Stm",
    "SubtitleOptions",
    "TextGrid",
    "Tsv",
    "Txt",
    "Vtt",
    "VttOptions",
    "WhisperX",
    "clean_name",
    "encodable",
    "is_rttm",
    "parse_json",
    "parse_rttm",
    "rttm_lines",
    "without_copies",
]
