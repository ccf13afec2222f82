"""What the server says in each of the page's languages."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crimecast.digits import short
from crimecast.languages import ENGLISH, LANGUAGES, Language
from crimecast.languages.base import in_sentence
from crimecast.picture.card import Card
from crimecast.picture.colors import colors
from crimecast.picture.fonts import Fonts
from crimecast.picture.view import Size
from crimecast.picture.words import Words
from crimecast.web.image import Lang

STRINGS = Path(__file__).resolve().parents[1] / "frontend" / "src" / "strings"
SPANISH = LANGUAGES["es"]
SHOWS = {"expected", "chance", "likeliest", "change"}
VERDICTS = {
    "en": r"\b(safe|unsafe|safer|safety|dangerous|hot ?spots?|worst|risky)\b",
    "es": r"\b((in)?segur[oa]s?|(in)?seguridad|peligros[oa]s?|peor(es)?|riesgos[oa]s?)\b",
}
every = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)


def texts(language: Language) -> list[str]:
    """Return all that a language says, of some hours and numbers."""
    at = datetime(2024, 10, 27, 21, tzinfo=ZoneInfo("America/Denver"))
    fixed = [
        text
        for name in Language.__annotations__
        for value in [getattr(language, name)]
        for text in (
            value.values() if isinstance(value, dict) else value if isinstance(value, tuple)
            else [value]
        )
    ]  # fmt: skip
    return [
        *fixed, language.short(3.5e6), language.moment(at), language.when(at, year=False),
        language.week(1, 3), language.issued(at, at), language.from_records(at),
        language.hindcast(at), language.source(["A", "B"], "C."), language.streets("A"),
        language.picture_of("A", "b"), language.interval("3", "1", "5"),
        language.expected_in_city("x"), language.joined(["A", "b", "c", "d"]),
        *(language.rate_tick(v, last=last) for v in (1e-4, 3.0) for last in (False, True)),
        *(language.chance_tick(v, last=last) for v in (1e-4, 0.5, 9.0) for last in (False, True)),
    ]  # fmt: skip


def test_the_server_speaks_what_the_page_speaks() -> None:
    page = {p.stem for p in STRINGS.glob("*.ts") if re.fullmatch("[a-z]{2}", p.stem)}
    assert set(LANGUAGES) == page
    assert set(LANGUAGES) == set(Lang)
    assert all(language.id == key for key, language in LANGUAGES.items())


@every
def test_all_is_said_and_no_verdict_on_a_place(language: Language) -> None:
    said = texts(language)
    assert all(text.strip() for text in said)
    for shown in (language.titles, language.usual_titles, language.legends, language.usual_legends):
        assert set(shown) == SHOWS
    wrong = [
        text for text in said if text != language.use and re.search(VERDICTS[language.id], text)
    ]
    assert wrong == []


def test_nothing_is_left_in_english() -> None:
    same = set(texts(SPANISH)) & set(texts(ENGLISH))
    assert same <= {"A", "1 en 10,000"}


@every
def test_what_it_is_not_for_is_said_in_the_pages_own_words(language: Language) -> None:
    page = (STRINGS / f"{language.id}.ts").read_text()
    for text in (language.counts_what, language.use, language.simulated):
        assert f'"{text}"' in page


@every
@pytest.mark.parametrize("size", [Size(600, 315, 2), Size(240, 240, 1), Size(390, 600, 2)])
@pytest.mark.parametrize("show", sorted(SHOWS))
def test_a_pictures_words_fit(language: Language, size: Size, show: str) -> None:
    fonts = Fonts(None)
    at = datetime(2024, 10, 27, 21, tzinfo=ZoneInfo("America/Denver"))
    domain = (1e-5, 0.0316, 2.0)
    tick = language.chance_tick if show == "chance" else language.rate_tick
    words = Words(
        city="Denver", title=language.titles[show], category="x", when=language.moment(at),
        legend=language.legends[show].format(cell=100),
        ticks=tuple((i / 2, tick(v, last=i == 2)) for i, v in enumerate(domain)),
        note=language.no_data, ribbon="counts", items=(),
        notices=(language.simulated, language.hindcast(at)),
        facts=(language.issued(at, at), language.counts_what, language.use),
    )  # fmt: skip
    card = Card(words, size, colors("light"), fonts)
    assert card.map.width * card.map.height > 0.2 * size.width * size.height * size.scale**2
    for line in [*card.head, *card.foot]:
        assert fonts.get(line.size, line.weight).getlength(line.text) <= card.room + 1
    bold, small = fonts.get(9.5 * card.unit, 600), fonts.get(9.5 * card.unit)
    for text in card.legend_lines(card.room):
        assert bold.getlength(text) <= card.room
        assert "…" not in text
    assert sum(small.getlength(label) for _, label in words.ticks) < card.room
    assert fonts.get(8.5 * card.unit).getlength(words.note) <= card.room


def test_hours_are_said_in_the_citys_own_time() -> None:
    at = datetime(2024, 10, 27, 21, tzinfo=ZoneInfo("America/Denver"))
    assert ENGLISH.moment(at) == "Sun 27 Oct 2024, 9 pm MDT"
    assert ENGLISH.hour(datetime(2024, 1, 1, 0, 30)) == "12:30 am"  # noqa: DTZ001
    assert ENGLISH.hour(datetime(2024, 1, 1, 12)) == "12 pm"  # noqa: DTZ001
    assert ENGLISH.week(27, 4 * 24 + 21) == "Fri, 9 pm, 27th week of the year"
    assert SPANISH.moment(at) == "dom 27 oct 2024, 21:00 MDT"
    assert SPANISH.week(27, 4 * 24 + 21) == "vie, 21:00, semana 27 del año"


@pytest.mark.parametrize(
    ("value", "want"),
    [(1e-5, "1 in 100,000"), (0.0316, "1 in 32"), (2.0, "2 an hour"), (3e-7, "1 in 3.3 million")],
)
def test_legends_say_how_often(value: float, want: str) -> None:
    assert ENGLISH.rate_tick(value, last=False) == want
    assert ENGLISH.rate_tick(value, last=True) == (
        f"\u2265 {want}" if value >= 1 else f"\u2265 {want} hours"
    )


def test_numbers_have_two_digits_and_chances_are_the_pages() -> None:
    assert [short(v) for v in (0.0, 7, 12.4, 155, 1_234, 999_600)] == [
        "0", "7", "12", "160", "1,200", "1 million",
    ]  # fmt: skip
    assert [SPANISH.short(v) for v in (1e6, 3.5e6, 1e9, 2e9)] == [
        "1 millón", "3.5 millones", "mil millones", "2 mil millones",
    ]  # fmt: skip
    assert ENGLISH.chance_tick(1e-3, last=False) == "1 in 1,000"
    assert ENGLISH.chance_tick(0.5, last=False) == "4 in 10"
    assert ENGLISH.chance_tick(9.0, last=True) == "over 19 in 20"
    assert ENGLISH.chance_tick(0.5, last=True) == "\u2265 4 in 10"
    assert SPANISH.chance_tick(9.0, last=True) == "más de 19 en 20"


def test_spanish_joins_by_sound() -> None:
    robbery, arson = SPANISH.label("Robbery"), SPANISH.label("Arson")
    assert SPANISH.joined([robbery, in_sentence(arson)]) == (
        "Robo con violencia e incendio intencional"
    )
    assert SPANISH.joined(["A", "hielo"]) == "A y hielo"
    assert SPANISH.joined(["A", "b", "c"]) == "A, b y c"
    assert SPANISH.joined(["A", "b", "c", "d"]) == "A, b y 2 más"
    assert SPANISH.label("A host's own category") == "A host's own category"


def test_numbers_are_written_as_where_a_reader_lives() -> None:
    assert SPANISH.numbers("1,200 (3.5)", "es-ES,es;q=0.9") == "1.200 (3,5)"
    assert SPANISH.numbers("1,200 (3.5)", "es-MX,es;q=0.9") == "1,200 (3.5)"
    assert ENGLISH.numbers("1,200", "es-ES") == "1,200"
