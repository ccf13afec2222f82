from pathlib import Path

import pytest

from crimecast.city import MAX_COLORS, City, list_cities, load_city, parse_city
from crimecast.errors import InputError
from crimecast.taxonomy import CLASSES, NIBRS, is_withheld
from records_sample import TOML

SHIPPED = [
    "boston", "chicago", "cincinnati", "denver", "los-angeles", "new-york", "philadelphia",
    "san-francisco", "seattle", "simulated", "washington",
]  # fmt: skip
RANK = {"police-initiated": 1, "withheld": 2}


def test_shipped_cities_load() -> None:
    assert list_cities() == SHIPPED
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


@pytest.mark.parametrize("name", SHIPPED)
def test_every_offense_has_a_code_no_stricter_than_its_category(name: str) -> None:
    """90Z, all other offenses, says nothing of what an offense is: any category may hold it."""
    city = load_city(name)
    for category in city.categories:
        assert category.nibrs, category.id
        listed = {**category.offences, **category.groups}
        for words, given in listed.items():
            code = category.code(given)
            if words in category.offences:
                assert code, f"{words} has no NIBRS code"
                assert city.classify(words)[1] == code
            if code and code != "90Z":
                assert RANK.get(NIBRS[code][1], 0) <= RANK.get(category.offence_class, 0), words
                assert code in category.nibrs, f"{words}: {category.id} does not have {code}"
        if category.offence_class != "withheld":
            assert not any(map(is_withheld, listed)), category.id


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "simulated"])
def test_a_real_city_says_where_its_records_are_and_what_was_not_verified(name: str) -> None:
    city = load_city(name)
    assert city.portal
    assert city.unverified
    assert city.source.license
    assert city.not_shown
    category_of = {c.id: (c.label, c.offence_class, c.color) for c in city.categories}
    for same in load_city("denver").categories:
        assert category_of.get(same.id, (same.label, same.offence_class, same.color)) == (
            same.label, same.offence_class, same.color,
        )  # fmt: skip


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
        ("seattle", ("Simple Assault", None, "11D"), ("withheld", "11D")),
        ("chicago", ("ROBBERY | ARMED - HANDGUN", "ROBBERY", None), ("robbery", "120")),
        ("chicago", ("ROBBERY | ARMED:HANDGUN", "ROBBERY", None), ("robbery", "120")),
        ("chicago", ("GAMBLING | NEW", "GAMBLING", None), ("vice", "39B")),
        ("san-francisco", ("x", "Fraud | Bad Checks", None), ("fraud", "90A")),
        ("san-francisco", ("x", "Fraud | Something new", None), ("fraud", "26A")),
        ("san-francisco", ("x", "Something new | Fraud", None), ("unmapped", None)),
        ("los-angeles", ("Inflict injury on cohabitee", "13A", "13A"), ("withheld", "13A")),
        ("los-angeles", ("Intimidating a witness", "13C", "13C"), ("intimidation", "13C")),
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


def test_punctuation_is_overlooked_only_where_all_spellings_mean_the_same() -> None:
    both = change('offences = ["robbery"]', 'offences = ["robbery", "theft: car"]')
    assert parse_city(both).classify("THEFT - CAR") == ("robbery", "120")
    city = parse_city(both.replace('offences = ["drug"]', 'offences = ["drug", "theft, car"]'))
    assert city.classify("theft, car")[0] == "drugs"
    assert city.classify("theft: car")[0] == "robbery"
    assert city.classify("theft car")[0] == "unmapped"


ALSO = 'group = "GROUP"\n[columns.also]\n'


def test_columns_may_be_two_or_have_other_names() -> None:
    text = change('offence = "TYPE"', 'offence = ["TYPE", "METHOD"]\njoined_by = " - "')
    city = parse_city(text.replace('group = "GROUP"\n', f'{ALSO}TYPE = ["OFFENSE"]\n'))
    assert city.columns.offence == ("TYPE", "METHOD")
    assert city.columns.joined_by == " - "
    assert city.columns.also == {"TYPE": ("OFFENSE",)}
    assert city.required_columns[-2:] == ("TYPE", "METHOD")
    assert city.optional_columns == ("CASE", "TO", "GROUP", "KIND")


def test_a_column_that_withholds_is_required() -> None:
    rule = '[[withhold]]\ncolumn = "KIND"\nvalues = ["dv"]\nwhy = "domestic"\n'
    city = parse_city(change("[[exclude]]", f"{rule}[[exclude]]"))
    assert "KIND" in city.required_columns
    assert "KIND" not in city.optional_columns


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('group = "GROUP"\n', f'{ALSO}TIPE = ["X"]\n', "no key of the file names the column 'TIP"),
        ('group = "GROUP"\n', f'{ALSO}TYPE = ["lon"]\n', "'lon' would be both 'LON' and 'TYPE'"),
        ('group = "GROUP"\n', f"{ALSO}TYPE = []\n", "columns.also.TYPE"),
        ('offence = "TYPE"', 'offence = ["A", "B", "C"]', "columns.offence"),
        ('offence_id = "ID"', "offence_id = []", "columns.offence_id"),
        ('larceny"]', 'larceny"]\n[categories.theft.more]\nx = 1', "more: there is no such key"),
        ('groups = ["larceny"]', 'groups = { larceny = "23" }', "23 is no NIBRS offence code"),
    ],
)
def test_what_is_wrong_with_columns_is_named(old: str, new: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse_city(change(old, new))


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
    with pytest.raises(InputError, match=r"known are boston, chicago, .*washington"):
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
