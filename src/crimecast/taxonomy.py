"""Classes of offences, NIBRS codes, and guesses from an offence's words.

Which class belongs where is policy, not statistics: see ``docs/cities.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

OffenceClass = Literal["person", "vehicle", "property", "other", "police-initiated", "withheld"]

CLASSES: Final[dict[OffenceClass, str]] = {
    "person": "Against people, in public",
    "vehicle": "Vehicles and bicycles",
    "property": "Property",
    "other": "Other",
    "police-initiated": "Found by police",
    "withheld": "Withheld",
}
"""Class id to label, in the order they are shown."""

FORECAST_CLASSES: Final[tuple[OffenceClass, ...]] = ("person", "vehicle", "property", "other")
"""Classes that are forecast: police-initiated records say where police look."""

NIBRS: Final[dict[str, tuple[str, OffenceClass]]] = {
    "09A": ("Murder and nonnegligent manslaughter", "withheld"),
    "09B": ("Negligent manslaughter", "withheld"),
    "09C": ("Justifiable homicide", "withheld"),
    "100": ("Kidnapping", "other"),
    "103": ("Failure to register as a sex offender", "withheld"),
    "11A": ("Rape", "withheld"),
    "11B": ("Sodomy", "withheld"),
    "11C": ("Sexual assault with an object", "withheld"),
    "11D": ("Fondling", "withheld"),
    "120": ("Robbery", "person"),
    "13A": ("Aggravated assault", "person"),
    "13B": ("Simple assault", "person"),
    "13C": ("Intimidation", "person"),
    "200": ("Arson", "property"),
    "210": ("Extortion", "other"),
    "220": ("Burglary", "property"),
    "23A": ("Pocket-picking", "person"),
    "23B": ("Purse-snatching", "person"),
    "23C": ("Shoplifting", "property"),
    "23D": ("Theft from building", "property"),
    "23E": ("Theft from coin-operated machine", "property"),
    "23F": ("Theft from motor vehicle", "vehicle"),
    "23G": ("Theft of motor vehicle parts", "vehicle"),
    "23H": ("All other larceny", "property"),
    "240": ("Motor vehicle theft", "vehicle"),
    "250": ("Counterfeiting and forgery", "property"),
    "26A": ("False pretenses", "property"),
    "26B": ("Credit card fraud", "property"),
    "26C": ("Impersonation", "property"),
    "26D": ("Welfare fraud", "property"),
    "26E": ("Wire fraud", "property"),
    "26F": ("Identity theft", "property"),
    "26G": ("Hacking", "property"),
    "26H": ("Money laundering", "property"),
    "270": ("Embezzlement", "property"),
    "280": ("Stolen property", "other"),
    "290": ("Vandalism", "property"),
    "35A": ("Drug violations", "police-initiated"),
    "35B": ("Drug equipment", "police-initiated"),
    "36A": ("Incest", "withheld"),
    "36B": ("Statutory rape", "withheld"),
    "36C": ("Failure to register as a sex offender", "withheld"),
    "370": ("Pornography", "police-initiated"),
    "39A": ("Betting", "police-initiated"),
    "39B": ("Operating gambling", "police-initiated"),
    "39C": ("Gambling equipment", "police-initiated"),
    "39D": ("Sports tampering", "police-initiated"),
    "40A": ("Prostitution", "police-initiated"),
    "40B": ("Assisting prostitution", "police-initiated"),
    "40C": ("Purchasing prostitution", "police-initiated"),
    "49A": ("Harboring an escapee", "police-initiated"),
    "49B": ("Flight to avoid prosecution", "police-initiated"),
    "49C": ("Flight to avoid deportation", "police-initiated"),
    "510": ("Bribery", "other"),
    "520": ("Weapon law violations", "police-initiated"),
    "521": ("Violation of national firearm act", "police-initiated"),
    "522": ("Weapons of mass destruction", "police-initiated"),
    "526": ("Explosives", "police-initiated"),
    "58A": ("Import violations", "police-initiated"),
    "58B": ("Export violations", "police-initiated"),
    "61A": ("Federal liquor offenses", "police-initiated"),
    "61B": ("Federal tobacco offenses", "police-initiated"),
    "620": ("Wildlife trafficking", "police-initiated"),
    "64A": ("Human trafficking, commercial sex acts", "withheld"),
    "64B": ("Human trafficking, servitude", "withheld"),
    "720": ("Animal cruelty", "other"),
    "90A": ("Bad checks", "property"),
    "90B": ("Curfew, loitering, vagrancy", "police-initiated"),
    "90C": ("Disorderly conduct", "police-initiated"),
    "90D": ("Driving under the influence", "police-initiated"),
    "90E": ("Drunkenness", "police-initiated"),
    "90F": ("Family offenses, nonviolent", "withheld"),
    "90G": ("Liquor law violations", "police-initiated"),
    "90H": ("Peeping tom", "withheld"),
    "90I": ("Runaway", "withheld"),
    "90J": ("Trespass", "police-initiated"),
    "90K": ("Failure to appear", "police-initiated"),
    "90L": ("Federal resource violations", "police-initiated"),
    "90M": ("Perjury", "police-initiated"),
    "90Z": ("All other offenses", "police-initiated"),
}
"""NIBRS offence code to its name and the class it belongs to here."""

HIERARCHY: Final[tuple[str, ...]] = (
    "09A", "09B", "11A", "11B", "11C", "11D", "36B", "36A", "64A", "64B", "120", "13A", "100",
    "220", "240", "23A", "23B", "23C", "23D", "23E", "23F", "23G", "23H", "200",
    "210", "13B", "13C", "250", "26A", "26B", "26C", "26D", "26E", "26F", "26G", "26H", "90A",
    "270", "280", "520", "521", "522", "526", "290",
)  # fmt: skip
"""NIBRS codes, most serious first; those left out come after, in the order of :data:`NIBRS`.

