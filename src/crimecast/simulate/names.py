"""Names of streets: themes, as real cities have them."""

from __future__ import annotations

from typing import Final

_WORDS: Final = {
    "founders": "Market Commerce Merchant Assembly Court Exchange Liberty Congress Bridge "
    "Mercer Granary Bank Chapel Theater Depot Canal Lantern Wharf Pearl",
    "trades": "Cooper Weaver Saddler Chandler Miller Potter Carter Sawyer Fuller Turner Glover "
    "Mason Thatcher Wainwright Ropewalk Tinker Baker Draper Fletcher Hooper Dyer Joiner",
    "minerals": "Copper Silver Slate Granite Garnet Quartz Flint Iron Opal Topaz Agate Jasper Onyx "
    "Marble Basalt Cobalt Nickel Mica",
    "trees": "Aspen Birch Catalpa Dogwood Elm Fir Gingko Hawthorn Ivy Juniper Katsura Larch Maple "
    "Nutmeg Oak Pine Quince Redwood Spruce Tamarack Walnut Yew Ash Beech Cypress Hickory Laurel "
    "Magnolia Olive Pecan Sycamore Willow Hazel Chestnut Locust Hemlock Poplar Alderwood Buckeye "
    "Cherry Myrtle Holly Boxwood Sumac Acacia Palm Hornbeam Mesquite Cedarwood Persimmon Rowan "
    "Sassafras Tupelo Wisteria Balsam Camphor Date Elder Fig Guava Hackberry Ironwood Jacaranda "
    "Kapok Lime Mango Nectar Osage Pawpaw Quaking Rosewood Sequoia Teak Viburnum Whitebeam "
    "Yucca Zelkova Bayberry Cassia Mimosa Medlar Service Loquat Linwood Sugar Silverleaf Blackwood",
    "birds": "Heron Egret Bittern Killdeer Plover Avocet Kingfisher Swallow Wren Thrush Oriole "
    "Tanager Grebe Sandpiper Teal Pintail Curlew Osprey Kestrel Merlin Waxwing Nuthatch",
    "waters": "Lakeshore Inlet Cove Harbor Spring Brook Rapids Ripple Lagoon Delta Cascade Eddy "
    "Marsh Tidewater Shoal Reed Cattail Willowbrook",
    "stones": "Quarry Ledge Boulder Cairn Bluff Mesa Ridge Summit Cliff Canyon Outcrop Pinnacle "
    "Sandstone Limestone Gravel Terrace Overlook",
    "herbs": "Sage Thyme Juniperberry Lavender Yarrow Rosemary Mint Tansy Sorrel Clover Fennel "
    "Comfrey Basil Chicory Anise Borage",
    "orchard": "Apple Pear Plum Apricot Damson Russet Bramley Pippin Winesap Bartlett Greengage "
    "Mirabelle Quincewood Almond Filbert Mulberrywood Currant Gooseberry Elderberry Hawberry",
    "pioneers": "Homestead Wagon Sodhouse Windmill Harrow Plowshare Furrow Haymarket Thresher "
    "Barnwood Trailhead Prairieview Settler",
    "meadow": "Meadowlark Bluestem Goldenrod Lupine Aster Primrose Foxtail Switchgrass Coneflower "
    "Larkspur Buttercup Columbine Milkweed Fescue Timothy Sorghum",
    "winds": "Chinook Zephyr Breeze Gale Mistral Sirocco Tradewind Whisper Crosswind Aurora "
    "Horizon Skyline Sunset",
    "scholars": "Newton Euler Darwin Curie Kepler Galileo Pascal Hypatia Lovelace Noether Faraday "
    "Mendel Pasteur Archimedes Gauss Bernoulli Maxwell Halley",
    "towns": "Oxford Bologna Leiden Uppsala Coimbra Salamanca Heidelberg Padua Cambridge Cordoba "
    "Vienna Krakow Toledo Siena",
    "trade": "Outlet Concourse Pavilion Gallery Plaza Arcade Atrium Promenade Emporium Showroom "
    "Boutique Parade Esplanade",
    "aviators": "Runway Hangar Propeller Beacon Taxiway Windsock Cockpit Rudder Aileron Cirrus "
    "Altimeter Biplane Glider Compass",
}  # fmt: skip
_SUFFIX: Final = {
    "founders": "Street", "trades": "Street", "minerals": "Street", "trees": "Street",
    "birds": "Drive", "waters": "Lane", "stones": "Way", "herbs": "Lane", "orchard": "Street",
    "pioneers": "Road", "meadow": "Drive", "winds": "Lane", "scholars": "Street",
    "towns": "Avenue", "trade": "Way", "aviators": "Drive",
}  # fmt: skip
_THEMES: Final = {theme: words.split() for theme, words in _WORDS.items()}
_NUMBERED: Final = {"numbered street": ("Street", 12), "numbered avenue": ("Avenue", 28)}


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th ... 11th, 12th, 13th ... 21st."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def street_name(theme: str, index: int) -> str:
    """Return the name of a lattice's street: ``index`` counts from its middle, may be negative."""
    if theme in _NUMBERED:
        suffix, middle = _NUMBERED[theme]
        number = index + middle
        # streets beyond the first are lettered by their distance, as no city counts below one
        return (
            f"{ordinal(number)} {suffix}" if number > 0 else f"South {ordinal(1 - number)} {suffix}"
        )
    words = _THEMES[theme]
    return f"{words[(index + len(words) // 2) % len(words)]} {_SUFFIX[theme]}"
