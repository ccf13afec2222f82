import pytest

from crimecast.city import load_city
from crimecast.taxonomy import CLASSES, NIBRS, guess, is_withheld


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("ROBBERY - STRONGARM", "robbery"),
        ("THEFT FROM MOTOR VEHICLE", "theft-from-vehicle"),
        ("BURGLARY FROM VEHICLE", "theft-from-vehicle"),
        ("MOTOR VEHICLE THEFT", "vehicle-theft"),
        ("VEHICLE - STOLEN", "vehicle-theft"),
        ("Theft of Motor Vehicle Parts or Accessories", "vehicle-parts"),
        ("BIKE - STOLEN", "bicycle-theft"),
        ("assault-simple", "simple-assault"),
        ("ASSAULT W/DANGEROUS WEAPON", "aggravated-assault"),
        ("assault-police-simple", "police-matters"),
        ("VANDALISM - MISDEAMEANOR", "vandalism"),
        ("NARCOTICS", "drugs-alcohol"),
        ("CRIMINAL TRESPASS", "disorder-trespass"),
        ("THEFT/OTHER", "other-theft"),
        ("CRIM SEXUAL ASSAULT", "withheld"),
        ("OFFENSE INVOLVING CHILDREN", "withheld"),
        ("assault-dv", "withheld"),
        ("HOMICIDE", "withheld"),
        ("INTIMATE PARTNER - SIMPLE ASSAULT", "withheld"),
    ],
)
def test_words_are_guessed(words: str, category: str) -> None:
    found = guess(words)
    assert found is not None
    assert found.category == category


def test_what_says_nothing_is_not_guessed() -> None:
    assert guess("OTHER MISCELLANEOUS") is None


def test_a_code_wins_over_words_but_never_over_withheld_words() -> None:
    code = guess("miscellaneous", "240")
    assert code is not None
    assert (code.category, code.nibrs) == ("vehicle-theft", "240")
    kept_out = guess("sexual battery", "13B")
    assert kept_out is not None
    assert kept_out.offence_class == "withheld"
    assert guess("miscellaneous", "11A").offence_class == "withheld"  # type: ignore[union-attr]


def test_every_code_is_guessed_into_its_class() -> None:
    for code, (label, offence_class) in NIBRS.items():
        found = guess(label, code)
        assert found is not None
        assert found.offence_class in (offence_class, "withheld")
        assert found.offence_class in CLASSES


@pytest.mark.parametrize("city", ["denver", "seattle"])
def test_words_of_withheld_offences_are_known_as_such(city: str) -> None:
    for category in load_city(city).categories:
        for offence in category.offences:
            if category.id == "withheld":
                assert is_withheld(offence) or category.offences[offence] in NIBRS, offence
            else:
                assert not is_withheld(offence), offence
