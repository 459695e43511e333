"""AttributedTranscript -> text: one format a file, pure, none opens a file.

`Srt`, `Vtt` and `Html` take options; the others take none.
"""

from .json import Json
from .json_reader import parse_json
from .labels import SpeakerLabels
from .review import Html, HtmlOptions
from .rttm import Rttm, parse_rttm
from .srt import Srt, SrtOptions
from .tsv import Tsv
from .txt import Txt
from .vtt import Vtt, VttOptions

__all__ = [
    "Html",
    "HtmlOptions",
    "Json",
    "Rttm",
    "SpeakerLabels",
    "Srt",
    "SrtOptions",
    "Tsv",
    "Txt",
    "Vtt",
    "VttOptions",
    "parse_json",
    "parse_rttm",
]
