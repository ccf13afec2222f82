"""The model card (Mitchell et al. 2019, "Model cards for model reporting", FAT*)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crimecast.evaluate.report.blocks import Block, Bullets, Command, Grid, Heading, Paragraph
from crimecast.evaluate.report.board import SHARES, overlap, scored, seconds
from crimecast.evaluate.report.course import daily
from crimecast.evaluate.report.data import ALL, Backtest, day, resolution_words
from crimecast.evaluate.report.held import KINDS, held
from crimecast.evaluate.report.possible import passed
from crimecast.evaluate.report.protocol import command, instant_words, software, versions
from crimecast.evaluate.report.reader import Row
from crimecast.report.numbers import (
    between,
    count,
    duration,
    fixed,
    hundred,
    listed,
    percent,
    several,
    signed,
)

FEW = 30
"""Incidents below which a category's gain says nothing of the model."""

PROHIBITED = (
    (
        "Directing patrols, stops or enforcement at places or people. Records that patrols make "
        "would feed the next forecast, which then runs away with itself."
    ),
    "Decisions about housing, lending, insurance, employment or tenancy.",
    "Rating or ranking neighborhoods, streets or properties, or looking one up.",
    "Anything about persons: no suspect, victim or resident is in it, and none can be had from it.",
)
PURPOSE = (
    "To tell the public, researchers and cities how many reported incidents of each kind to "
    "expect, where and at what hour, how sure that is, and how right it was before."
)


def card(data: Backtest) -> list[Block]:
    """Return the card of the model that the backtest is about."""
    return [
        Heading(f"Model card: {data.lead} for {data.city}", 1),
        *_what(data),
        *_uses(),
        *_records(data),
        *_scores(data),
        *_sureness(data),
        *_failures(data),
        *_terms(data),
        *_again(data),
    ]


def _what(data: Backtest) -> Iterator[Block]:
    version = versions(data).get(data.lead)
    yield Heading("What it is")
    yield Paragraph(
        f"{data.lead}{f', version {version}' if version else ''}, expects reported incidents by "
        "category, cell and hour. It learns from the city's own records as they were known at each "
        "origin. No attribute of people, or of who lives where, goes in."
    )
    if made := software(data):
        yield Paragraph(f"Made with {listed([f'{name} {number}' for name, number in made])}.")


def _uses() -> Iterator[Block]:
    yield Heading("What it is for")
    yield Paragraph(PURPOSE)
    yield Heading("What it must not be used for")
    yield Bullets(PROHIBITED)


def _about(data: Backtest) -> Mapping[str, Any]:
    """Return what the protocol tells of the city and its publisher."""
    about = data.protocol.get("about")
    return about if isinstance(about, Mapping) else {}


