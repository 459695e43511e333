from whisper_diarize.models.lazy import lazy


def test_a_thing_is_made_once_and_only_when_something_of_it_is_wanted():
    made = []

    def make() -> complex:
        made.append(1)
        return 3 + 4j

    number = lazy(make)
    assert not made
    assert (number.real, number.imag) == (3, 4)
    assert made == [1]