The FBI's hierarchy rule (Uniform Crime Reporting Handbook, 2004, pp. 10-12): homicide, rape,
robbery, aggravated assault, burglary, motor vehicle theft before what was stolen from the vehicle,
larceny, arson. It knows no more than these; what follows is the order of NIBRS, but that damage
done along the way comes after all that it went along with.
"""


def seriousness(codes: Iterable[str]) -> int:
    """Return the rank of the most serious of some NIBRS codes, 0 is the most serious."""
    order = (*HIERARCHY, *(code for code in NIBRS if code not in HIERARCHY))
    return min((order.index(code) for code in codes), default=len(order))


class _Rule(NamedTuple):
    """Words by which an offence is guessed to be of a category; the first rule that fits wins."""

    category: str
    offence_class: OffenceClass
    nibrs: str
    label: str
    words: re.Pattern[str]


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_WITHHELD: Final = _words(
    r"\bdv\b", "domestic", r"\bsex", "sexual", r"\brap(e|ist)\b", "sodomy", "fondl", "molest",
    "incest", "intimate partner", r"\bipv\b", "cohabit", r"\bdating\b", "indecen", "lewd", "peep",
    "voyeur", "genital", "child", "infant",
    r"\b(a|to|with|of) minor\b", "juvenile", "famil", "spous", "elder abuse", "homicid", "murder",
    "manslaught", "human traffick", r"traffick.*(human|sex)", "runaway", "custod", "bigam",
)  # fmt: skip
_POLICE: Final[tuple[_Rule, ...]] = (
    _Rule(
        "police-matters", "police-initiated", "90Z", "Police and court matters",
        _words("polic", "peace officer", "resist", "obstruct", "escape", "probation", "parole",
               "warrant", "court", "restraining", "protection order", "contempt", "contraband",
               "fail.*appear"),
    ),
    _Rule(
        "drugs-alcohol", "police-initiated", "35A", "Drugs and alcohol",
        _words("drug", "narcot", "liquor", "alcohol", "drunk", "intoxic", r"\bd[uw]i\b",
               "marijuana",
               "controlled subst", "paraphern", "under the influence"),
    ),
    _Rule(
        "weapons", "police-initiated", "520", "Weapon violations",
        _words(r"weapons? (law|viol|poss|carry|conceal|unlawful|by|other|offen)", "firearm",
               "concealed", "gun poss", "^weapons?$"),
    ),
    _Rule(
        "vice", "police-initiated", "40A", "Vice",
        _words("prostitut", "gambl", r"\bbett", "wager", "obscen", "pornog", "vagran", "loiter",
               "curfew", "solicit"),
    ),
    _Rule(
        "disorder-trespass", "police-initiated", "90C", "Disorder and trespass",
        _words("trespass", "disorder", "disturb.*peace", "public (peace|order|fight)", "riot",
               "nuisance", "noise"),
    ),
)  # fmt: skip
_PEOPLE: Final[tuple[_Rule, ...]] = (
    _Rule("robbery", "person", "120", "Robbery", _words("robb", "hijack", "car ?jack", "mugg")),
    _Rule(
        "theft-from-person", "person", "23A", "Theft from a person",
        _words("pocket", "purse", "snatch", "from (the )?person"),
    ),
    _Rule(
        "aggravated-assault", "person", "13A", "Aggravated assault",
        _words("agg.*(assault|aslt|battery)", "felon.*assault", "menacing", "shoot", "wounding",
               "assault.*(weapon|knife|gun|firearm|deadly)", "serious injury"),
    ),
    _Rule(
        "simple-assault", "person", "13B", "Simple assault",
        _words("assault", "aslt", "battery", "injury"),
    ),
    _Rule(
        "intimidation", "person", "13C", "Threats and harassment",
        _words("threat", "harass", "intimidat", "stalk", "menac", "coerc"),
    ),
)  # fmt: skip
_THINGS: Final[tuple[_Rule, ...]] = (
    _Rule(
        "vehicle-parts", "vehicle", "23G", "Theft of vehicle parts",
        _words("catalytic", "vehicle parts", "parts.*vehicle", "licen[sc]e plate",
               "motor veh.* acc"),
    ),
    _Rule(
        "theft-from-vehicle", "vehicle", "23F", "Theft from vehicle",
        _words(r"(theft|larceny|burgl|break|steal|stolen).*\bfrom\b.*(veh|auto|car\b)",
               "from motor veh", "from veh", "(car|vehicle) break", "bfmv"),
    ),
    _Rule("bicycle-theft", "vehicle", "23H", "Bicycle theft", _words("bicycl", r"\bbike")),
    _Rule(
        "vehicle-theft", "vehicle", "240", "Vehicle theft",
        _words("(vehicle|auto|car) theft", "theft of (a )?(motor )?(veh|auto|car)", r"\bgta\b",
               "stolen (motor )?veh", "vehicle.*stolen", "unauthorized use of (a )?veh"),
    ),
    _Rule(
        "burglary", "property", "220", "Burglary",
        _words("burgl", "breaking", "unlawful entry", "home invasion"),
    ),
    _Rule("shoplifting", "property", "23C", "Shoplifting", _words("shoplift", "retail theft")),
    _Rule("arson", "property", "200", "Arson", _words(r"\barson", "fire ?setting")),
    _Rule(
        "vandalism", "property", "290", "Vandalism",
        _words("vandal", "criminal (mischief|damage)", "graffiti", "destruction", "malicious",
               "damage.*property"),
    ),
    _Rule(
        "fraud", "property", "26A", "Fraud and forgery",
        _words("fraud", "forge", "counterfeit", "embezzl", "swindl", "imperson", "identity",
               "bad check", "bunco", "decepti"),
    ),
    _Rule(
        "other-theft", "property", "23H", "Other theft",
        _words("theft", "larcen", "steal", "stolen from"),
    ),
    _Rule(
        "other-offenses", "other", "210", "Other offenses",
        _words("extort", "blackmail", "kidnap", "imprison", "brib", "stolen property",
               "animal cruel"),
    ),
)  # fmt: skip
_RULES: Final = (*_POLICE, *_PEOPLE, *_THINGS)
_CODE_GROUPS: Final = frozenset({"23", "26", "35", "39", "40"})
"""Beginnings of NIBRS codes whose offences are of one kind."""


def plain(words: str) -> str:
    """Return an offence's words in lower case with single spaces for all punctuation."""
    return re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()


