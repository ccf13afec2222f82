"""Classes of offences, NIBRS codes, and guesses from an offence's words.

Which class belongs where is policy, not statistics: see ``docs/cities.md``.
"""

from __future__ import annotations

import re
from typing import Final, Literal

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

_WITHHELD: Final = re.compile(
    r"\bdv\b|domestic|\bsex|sexual|\brap(e|ist)\b|sodomy|fondl|molest|incest|indecen|lewd|peep|voyeur"
    r"|child|infant|\b(a|to|with|of) minor\b|juvenile|famil|spous|elder abuse|dependant|homicid|murder|manslaught"
    r"|traffick.*(human|sex)|human traffick|runaway|custod|bigam|stalk.*\bdv\b|genital"
)
_RULES: Final[tuple[tuple[str, re.Pattern[str], OffenceClass, str, str], ...]] = tuple(
    (category, re.compile(pattern), group, nibrs, label)
    for category, pattern, group, nibrs, label in (
        ("police-matters", r"polic|peace officer|resist|obstruct|escape|probation|parole|warrant"
         r"|court|restraining|protection order|contempt|contraband|fail.*appear",
         "police-initiated", "90Z", "Police and court matters"),
        ("drugs-alcohol", r"drug|narcot|liquor|alcohol|drunk|intoxic|\bdui\b|\bdwi\b|marijuana"
         r"|controlled subst|paraphern|under the influence", "police-initiated", "35A",
         "Drugs and alcohol"),
        ("weapons", r"weapon (law|viol|poss|carry|conceal|unlawful|by|other)|firearm|concealed|gun poss"
         r"|^weapons?$", "police-initiated", "520", "Weapon violations"),
        ("vice", r"prostitut|gambl|obscen|pornog|vagran|loiter|curfew|solicit", "police-initiated",
         "40A", "Vice"),
        ("disorder-trespass", r"trespass|disorder|disturb.*peace|public (peace|order|fight)|riot"
         r"|nuisance|noise", "police-initiated", "90C", "Disorder and trespass"),
        ("robbery", r"robb|hijack|car.?jack|mugg", "person", "120", "Robbery"),
        ("theft-from-person", r"pocket|purse|snatch|from (the )?person|phone snatch", "person", "23A",
         "Theft from a person"),
        ("aggravated-assault", r"agg.*(assault|aslt|battery)|felon.*assault|menacing|shoot"
         r"|assault.*(weapon|knife|gun|firearm|deadly)|wounding|serious injury", "person", "13A",
         "Aggravated assault"),
        ("simple-assault", r"assault|aslt|battery|injury", "person", "13B", "Simple assault"),
        ("intimidation", r"threat|harass|intimidat|stalk|menac|coerc", "person", "13C",
         "Threats and harassment"),
        ("vehicle-parts", r"(catalytic|vehicle parts|parts.*vehicle|licen[sc]e plate|motor vehicle acc)",
         "vehicle", "23G", "Theft of vehicle parts"),
        ("theft-from-vehicle", r"(theft|larceny|burgl|break|steal|stolen)[^/]*\bfrom\b.*(veh|auto|car\b)"
         r"|from motor veh|from veh|car break|vehicle break|burglary from vehicle|bfmv", "vehicle", "23F",
         "Theft from vehicle"),
        ("bicycle-theft", r"bicycl|\bbike", "vehicle", "23H", "Bicycle theft"),
        ("vehicle-theft", r"(motor )?(vehicle|auto|car) theft|theft of (a )?(motor )?(veh|auto|car)"
         r"|stolen (motor )?veh|vehicle.*stolen|grand theft auto|\bgta\b|unauthorized use of (a )?veh",
         "vehicle", "240", "Vehicle theft"),
        ("burglary", r"burgl|breaking|unlawful entry|home invasion", "property", "220", "Burglary"),
        ("shoplifting", r"shoplift|retail theft", "property", "23C", "Shoplifting"),
        ("arson", r"\barson|fire.?setting", "property", "200", "Arson"),
        ("vandalism", r"vandal|criminal (mischief|damage)|graffiti|destruction|damage.*property"
         r"|malicious", "property", "290", "Vandalism"),
        ("fraud", r"fraud|forge|counterfeit|embezzl|swindl|imperson|identity|bad check|bunco|decepti",
         "property", "26A", "Fraud and forgery"),
        ("other-theft", r"theft|larcen|steal|stolen from", "property", "23H", "Other theft"),
        ("other-offenses", r"extort|blackmail|kidnap|imprison|brib|stolen property|animal cruel",
         "other", "210", "Other offenses"),
    )
)  # fmt: skip


def plain(words: str) -> str:
    """Return an offence's words in lower case with single spaces for all punctuation."""
    return re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()


def is_withheld(words: str) -> bool:
    """Tell whether words name a sexual, child, domestic, family or homicide offence."""
    return _WITHHELD.search(plain(words)) is not None


def guess(words: str, nibrs: str | None = None) -> tuple[str, OffenceClass, str, str] | None:
    """Guess what an offence is, from its NIBRS code first and its words else.

    Returns
    -------
    tuple or None
        Category id, class, NIBRS code and the category's label; None where nothing fits.
    """
    text = plain(words)
    code = (nibrs or "").strip().upper()
    if is_withheld(words) or (code in NIBRS and NIBRS[code][1] == "withheld"):
        return "withheld", "withheld", code or "", "Withheld"
    if code in NIBRS:
        for category, _, group, known, label in _RULES:
            if known == code and group == NIBRS[code][1]:
                return category, group, code, label
    for category, pattern, group, known, label in _RULES:
        if pattern.search(text):
            return category, group, code or known, label
    if code in NIBRS:
        label, group = NIBRS[code]
        return re.sub(r"[^a-z0-9]+", "-", label.lower()), group, code, label
    return None