def _names(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _records(data: Backtest) -> Iterator[Block]:
    about = _about(data)
    yield Heading("Data")
    yield Bullets(list(_known(data)))
    labels = {c.label for c in data.categories}
    out = _names(about.get("not_forecast"))
    why = "since such records say where police look"
    if unseen := [name for name in out if name not in labels]:
        yield Paragraph(f"Not forecast, {why}: {listed(unseen).lower()}.")
    if seen := [name for name in out if name in labels]:
        yield Paragraph(
            f"Scored here for comparison only and never issued, {why}: {listed(seen).lower()}."
        )
    if hidden := _names(about.get("not_shown")):
        yield Paragraph(f"Left out altogether: {listed(hidden)}.")
    if rules := _names(about.get("exclude")):
        yield Paragraph(f"Not incidents, and left out: {listed(rules)}.")


def _known(data: Backtest) -> Iterator[str]:
    about, known = _about(data), data.protocol.get("data") or {}
    source = about.get("source") or {}
    city = data.protocol.get("city")
    if isinstance(city, Mapping) and city.get("simulated"):
        yield "The city is simulated: nothing in it happened."
    if source.get("title"):
        yield f"{source['title']}, published by {source.get('publisher') or 'the city'}."
    if known.get("records"):
        told = f"{count(known['records'])} records were known at the first origin"
        first = instant_words(data, known.get("first"))
        yield f"{told}, of incidents from {first} on." if first else f"{told}."
    if known.get("placed_share") is not None:
        yield (
            f"{percent(known['placed_share'], 1)} of them have a usable place; the others count "
            "for the level only."
        )
    late = {k: v for k, v in (known.get("reported_within") or {}).items() if v is not None}
    if late:
        shares = listed([f"{percent(share)} within {within}" for within, share in late.items()])
        yield f"Of a year's incidents known by then, were reported: {shares}."
    if through := instant_words(data, data.protocol.get("reported_through")):
        yield f"Data up to {through}: what was reported later scores nothing here."
    yield (
        f"Scored: {several(scored(data, data.whole), 'incident')} reported after their origin, "
        f"{data.window}, {resolution_words(data.whole)}{overlap(data)}."
    )
    if data.whole != data.resolution:
        yield (
            f"By {resolution_words(data.resolution)} only the {count(scored(data))} whose hour is "
            "known."
        )
    if places := (about.get("places") or {}).get("exactness"):
        yield str(places)


def _scores(data: Backtest) -> Iterator[Block]:
    yield Heading("How right it was")
    yield Paragraph(
        "Reported incidents after each origin; 95% intervals from drawing days anew. A gain is in "
        "nats per incident: 0.1 is about 1.1 times as likely."
    )
    rows: list[list[str]] = []

    def told(name: str, row: Row | None, form: str) -> None:
        if row and row["value"] is not None:
            if form == "percent":
                inner = between(hundred(row["low"]), hundred(row["high"]), 1)
                rows.append([name, percent(row["value"], 1), inner])
            else:
                value = signed(row["value"]) if form == "signed" else fixed(row["value"])
                rows.append([name, value, between(row["low"], row["high"])])

    for resolution in data.resolutions:
        words = resolution_words(resolution)
        if data.reference:
            found = data.gains(resolution=resolution).get(data.lead)
            told(f"Gain over {data.reference}, {words}", found, "signed")
        for share in SHARES:
            found = data.summary(f"hit_rate_{share}", resolution=resolution).get(data.lead)
            told(f"Hit rate at {share}% of area, {words}", found, "percent")
        found = data.summary("expected_over_observed", resolution=resolution).get(data.lead)
        told(f"Expected over observed, {words}", found, "fixed")
        found = data.summary("category_accuracy", resolution=resolution).get(data.lead)
        told(f"Incidents whose category was the most likely there, {words}", found, "percent")
    yield Grid(["Score", "Value", "95% interval"], rows)
    if data.reference:
        yield Paragraph(
            f"Gain over {data.reference} by category, {resolution_words(data.resolution)}:"
        )
        yield Grid(
            ["Category", "Incidents", "Gain", "95% interval"],
            [
                [data.label(name), count(row["n"]), signed(row["value"]),
                 between(row["low"], row["high"])]
                for name in [ALL, *(c.id for c in data.categories)]
                if (row := data.gains(category=name).get(data.lead))
            ],
        )  # fmt: skip


def _sureness(data: Backtest) -> Iterator[Block]:
    yield Heading("How sure it is")
    rows = [
        [kind.label, count(it.counts), percent(it.inside50, 1), percent(it.inside90, 1),
         percent(it.evened, 1), between(hundred(it.low), hundred(it.high), 1)]
        for kind in KINDS
        if (it := held(data, kind).get(data.lead))
    ]  # fmt: skip
    if rows:
        yield from _held(rows)
    else:
        yield Paragraph("This backtest holds no totals to judge intervals by.")
    if tests := list(_passed(data)):
        yield Paragraph("Could it have come from the forecast? One that is right passes in 95%:")
        yield Bullets(tests)


def _held(rows: list[list[str]]) -> Iterator[Block]:
    yield Paragraph(
        "How often counts of all categories together fell into their interval. Counts are whole: "
        "intervals of few incidents hold more than their share even where the chances are right; "
        "evened, that is taken off."
    )
    head = ["Count of", "Counts", "In 50%", "In 90%", "In 90%, evened", "95% interval"]
    yield Grid(head, rows)


def _passed(data: Backtest) -> Iterator[str]:
    """Yield what share of forecasts passes each test of consistency."""
    for resolution in data.resolutions:
        words = resolution_words(resolution)
        for label, by_model in passed(data, resolution):
            row = by_model.get(data.lead)
            if row and row["value"] is not None:
                inner = between(hundred(row["low"]), hundred(row["high"]), 0)
                share = f"{percent(row['value'])}{f' ({inner})' if inner else ''}"
                yield f"{label} test, {words}: passed by {share} of {count(row['n'])} forecasts."


def _failures(data: Backtest) -> Iterator[Block]:
    yield Heading("Where it fails")
    said = [*_worst_categories(data), *_worst_days(data), *_jumps(data), *_heaps(data)]
    said.append(
        "It is about reports, not about what happens: what is not reported to police is not in it, "
        "and places with many people have many reports."
    )
    said.append("It knows past reports only, and cannot foresee a jump.")
    yield Bullets(said)


def _worst_categories(data: Backtest) -> Iterator[str]:
    rows = [
        (name, row)
        for c in data.categories
        if not (name := c.id).startswith("class:")
        and (row := data.gains(category=name).get(data.lead))
        and row["value"] is not None
    ]
    enough = sorted((r for r in rows if r[1]["n"] >= FEW), key=lambda r: r[1]["value"])[:3]
    if enough:
        told = [
            f"{_within(data.label(name))} {signed(row['value'])}"
            + (f" ({inner})" if (inner := between(row["low"], row["high"])) else "")
            for name, row in enough
        ]
        yield (
            f"It gains least over {data.reference} for {listed(told)}, of the categories with "
            f"{FEW} incidents or more."
        )
    behind = [
        _within(data.label(name)) for name, row in rows if row["low"] is None or row["low"] <= 0
    ]
    if behind:
        yield f"Not clearly better than {data.reference} on these days: {listed(behind)}."


def _within(label: str) -> str:
    """Return a category's words as they stand within a sentence."""
    return label[:1].lower() + label[1:]


def _worst_days(data: Backtest) -> Iterator[str]:
    if data.reference is None:
        return
    rows = sorted(
        ((row["gain"] / row["n"], row) for row in daily(data, data.lead) if row["n"]),
        key=lambda pair: pair[0],
    )[:3]
    if rows:
        told = [f"{day(data.local(row['origin']))} ({signed(value)})" for value, row in rows]
        yield f"Its worst forecasts against {data.reference}: {listed(told)}."


def _jumps(data: Backtest) -> Iterator[str]:
    # By its middle: where clocks change, the hours of a later day begin late in the one before.
    rows = data.rows(
        "SELECT origin + to_hours(lead + 12) AS middle, observed, lower90, upper90 FROM totals "
        "WHERE model = ? AND category = ? AND area = 'city' AND hours = 24 "
        "AND observed NOT BETWEEN lower90 AND upper90 ORDER BY abs(observed - expected) / "
        "sqrt(greatest(variance, 1e-9)) DESC LIMIT 3",
        data.lead, ALL,
    )  # fmt: skip
    if rows:
        told = [
            f"{day(data.local(r['middle']))}, {count(r['observed'])} came where "
            f"{count(r['lower90'])} to {count(r['upper90'])} were expected"
            for r in rows
        ]
        yield f"Days furthest outside the 90% interval of the city: {'; '.join(told)}."


def _heaps(data: Backtest) -> Iterator[str]:
    row = data.tables.first("SELECT avg(heaped::INTEGER) AS heaped FROM observed WHERE hour_known")
    if row and row["heaped"]:
        yield (
            f"{percent(row['heaped'], 1)} of the incidents with a known hour have a heaped time "
            "(midnight, a minute past it, noon), which often means that nobody knew better; the "
            "forecast follows what is published."
        )


def _terms(data: Backtest) -> Iterator[Block]:
    source = _about(data).get("source") or {}
    yield Heading("Terms of use")
    said = []
    if source.get("license"):
        said.append(f"Records: {source['license']}.")
    said += [" ".join(str(source["notice"]).split())] if source.get("notice") else []
    said.append(
        "Whoever shows these figures says that they are about reports to police, up to when the "
        "data go, and what they must not be used for."
    )
    yield Paragraph(" ".join(said))


def _again(data: Backtest) -> Iterator[Block]:
    yield Heading("How to repeat it")
    yield Paragraph(
        "With the same records (protocol.json names the store's version), the same software and "
        "seeds, the tables come out the same, times and memory aside."
    )
    yield Command(command(data))
    took = seconds(data).get(data.lead)
    if took and took["total"] is not None:
        yield Paragraph(f"{data.lead} took {duration(took['total'])} in all.")
