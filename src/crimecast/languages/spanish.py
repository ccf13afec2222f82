"""The server's Spanish: as public services in the United States write it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import ClassVar, Final

from crimecast.digits import short
from crimecast.languages.base import Language

_DAYS: Final = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
_MONTHS: Final = (
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
)  # fmt: skip
_COMMA: Final = frozenset({"es", "ar", "bo", "cl", "co", "cr", "ec", "gq", "py", "uy", "ve"})
"""Where Spanish is written with a comma for the decimals (Unicode CLDR 47)."""


@cache
def shipped() -> dict[str, str]:
    """Return what is shipped in English, with its Spanish."""
    found: dict[str, str] = json.loads(
        (resources.files("crimecast.languages") / "es.json").read_text(encoding="utf-8")
    )
    return found


class Spanish(Language):
    """Spanish for readers from all of Latin America; numbers as the United States write them."""

    id: ClassVar = "es"
    territory: ClassVar = "es_US"
    counts_what: ClassVar = (
        "Cuenta reportes a la policía, no peligro. Donde hay más gente se reporta más; mucho de lo "
        "que ocurre nunca se reporta."
    )
    use: ClassVar = (
        "No para dirigir patrullajes o acciones policiales hacia lugares o personas; no para "
        "decisiones sobre vivienda, préstamos, seguros, empleo o alquiler; no para calificar ni "
        "clasificar vecindarios; no para buscar una propiedad o a una persona."
    )
    simulated: ClassVar = "Ciudad simulada: no hay personas ni lugares reales."
    no_data: ClassVar = "Rayado: fuera del área, sin datos"
    too_few: ClassVar = "Claro: lo habitual es muy poco. Rayado: sin datos"
    not_forecast: ClassVar = "Típico de la hora, no es un pronóstico."
    history: ClassVar = "Incidentes reportados, {city}"
    record: ClassVar = "Qué tan acertados fueron los pronósticos de incidentes reportados, {city}"
    status: ClassVar = "Qué tan al día está el pronóstico de incidentes reportados, {city}"
    installed: ClassVar = "{city}: incidentes reportados"
    description: ClassVar = "Un pronóstico por hora de incidentes reportados, en un mapa."
    on_its_way: ClassVar = "El mapa está en camino."
    others: ClassVar = "Otras"
    titles: ClassVar = {
        "expected": "Incidentes reportados esperados",
        "chance": "Probabilidad de un incidente reportado",
        "likeliest": "Categoría más probable de un reporte",
        "change": "Reportes esperados, frente a lo habitual",
    }
    usual_titles: ClassVar = {**titles, "expected": "Incidentes reportados habituales"}
    legends: ClassVar = {
        "expected": "Reportes esperados en una celda de {cell} m en una hora",
        "chance": "Probabilidad de un reporte en una celda de {cell} m en una hora",
        "likeliest": "Más intenso: se espera más en una celda de {cell} m",
        "change": "Lo esperado, frente a lo habitual a esa hora",
    }
    usual_legends: ClassVar = {
        **legends,
        "expected": "Reportes habituales en una celda de {cell} m en una hora",
        "likeliest": "Más intenso: lo habitual es más en una celda de {cell} m",
    }
    changes: ClassVar = ("la mitad", "lo habitual", "el doble")

    def label(self, text: str) -> str:
        """Return what is shipped in Spanish; what is a host's or a publisher's as it is."""
        return shipped().get(text, text)

    def numbers(self, text: str, accepted: str | None) -> str:
        """Write 3,2 for 3.2 where the first Spanish that a browser names does."""
        found = re.search(r"(?:^|,)\s*es-([A-Za-z0-9]{2,3})\b", accepted or "")
        if found is None or found[1].lower() not in _COMMA:
            return text
        return text.translate(str.maketrans(",.", ".,"))

    def short(self, value: float) -> str:
        """Write a number with two significant digits: ``1,200``, ``3.5 millones``."""
        text = short(value, million="millones", billion="mil millones")
        return {"1 millones": "1 millón", "1 mil millones": "mil millones"}.get(text, text)

    def hour(self, at: datetime) -> str:
        """Write an hour as ``21:00``."""
        return f"{at:%H:%M}"

    def date(self, at: datetime) -> str:
        """Write a date as ``27 oct 2024``."""
        return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"

    def weekday(self, number: int) -> str:
        return _DAYS[number]

    def day(self, at: datetime, *, year: bool) -> str:
        """Write a day as ``vie 19 jun``."""
        words = f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]}"
        return f"{words} {at.year}" if year else words

    def week(self, week: int, slot: int) -> str:
        """Write a typical hour: ``vie, 21:00, semana 27 del año``."""
        return f"{_DAYS[slot // 24]}, {slot % 24:02}:00, semana {week} del año"

    def joined(self, labels: Sequence[str]) -> str:
        """Name categories together; "y" is "e" before its own sound."""
        if len(labels) == 1:
            return labels[0]
        if len(labels) > 3:
            return f"{', '.join(labels[:2])} y {len(labels) - 2} más"
        and_ = "e" if re.match(r"h?i(?!e)", labels[-1].casefold()) else "y"
        return f"{', '.join(labels[:-1])} {and_} {labels[-1]}"

    def issued(self, made: datetime, through: datetime) -> str:
        return (
            f"Emitido el {self.date(made)}, {self.hour(made)}, con registros hasta el "
            f"{self.date(through)}, {self.hour(through)}."
        )

    def from_records(self, through: datetime) -> str:
        return f"Con registros hasta el {self.date(through)}, {self.hour(through)}."

    def hindcast(self, last: datetime) -> str:
        return (
            f"Los registros terminan el {self.date(last)}: este es el pronóstico que se podría "
            "haber hecho entonces, no el de hoy."
        )

    def source(self, told: Sequence[str], notice: str) -> str:
        return f"Fuente: {', '.join(told)}. {notice}".strip()

    def streets(self, credit: str) -> str:
        return f"Mapa: {credit}."

    def picture_of(self, city: str, name: str) -> str:
        return f"Mapa de {city}: {name}"

    def often(self, value: float, *, last: bool) -> str:
        """Write ``2 por hora``."""
        del last
        return f"{self.short(value)} por hora"

    def one_in(self, odds: float, *, hours: bool) -> str:
        """Write ``1 en 100``."""
        return f"1 en {self.short(odds)}{' horas' if hours else ''}"

    def out_of(self, count: int, many: int) -> str:
        return f"{count} en {many}"

    def over(self, count: int, many: int) -> str:
        return f"más de {count} en {many}"

    def interval(self, expected: str, lower: str, upper: str) -> str:
        return f"{expected} ({lower} a {upper})"

    def expected_in_city(self, when: str) -> str:
        return f"incidentes reportados que se esperan en la ciudad en la hora desde {when}."