def is_withheld(words: str) -> bool:
    """Tell whether words name a sexual, child, domestic, family or homicide offence."""
    return _WITHHELD.search(plain(words)) is not None


class Guess(NamedTuple):
    """What an offence probably is."""

    category: str
    offence_class: OffenceClass
    nibrs: str | None
    label: str


def guess(words: str, nibrs: str | None = None) -> Guess | None:
    """Guess what an offence is, from its NIBRS code first and its words else.

    None where nothing fits: then a person has to say.
    """
    code = (nibrs or "").strip().upper() or None
    by_code = NIBRS.get(code) if code else None
    if is_withheld(words) or (by_code and by_code[1] == "withheld"):
        return Guess("withheld", "withheld", code if by_code else None, "Withheld")
    if not (by_code and code):
        rule = next((r for r in _RULES if r.words.search(plain(words))), None)
        return Guess(rule.category, rule.offence_class, rule.nibrs, rule.label) if rule else None
    label, offence_class = by_code
    text = f"{plain(words)} {plain(label)}"
    fitting = [r for r in _RULES if r.offence_class == offence_class]
    exact = [r for r in fitting if r.nibrs == code]
    group = [r for r in fitting if r.nibrs[:2] == code[:2] and code[:2] in _CODE_GROUPS]
    found = next((r for r in exact or fitting if r.words.search(text)), None)
    found = found or next(reversed(exact or group), None)
    if found:
        return Guess(found.category, offence_class, code, found.label)
    return Guess(plain(label).replace(" ", "-"), offence_class, code, label)
