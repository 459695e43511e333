"""The languages that Whisper knows: mlx_whisper has them too, but takes a second to import.

Source: OpenAI Whisper, whisper/tokenizer.py, LANGUAGES and TO_LANGUAGE_CODE (MIT).
"""

from __future__ import annotations

from whisper_diarize.errors import OptionError

_TABLE = """
en english, zh chinese, de german, es spanish, ru russian, ko korean, fr french, ja japanese, pt portuguese, tr
turkish, pl polish, ca catalan, nl dutch, ar arabic, sv swedish, it italian, id indonesian, hi hindi, fi
finnish, vi vietnamese, he hebrew, uk ukrainian, el greek, ms malay, cs czech, ro romanian, da danish, hu
hungarian, ta tamil, no norwegian, th thai, ur urdu, hr croatian, bg bulgarian, lt lithuanian, la latin, mi
maori, ml malayalam, cy welsh, sk slovak, te telugu, fa persian, lv latvian, bn bengali, sr serbian, az
azerbaijani, sl slovenian, kn kannada, et estonian, mk macedonian, br breton, eu basque, is icelandic, hy
armenian, ne nepali, mn mongolian, bs bosnian, kk kazakh, sq albanian, sw swahili, gl galician, mr marathi, pa
punjabi, si sinhala, km khmer, sn shona, yo yoruba, so somali, af afrikaans, oc occitan, ka georgian, be
belarusian, tg tajik, sd sindhi, gu gujarati, am amharic, yi yiddish, lo lao, uz uzbek, fo faroese, ht haitian
creole, ps pashto, tk turkmen, nn nynorsk, mt maltese, sa sanskrit, lb luxembourgish, my myanmar, bo tibetan, tl
tagalog, mg malagasy, as assamese, tt tatar, haw hawaiian, ln lingala, ha hausa, ba bashkir, jw javanese, su
sundanese, yue cantonese, my burmese, ca valencian, nl flemish, ht haitian, lb letzeburgesch, ps pushto, pa
panjabi, ro moldavian, ro moldovan, si sinhalese, es castilian, zh mandarin
"""
_CODES = {name: code for code, _, name in (item.strip().partition(" ") for item in " ".join(_TABLE.split()).split(","))}
LANGUAGES = {code: name for name, code in reversed(_CODES.items())}
"""English names by code; the first in the table of several."""


def language_code(language: str) -> str:
    """Return the code of a language given by code or English name.

    Raises:
        OptionError: Whisper does not know it; the known codes are listed.
    """
    code = _CODES.get(language.lower(), language.lower())
    if code not in _CODES.values():
        raise OptionError.unknown("language", language, set(_CODES.values()))
    return code


def language_name(code: str) -> str:
    """Return the English name of a language's code, or the code if Whisper does not know it.

    >>> language_name("nl")
    'dutch'
    """
    return next((name for name, known in _CODES.items() if known == code), code)
