from pathlib import Path

import pytest

from crimecast.city import MAX_COLORS, City, list_cities, load_city, parse_city
from crimecast.errors import InputError
from crimecast.taxonomy import CLASSES
from records_sample import TOML

SHIPPED = ["denver", "seattle", "simulated"]


def test_shipped_cities_load() -> None:
    assert set(SHIPPED) <= set(list_cities())
    for name in SHIPPED:
        city = load_city(name)
        assert city.id == name
        assert city.simulated == (name == "simulated")
        assert 1 <= sum(c.color is not None for c in city.categories) <= MAX_COLORS
        assert all(c.color for c in city.forecast_categories[:3])
        assert {c.offence_class for c in city.categories} <= set(CLASSES)
        assert not any(
            c.offence_class in ("police-initiated", "withheld") for c in city.forecast_categories
        )
    assert (load_city("denver").epsg, load_city("seattle").epsg) == (32613, 32610)


@pytest.mark.parametrize(
    ("city", "told", "found"),
    [
        ("denver", ("robbery-street", "robbery", None), ("robbery", "120")),
        ("denver", ("theft-pick-pocket", "larceny", None), ("theft-from-person", "23A")),
        ("denver", ("assault-simple", None, None), ("simple-assault", "13B")),
        ("denver", ("assault-dv", "other-crimes-against-persons", None), ("withheld", "13B")),
        ("denver", ("assault-police-simple", None, None), ("police-matters", "13B")),
        ("denver", ("homicide-other", "murder", None), ("withheld", "09A")),
        ("denver", ("wiretapping", "all-other-crimes", None), ("other-offenses", "90Z")),
        ("denver", ("theft-new-kind", "larceny", None), ("other-theft", None)),
        ("denver", ("sex-aslt-rape", "sexual-assault", None), ("withheld", None)),
        ("denver", ("sex-aslt-new", "other-crimes-against-persons", None), ("withheld", None)),
        ("denver", ("never-heard", "all-other-crimes", None), ("unmapped", None)),
        ("seattle", ("Rape", "SEX OFFENSES", "11A"), ("withheld", "11A")),
        ("seattle", ("Theft From Motor Vehicle", None, "23F"), ("theft-from-vehicle", "23F")),
        ("seattle", ("A new word", "A NEW GROUP", "11D"), ("withheld", "11D")),
        ("simulated", (" Robbery ", None, None), ("robbery", "120")),
    ],
)  # fmt: skip
def test_offences_are_classified(
    city: str, told: tuple[str, str | None, str | None], found: tuple[str, str | None]
) -> None:
    assert load_city(city).classify(*told) == found


def test_nothing_is_unmapped_and_not_withheld_by_accident() -> None:
    city = parse_city(TOML)
    assert city.classify(None) == ("unmapped", None)
    assert city.classify("?", "?", "999") == ("unmapped", "999")
    assert city.classify("ROBBERY") == ("robbery", "120")


def change(old: str, new: str) -> str:
    assert old in TOML
    return TOML.replace(old, new)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id = ", "no valid TOML"),
        (change('"America/Denver"', '"Denver/America"'), "time_zone: 'Denver/America' is no IANA"),
        (change("center = [-105.0, 39.7]", "center = [39.7, -105.0]"), "is not \\[longitude, lat"),
        (
            change('name = "Testville"', 'name = "Testville"\nnaem = "x"'),
            "naem: there is no such key",
        ),
        (change('offence_id = "ID"\n', ""), "columns.offence_id: is missing"),
        (change('offence_id = "ID"', 'offence_id = ""'), "columns.offence_id"),
        (change('formats = ["%Y-%m-%d %H:%M:%S"]', "formats = []"), "times.formats"),
        (change("%Y-%m-%d %H:%M:%S", "%H:%M"), "needs a year"),
        (change("%H:%M:%S", "%I:%M:%S"), "without %p"),
        (change('class = "person"', 'class = "people"'), "categories.0.class"),
        (change('nibrs = ["120"]', 'nibrs = ["12"]'), "12 is no NIBRS offence code"),
        (
            change('offences = ["drug"]', 'offences = ["Robbery"]'),
            "in categories 'robbery' and 'dr",
        ),
        (change('offences = ["drug"]', 'offences = ["drug"]\ncolor = "#d55e00"'), "same color"),
        (change("[categories.drugs]", "[categories.unmapped]"), "is kept for offences that no"),
        (change("[categories.drugs]", "[categories.Drugs]"), "categories.2.id"),
        (change('country = "US"', 'country = "US"\nepsg = 4326'), "is no UTM zone"),
        ('id = "x"', "name: is missing"),
    ],
)
def test_what_is_wrong_is_named_with_the_file_and_key(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        parse_city(text, path="mine.toml")
    assert str(error.value).startswith("mine.toml")


def test_too_many_colors_and_nothing_to_forecast() -> None:
    more = "".join(
        f'[categories.c{i}]\nlabel = "c"\nclass = "other"\ncolor = "#00000{i}"\n' for i in range(8)
    )
    with pytest.raises(InputError, match="9 categories have a color"):
        parse_city(TOML + more)
    text = TOML.replace('class = "person"', 'class = "withheld"')
    with pytest.raises(InputError, match="no category is of a class that is forecast"):
        parse_city(text.replace('class = "property"', 'class = "police-initiated"'))


def test_a_hosts_own_file_wins(home: Path) -> None:
    (home / "cities").mkdir()
    own = home / "cities" / "denver.toml"
    own.write_text(TOML.replace('id = "testville"', 'id = "denver"'))
    (home / "cities" / "testville.toml").write_text(TOML)
    assert load_city("denver", home).name == "Testville"
    assert load_city("denver").name == "Denver"
    assert "testville" in list_cities(home)
    own.write_text(TOML)
    with pytest.raises(InputError, match="id is 'testville' but the file is called denver"):
        load_city("denver", home)


def test_a_city_by_path(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(TOML)
    assert load_city(path).id == load_city(str(path)).id == "testville"
    with pytest.raises(InputError, match="there is no city file"):
        load_city(tmp_path / "y.toml")
    path.write_bytes(b"\xff")
    with pytest.raises(InputError, match="is not UTF-8"):
        load_city(path)


@pytest.mark.parametrize("name", ["nowhere", "../denver", "", "Denver"])
def test_an_unknown_city_says_which_are_known(name: str, home: Path) -> None:
    with pytest.raises(InputError, match="known are denver, seattle, simulated"):
        load_city(name, home)


def test_a_city_cannot_be_changed() -> None:
    city = parse_city(TOML)
    with pytest.raises(ValueError, match="frozen"):
        city.name = "x"  # type: ignore[misc]
    assert isinstance(city, City)
    assert city.classes == [
        {"id": "person", "label": CLASSES["person"]},
        {"id": "property", "label": CLASSES["property"]},
        {"id": "police-initiated", "label": CLASSES["police-initiated"]},
    ]
