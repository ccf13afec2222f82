"""Where the records come from, under what terms, what is left out, and what they are not."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from crimecast.city import City
from crimecast.report.markup import Child, h
from crimecast.report.parts import facts, section


def source(city: City) -> Element:
    """Return the section."""
    told = city.source
    blur = f" Blurred by about {city.places.blur_m:.0f} m." if city.places.blur_m else ""
    pairs: list[tuple[str, Child]] = [
        ("Publisher", told.publisher),
        ("Data set", _link(told.title, told.url)),
        ("License", _link(told.license, told.terms_url)),
        ("Notice", " ".join(told.notice.split()) if told.notice else ""),
        ("Places", city.places.exactness + blur),
        ("Never kept", _sentence(city.not_shown)),
        ("Left out", _sentence(list(dict.fromkeys(rule.why for rule in city.exclude)))),
    ]
    return section(
        "source",
        "Source and terms",
        h(
            "p",
            "These are reports to police, not danger: what is not reported is not in them, and "
            "busy places have more reports because more people are there.",
        ),
        facts(pairs),
    )


def _sentence(words: list[str] | tuple[str, ...]) -> str:
    return "; ".join(words)


def _link(words: str, address: str | None) -> Child:
    """Return words that lead to an address of the web; of any other kind, words only."""
    if address and address.startswith(("https://", "http://")):
        return h("a", words, href=address, rel="noreferrer")
    return words
