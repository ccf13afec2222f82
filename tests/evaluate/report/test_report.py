"""The report says what the tables say, holds whatever they hold, and needs nothing else."""

import math
import re
from pathlib import Path

import pytest

from crimecast.errors import InputError
from crimecast.evaluate.report import write_report
from html_page import Page
from report_sample import AREAS, MODELS, NASTY, Sample

from .conftest import report_of


def test_first_table_says_what_the_summary_says(page: Page) -> None:
    head, *rows = page.tables["answer"][0]
    assert head == [
        "Model", "Gain over prior_counts", "Hit rate at 1%", "Hit rate at 5%", "Hit rate at 10%",
        "Expected / observed", "City's days in 90%", "Time to fit",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["additive", "prior_counts", "uniform"]
    first = page.row("answer", "additive")
    assert first[1] == "+0.37 0.31 to 0.42"
    assert first[3] == "43% 41 to 45"  # 0.05 ** 0.28
    assert first[5] == "1.02 0.97 to 1.08"  # of all incidents, by days
    held = next(
        row["value"] for row in Sample().tables["summary"]
        if (row["model"], row["resolution"], row["score"])
        == ("additive", "24h x city", "coverage_90_exact")
    )  # fmt: skip
    assert first[6].startswith(f"{100 * held:.0f}% ")
    assert first[7] == "21 s"
    assert page.row("answer", "prior_counts")[1] == "0 by definition"
    assert page.row("answer", "uniform")[1] == "\u22121.84 \u22121.95 to \u22121.73"


def test_it_is_said_which_incidents_columns_are_of(tmp_path: Path) -> None:
    sample = Sample(days=3)
    timed = len(sample.tables["observed"])
    for row in sample.tables["scores"]:
        row["n"] += 2 if row["resolution"] == "24h x 250m" else 0  # of unknown hour
    page = report_of(sample, tmp_path)
    assert f"Gain and hit rates: hours x 250 m, {timed} incidents with a known hour." in page.text
    assert f"Expected / observed: days x 250 m, all {timed + 6} incidents." in page.text
    assert f"the {timed} incidents with a known hour reported afterwards" in page.text
    card = (tmp_path / "model_card.md").read_text(encoding="utf-8")
    assert f"- Scored: {timed + 6} incidents reported after their origin" in card
    assert f"- By hours x 250 m only the {timed} whose hour is known." in card


def test_hours_alone_count_what_has_a_known_hour(tmp_path: Path) -> None:
    sample = Sample(days=3)
    for rows in sample.tables.values():
        rows[:] = [r for r in rows if not str(r.get("resolution")).startswith("24h")]
    sample.tables["totals"] = [r for r in sample.tables["totals"] if r["hours"] == 1]
    page = report_of(sample, tmp_path)
    assert page.tables["answer"][0][0][5:7] == ["Expected / observed", "City's hours in 90%"]
    assert page.row("answer", "additive")[5] == "0.97 0.93 to 1.02"
    assert "All incidents with a known hour that the model expected" in page.text


def test_sentence_comes_before_any_table(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    words = Page(text[: text.index("<table")].rpartition("<section")[0] + "</main></body></html>")
    said = words.text
    assert "+0.37 nats per incident, 95% interval 0.31 to 0.42" in said
    assert "about 1.4 times the chance that prior_counts gave them" in said
    assert "43% of them lay in the 5% of the area" in said
    assert "28 October to 11 November 2024" in said


def test_gain_that_may_be_none_is_not_told_as_one(tmp_path: Path) -> None:
    sample = Sample()
    for row in sample.tables["summary"]:
        if row["score"] == "gain_over_prior_counts":
            row["low"] = -0.02
    page = report_of(sample, tmp_path)
    assert "additive could not be told apart from prior_counts" in page.text
    assert "times the chance" not in page.text


def test_one_file_that_fetches_nothing_and_runs_nothing(folder: Path, page: Page) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert not page.tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    assert not re.search(r"url\((?!\"#)|@import|expression\(", text)
    without_protocol = text[: text.index('id="protocol"')]
    assert "://" not in without_protocol
    ids = {value for _, name, value in page.attributes if name == "id"}
    for _, name, value in page.attributes:
        assert not name.startswith("on")
        if name in {"href", "src", "action", "srcset", "data", "poster"}:
            assert value.startswith("#")
            assert value[1:] in ids


def test_names_from_data_are_text(page: Page, folder: Path) -> None:
    assert NASTY in page.text
    assert "Oakville <b>" in page.text
    assert "script" not in page.tags
    assert "Oakville <b>" not in (folder / "report.html").read_text(encoding="utf-8")


def test_control_characters_do_not_break_the_page(tmp_path: Path) -> None:
    sample = Sample(days=3)
    sample.protocol["city"]["name"] = "Oak\x00ville\x1b"
    assert "Oak\N{REPLACEMENT CHARACTER}ville" in report_of(sample, tmp_path).text


def test_no_neighborhood_is_named(folder: Path, page: Page) -> None:
    card = (folder / "model_card.md").read_text(encoding="utf-8")
    for area in AREAS:
        assert area not in page.text
        assert area.split()[0] + " " not in card
    assert "3 neighborhoods" in page.text


@pytest.mark.parametrize(
    "word", ["safe", "unsafe", "safer", "dangerous", "hot spot", "hotspot", "bad area", "crime-"]
)
def test_words_that_are_never_used(word: str, page: Page, folder: Path) -> None:
    card = (folder / "model_card.md").read_text(encoding="utf-8")
    for text in (page.text, card):
        assert not re.search(rf"\b{word}\b", text, re.IGNORECASE)


def test_prohibited_uses_and_reports_are_always_said(page: Page) -> None:
    assert "About reported incidents, not danger." in page.text
    assert "Not for directing patrols" in page.text
    assert "Rating or ranking neighborhoods" in page.text


def test_coverage_is_that_of_the_summary(page: Page) -> None:
    sample = Sample()
    kinds = {"1h x city": "The city by hour", "24h x neighborhood": "Neighborhoods by day"}
    rows = page.tables["totals"][0]
    for row in sample.tables["summary"]:
        if row["score"] == "coverage_90_exact" and row["resolution"] in kinds:
            place = rows.index([f"{kinds[row['resolution']]}, {row['n']} counts"])
            told = next(r for r in rows[place:] if r[0] == row["model"])
            assert told[3].startswith(f"{100 * row['value']:.1f}% ")


def test_the_lead_is_held_against_each_other_model_by_days(page: Page) -> None:
    head, *rows = page.tables["rivals"][0]
    assert head == ["Models", "Hours x 250 m", "Days x 250 m"]
    assert [row[0] for row in rows] == ["additive over prior_counts", "additive over uniform"]
    scores = Sample().tables["scores"]

    def mean(model: str) -> float:
        own = [
            row for row in scores
            if (row["model"], row["category"], row["resolution"], row["score"])
            == (model, "all", "1h x 250m", "log_score")
        ]  # fmt: skip
        return float(sum(row["value"] for row in own) / sum(row["n"] for row in own))

    for row, model in zip(rows, ("prior_counts", "uniform"), strict=True):
        gain, low, _, high = row[1].split()
        assert float(gain) == pytest.approx(mean("additive") - mean(model), abs=0.0006)
        assert float(low) < float(gain) < float(high)


def test_which_category_by_hand(page: Page) -> None:
    """Of 60 robberies 20 were named, of 135 thefts 125, of 5 rare ones none."""
    head, *rows = page.tables["mix"][1]  # by days
    assert head == ["Model", "Accuracy", "Macro F1", "Weighted F1", "Log loss"]
    robbery, theft = 2 * 20 / (60 + 30), 2 * 125 / (135 + 170)
    macro, weighted = (robbery + theft) / 3, (60 * robbery + 135 * theft) / 200
    assert rows[0] == [
        "additive", "72.5% 67.5 to 77.5", f"{macro:.3f}", f"{weighted:.3f}", "0.654",
    ]  # fmt: skip
    blind = 2 * 135 / (135 + 200)
    entropy = -sum(n / 200 * math.log(n / 200) for n in (60, 135, 5))
    assert rows[-1] == [
        "always the commonest", "67.5%", f"{blind / 3:.3f}", f"{135 / 200 * blind:.3f}",
        f"{entropy:.3f}",
    ]  # fmt: skip
    assert "what naming theft | <script>alert('x')</script> & *more* for each" in page.text


def test_whether_it_could_have_come_from_the_forecast(page: Page, folder: Path) -> None:
    tables = page.tables["totals"]
    hourly, daily = tables[-2:]
    assert hourly[0] == ["Model", "Spatial test", "Conditional likelihood test"]
    assert hourly[1] == ["additive", "93% 80 to 100", "87% 67 to 100"]
    assert daily[0] == ["Model", "Spatial test"]  # of one window both are the same
    card = (folder / "model_card.md").read_text(encoding="utf-8")
    assert "- Spatial test, hours x 250 m: passed by 93% (80 to 100) of 15 forecasts." in card
    assert "- Conditional likelihood test, hours x 250 m: passed by 87%" in card
    named = "Incidents whose category was the most likely there"
    assert f"| {named}, days x 250 m | 72.5% | 67.5 to 77.5 |" in card


def test_backtests_from_before_there_were_such_scores(tmp_path: Path) -> None:
    sample = Sample(days=3)
    del sample.tables["confusion"]
    sample.tables["summary"] = [
        row for row in sample.tables["summary"]
        if not row["score"].startswith(("category_", "spatial_", "likelihood_"))
    ]  # fmt: skip
    page = report_of(sample, tmp_path)
    assert "does not hold which category was most likely" in page.text
    assert "Could it have come" not in page.text
    card = (tmp_path / "model_card.md").read_text(encoding="utf-8")
    assert "Could it have come" not in card
    assert "most likely" not in card


def test_indices_are_those_of_the_curves(page: Page) -> None:
    pai = page.row("places", "additive")
    assert pai[1] == f"{0.01**0.28 / 0.01:.1f} PEI {0.01**0.28 / 0.5:.2f}"
    assert pai[3] == f"{0.1**0.28 / 0.1:.1f} PEI {0.1**0.28:.2f}"
    assert page.row("places", "uniform")[2].startswith("1.0 ")


def test_times_are_the_middle_ones(page: Page) -> None:
    assert page.row("cost", "additive")[1:4] == ["21 s", "11 s", "0.43 s"]
    assert page.row("cost", "prior_counts")[5] == "512 MB"


def test_heaped_times_are_told_apart(page: Page) -> None:
    row = page.row("course", "additive")
    assert row[1].startswith("+0.37 ")
    assert row[3].startswith("+0.36 ")
    assert int(row[2]) - int(row[4]) == 3


def test_command_leaves_out_where_it_ran(page: Page) -> None:
    assert "crimecast backtest oakville --from 2024-10-28 --models additive" in page.text
    assert "somebody" not in page.text


@pytest.mark.parametrize(
    "name",
    [
        "summary",
        "observed",
        "rates",
        "totals",
        "curves",
        "reliability",
        "murphy",
        "confusion",
        "timings",
    ],
)
def test_a_table_that_is_missing_is_named(name: str, tmp_path: Path) -> None:
    sample = Sample(days=4)
    del sample.tables[name]
    page = report_of(sample, tmp_path)
    assert f"Not in this backtest's folder: {name}.parquet." in page.text


def test_only_scores_and_a_bare_protocol(tmp_path: Path) -> None:
    sample = Sample(days=2)
    sample.tables = {"scores": sample.tables["scores"]}
    sample.protocol = {}
    page = report_of(sample, tmp_path)
    assert "additive was scored on" in page.text
    assert "the city, 28 to 29 October 2024" in page.text


@pytest.mark.parametrize("models", [("additive",), ("prior_counts",), ("mine", "uniform")])
def test_few_models(models: tuple[str, ...], tmp_path: Path) -> None:
    page = report_of(Sample(models, days=5), tmp_path)
    assert page.tables["answer"][0][1][0] == models[0]
    if len(models) == 1:
        assert "Gains need a model to compare with" in page.text
        assert not any("Gain over" in name for name in page.tables["answer"][0][0])
    else:
        assert page.tables["answer"][0][0][1] == "Gain over uniform"


def test_many_models_are_all_in_the_table(tmp_path: Path) -> None:
    models = (*MODELS, *(f"model_{i}" for i in range(9)))
    page = report_of(Sample(models, days=2), tmp_path)
    assert {row[0] for row in page.tables["answer"][0][1:]} == set(models)
    assert "other models" in page.text


def test_values_that_are_no_numbers_are_dashes(tmp_path: Path) -> None:
    sample = Sample(days=5)
    for table, columns in {
        "summary": ("value", "low", "high"), "scores": ("value",), "curves": ("hits", "oracle"),
        "reliability": ("expected",), "murphy": ("score",), "rates": ("log_intensity",),
        "timings": ("seconds", "peak_mb"), "totals": ("expected", "variance", "pit_low"),
    }.items():  # fmt: skip
        for row in sample.tables[table]:
            row.update(dict.fromkeys(columns, float("nan")))
    page = report_of(sample, tmp_path)
    assert not re.search(r"\b(nan|inf|None)\b", page.text)
    assert page.row("answer", "additive")[1] == "\u2013"


def test_an_impossible_incident_is_no_crash(tmp_path: Path) -> None:
    sample = Sample(days=5)
    for row in sample.tables["scores"]:
        if row["model"] == "uniform" and row["score"] == "log_score":
            row["value"] = float("-inf")
    for row in sample.tables["rates"][:3]:
        row["log_intensity"] = float("-inf")
    for row in sample.tables["summary"]:
        if row["model"] == "uniform" and row["score"].startswith("gain"):
            row |= {"value": float("-inf"), "low": float("nan"), "high": float("nan")}
    page = report_of(sample, tmp_path)
    assert page.row("answer", "uniform")[1] == "\u2013"
    assert [row[0] for row in page.tables["answer"][0][1:]][-1] == "uniform"


def test_no_neighborhoods_no_incidents_one_origin(tmp_path: Path) -> None:
    sample = Sample(days=1)
    sample.tables["totals"] = [r for r in sample.tables["totals"] if r["area"] == "city"]
    sample.tables["summary"] = [
        r for r in sample.tables["summary"] if "neighborhood" not in r["resolution"]
    ]
    sample.tables["observed"], sample.tables["rates"] = [], []
    for row in sample.tables["scores"]:
        row["n"] = 0
    page = report_of(sample, tmp_path)
    assert "By neighborhood" not in page.text
    assert "28 October 2024" in page.text
    assert "A range for the count of the city by day" in page.text


def test_gains_by_days_ahead(tmp_path: Path) -> None:
    sample = Sample(days=3)
    base = next(r for r in sample.tables["summary"] if r["score"] == "gain_over_prior_counts")
    sample.tables["summary"] += [
        base | {"category": "all", "lead": str(24 * i), "value": 0.3 - 0.02 * i} for i in range(7)
    ]
    page = report_of(sample, tmp_path)
    assert "By days ahead" in page.text
    assert "144 h ahead: +0.18" in page.text


@pytest.mark.parametrize(("horizon", "said"), [(24, False), (48, True)])
def test_overlapping_forecasts_are_said_to_overlap(
    horizon: int, said: bool, tmp_path: Path
) -> None:
    sample = Sample(days=9)  # with a day of 25 hours
    sample.protocol["horizon"] = horizon
    told = (
        "each counted for every forecast that foresaw its time" in report_of(sample, tmp_path).text
    )
    assert told == said


def test_a_folder_without_protocol_or_scores_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no protocol\.json"):
        write_report(tmp_path)
    sample = Sample(days=1)
    sample.tables = {}
    with pytest.raises(InputError, match="holds no scores"):
        write_report(sample.write(tmp_path))


def test_a_broken_table_is_named_and_the_old_report_stays(tmp_path: Path) -> None:
    folder = Sample(days=1).write(tmp_path)
    before = write_report(folder).read_bytes()
    (folder / "curves.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(InputError, match=r"curves\.parquet"):
        write_report(folder)
    assert (folder / "report.html").read_bytes() == before
    assert not list(folder.glob(".aside-*"))


def test_a_title_of_ones_own(tmp_path: Path) -> None:
    path = write_report(Sample(days=1).write(tmp_path), title="Ours & <theirs>")
    assert "<h1>Ours &amp; &lt;theirs&gt;</h1>" in path.read_text(encoding="utf-8")


def test_same_tables_same_bytes(tmp_path: Path) -> None:
    folder = Sample(days=2).write(tmp_path)
    first = write_report(folder).read_bytes(), (folder / "model_card.md").read_bytes()
    assert first == (write_report(folder).read_bytes(), (folder / "model_card.md").read_bytes())
