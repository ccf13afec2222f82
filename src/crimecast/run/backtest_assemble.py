"""The tables of a backtest out of its parts, and the report out of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crimecast import files
from crimecast.evaluate.block import Bench
from crimecast.evaluate.protocol import REFERENCES
from crimecast.evaluate.report import write_report
from crimecast.evaluate.report.record import about_city, about_records
from crimecast.evaluate.summary import needed_of_references, summarize
from crimecast.evaluate.tables import SUMMED, Columns, concatenate, sum_over_blocks
from crimecast.incidents.query import offence_ids
from crimecast.run import backtest_files as tables_on_disk
from crimecast.run.backtest_protocol import Plan
from crimecast.sql import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def assemble(
    folder: Path,
    plan: Plan,
    bench: Bench,
    parts: Mapping[str, Sequence[Path]],
    protocol: Mapping[str, Any],
) -> None:
    """Make the tables from the parts of each model, the protocol, and of both the report.

    Parameters
    ----------
    parts : mapping of model to paths
        Its parts in the order of their origins.
    protocol : mapping
        What ``protocol.json`` is to hold; it is written last, when the tables are there.
    """
    names = list(parts)
    every = [path for paths in parts.values() for path in paths]
    with tables_on_disk.connect() as connection:
        for table in tables_on_disk.PART_TABLES:
            paths = tables_on_disk.part_tables(every, table)
            if table not in SUMMED:
                tables_on_disk.join_tables(connection, paths, folder / f"{table}.parquet")
                continue
            summed = []
            for own in parts.values():
                read = tables_on_disk.read_table(
                    connection, table, tables_on_disk.part_tables(own, table)
                )
                summed.append(sum_over_blocks(read, table))
            tables_on_disk.replace_table(connection, table, concatenate(summed, table), folder)
        windows = [bench.incidents.window(o, plan.protocol.horizon) for o in plan.origins]
        keys = offence_ids(plan.city, plan.home, categories=plan.categories)
        observed = bench.incidents.table(windows, keys)
        tables_on_disk.replace_table(connection, "observed", observed, folder)
        tables_on_disk.write_csv(connection, folder / "scores.parquet")
        summary = _summary(connection, folder, plan, names)
        tables_on_disk.replace_table(connection, "summary", summary, folder)
        tables_on_disk.write_csv(connection, folder / "summary.parquet")
    told = {
        **protocol,
        "about": about_city(plan.city),
        "data": about_records(bench.incidents.history, plan.origins[0]),
    }
    files.write_json(folder / "protocol.json", told)
    write_report(folder)


def _summary(
    connection: DuckDBPyConnection, folder: Path, plan: Plan, models: Sequence[str]
) -> Columns:
    """Summarize the scores a model at a time: those of all are many millions."""
    found = []
    references = [name for name in REFERENCES if name in models]
    needed = ", ".join(map(literal, needed_of_references()))
    for name in models:
        others = ", ".join(literal(r) for r in references if r != name)
        where = f"model = {literal(name)}"
        if others:
            where += f" OR (model IN ({others}) AND score IN ({needed}))"
        scores = tables_on_disk.read_table(
            connection, "scores", [folder / "scores.parquet"], where=where
        )
        found.append(
            summarize(
                scores,
                models=(name,),
                time_zone=plan.city.time_zone,
                horizon=plan.protocol.horizon,
            )
        )
    return concatenate(found, "summary")
