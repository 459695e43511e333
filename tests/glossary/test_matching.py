import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.glossary import parse_glossary
from whisper_diarize.glossary.matching import Matcher


def correct(rules: str, text: str) -> str:
    for match in reversed([*Matcher(parse_glossary(rules)).matches(text)]):
        text = text[: match.start] + match.new + text[match.end :]
    return text


@pytest.mark.parametrize(
    ("rules", "text", "expected"),
    [
        ("cove alchek -> Kowalczyk", "Ask Cove Alchek, please.", "Ask Kowalczyk, please."),
        ("cove alchek -> Kowalczyk", "Ask cove-alchek's wife.", "Ask Kowalczyk's wife."),
        ("cove alchek -> Kowalczyk", "Ask cove, alchek.", "Ask cove, alchek."),
        ("kowalczyk -> Ada Kowalczyk", "(Kowalczyk)", "(Ada Kowalczyk)"),
        (
            "art -> craft",
            "The art is state-of-the-art, l'art, artful, smart.",
            "The craft is state-of-the-art, l'art, artful, smart.",
        ),
        ("color -> colour", "Color, color, COLOR", "Colour, colour, COLOUR"),
        ("e-mail -> email", "E-mail or e mail", "Email or email"),
        ("o'neil -> O'Neill", "O\u2019Neil said", "O'Neill said"),
        ("a -> b\nb -> a", "a b", "b a"),
        ("new york -> New York City\nyork -> York", "new york and york", "New York City and York"),
        ("Kowalczyk", "KOWALCZYK or kowalczyk", "Kowalczyk or kowalczyk"),
        ("May", "I may ask May", "I may ask May"),
        ("may -> May", "I may", "I May"),
        ("OpenAI", "Open AI, openai, OpenAI, open-ai, reopen AI", "OpenAI, OpenAI, OpenAI, OpenAI, reopen AI"),
        ("mlx-whisper", "MLX Whisper and mlxwhisper", "mlx-whisper and mlx-whisper"),
        ("Zoe Kowalczyk", "zoe kowalczyk, zoekowalczyk", "Zoe Kowalczyk, zoekowalczyk"),
        ("Zoe Kowalczyk", "Zoe-Kowalczyk", "Zoe Kowalczyk"),
        ("AT&T", "at&t, at t", "AT&T, at t"),
        (".NET", "I like .net and net", "I like .NET and net"),
        ("東京大学", "私は東京大学です", "私は東京大学です"),
        ("東教 -> 東京", "私は東教です", "私は東京です"),
        ("müller -> Mueller", "MÜLLER", "Mueller"),
    ],
)
def test_spellings_are_corrected(rules: str, text: str, expected: str) -> None:
    assert correct(rules, text) == expected


TEXTS = st.text(alphabet="ab -'.,AB東京\n", max_size=30)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4), TEXTS)
def test_matches_are_in_order_and_never_overlap(pairs: list[tuple[str, str]], text: str) -> None:
    usable = [(a, b) for a, b in pairs if any(map(str.isalnum, a)) and any(map(str.isalnum, b))]
    rules = "\n".join(f"{' '.join(a.split())} -> {' '.join(b.split())}" for a, b in usable if "->" not in a + b)
    matches = [*Matcher(parse_glossary(rules)).matches(text)]
    edges = [edge for match in matches for edge in (match.start, match.end)]
    assert edges == sorted(edges)
    assert all(match.start < match.end for match in matches)


def test_of_ten_thousand_entries_a_word_is_compared_with_those_that_begin_as_it_does() -> None:
    rules = parse_glossary("\n".join(f"word{number} -> Term{number}" for number in range(10_000)))
    assert max(map(len, Matcher(rules)._spellings.values())) == 1
