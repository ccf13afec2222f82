import { whole } from "./locale";

/** "27th". */
const ordinal = (n: number) => {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teen ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th")}`;
};

/**
 * Every sentence of the page, in English: the other languages have what this has (types.ts). Texts
 * with parts are functions. Say what it is: "reported incidents", "expected"; never a verdict on a
 * place (docs/frontend.md).
 */
export const t = {
  app: {
    name: "crimecast",
    title: (city: string, mode: string) => `${city}: ${mode} of reported incidents`,
    description: "An hourly forecast of reported incidents on a map.",
  },
  modes: { forecast: "Forecast", history: "History" },
  tabs: "What to show",
  city: { choose: "City", other: "Choose a city" },
  theme: { toDark: "Use dark colors", toLight: "Use light colors" },
  close: "Close",
  retry: "Try again",

  search: {
    label: "Search a neighborhood or coordinates",
    labelStreets: "Search a street, neighborhood, park or coordinates",
    placeholder: "Neighborhood or 39.74, -104.99",
    placeholderStreets: "Street, neighborhood or park",
    placeholderShort: "Search",
    none: "No neighborhood of that name. Coordinates work too: latitude, longitude.",
    noneStreets:
      "No street, neighborhood or park of that name. House numbers are not known; coordinates work: latitude, longitude.",
    asking: "Searching",
    kind: {
      neighborhood: "Neighborhood",
      street: "Street",
      path: "Path",
      park: "Park",
      water: "Water",
      place: "Place",
    },
    near: (kind: string, near: string | null) => (near === null ? kind : `${kind}, ${near}`),
    coordinates: (lat: string, lon: string) => `Place at ${lat}, ${lon}`,
    outside: (city: string) => `That place is outside the area of ${city} that is forecast.`,
    clear: "Clear the search",
    count: (n: number) => (n === 1 ? "1 place found" : `${n} places found`),
    marked: (name: string) => `${name} is marked on the map`,
  },

  map: {
    region: "Map",
    label: (city: string) =>
      `Map of ${city}. Arrow keys move it, plus and minus zoom, Enter asks for the place in its middle.`,
    zoomIn: "Zoom in",
    zoomOut: "Zoom out",
    controls: "Map controls",
    downtown: "Go to downtown",
    locate: "Find where I am",
    locating: "Finding where you are",
    here: "You are here",
    notHere: (city: string) => `You are outside the area of ${city} that is forecast, so the map stays.`,
    denied: "This browser may not tell the page where you are. Search for a neighborhood instead.",
    unknown: "Your device does not know where it is just now. Search for a neighborhood instead.",
    styleFailed: "The street map chosen for this page did not load. The forecast is drawn without it.",
    openMap: "Where the street map comes from, and its terms",
  },

  still: {
    notice:
      "This browser cannot draw the map, as WebGL 2 is off or missing: you see a picture of it. Tap a place in it, search, or type coordinates to ask for the numbers.",
    alt: (city: string, what: string) =>
      `Picture of the map of ${city}. ${what} The legend says what its colors mean.`,
    failed: "The picture of the map did not come. All numbers are there: search, or type coordinates.",
  },

  legend: {
    forecast: (cell: number) => `Reports expected in a ${cell}\u00a0m cell`,
    chance: (cell: number) => `Chance of a report in a ${cell}\u00a0m cell in an hour`,
    likeliest: (cell: number) => `Likeliest category; stronger: more expected in a ${cell}\u00a0m cell`,
    history: (cell: number) => `Reported incidents in a ${cell}\u00a0m cell`,
    tick: (hours: string) => `1 in ${hours}`,
    hours: "hours",
    often: (n: string) => `${n} an hour`,
    noData: "Hatched: outside the area, no data",
    suppressed: (minimum: number) =>
      `Dot: ${minimum === 3 ? "1 or 2" : `1 to ${minimum - 1}`}, not told exactly`,
    point: "Hole: most at one point",
    here: "The chosen place at this hour",
  },

  share: {
    heading: "Take it with you",
    link: "Copy link",
    png: "Picture",
    csv: "CSV",
    geojson: "GeoJSON",
    embed: "Copy embed code",
    embedCopied: "Code for an iframe that shows this map is copied.",
    pictureSaved: "The picture is saved, with legend, source and terms.",
    noPicture: "This browser does not let the page draw the picture.",
    note: "Files hold the cells that the map shows now, with source and terms.",
    copied: "The link to this view is copied.",
    notCopied: "This browser does not let the page copy. The address bar holds the same link.",
    saved: (cells: number) => (cells === 1 ? "1 cell saved." : `${whole(cells)} cells saved.`),
    what: (category: string, city: string, cell: number) =>
      `Expected reported incidents (${category}) in ${city} by cell of ${cell} m in one hour, and the chance of at least one`,
    exactness: (lowest: number) =>
      `Values are the map's colors: in steps of 3.7 %, up to 4 % off; 0 stands for less than ${lowest}, a category's highest color for all above it`,
  },

  shows: {
    heading: "What the map shows",
    label: { expected: "Expected", chance: "Chance", likeliest: "Most likely", change: "Change" },
    older: "This forecast does not tell which category is likeliest.",
    hint: {
      expected: "How many reports are expected in a cell in an hour",
      chance: "The chance of at least one report in a cell in an hour",
      likeliest: "Which category a report is likeliest of; stronger where more is expected",
      change: "How many times as many reports are expected as is usual for this hour of the week at this time of the year",
    },
  },

  change: {
    legend: "Expected, against the usual for the hour",
    ticks: ["half", "as usual", "twice"],
    notDrawn: "Clear: too few are usual there to compare",
    same: "about as usual",
    half: "half the usual",
    twice: "twice the usual",
    times: (times: string) => `${times} times the usual`,
    tenth: "under a tenth of the usual",
    over: "over 10 times the usual",
    here: (words: string) => `That is ${words} for this place at such an hour, at this time of the year.`,
    few: "Too few reports are usual here at such an hour to compare with.",
    city: (city: string, words: string) => `${city}, ${words}`,
    typical: "Change: only within the forecast. A typical hour is the usual itself.",
    older: "Change: not told by this forecast, as it does not hold what is usual of places.",
    what: (category: string, city: string, cell: number) =>
      `Expected reported incidents (${category}) over the usual number for the hour, in ${city} by cell of ${cell} m`,
    exactness:
      "Ratios (times) are the map’s colors, from 0.25 (or less) to 4 (or more), within 3 %; cells where too few reports are usual to compare are left out",
    how: (maps: number) =>
      `The usual: the city’s usual count of the hour of the week at this time of the year, at the places that the same model gave on average on ${maps} days of the last year`,
  },

  categories: {
    heading: "Category",
    all: "All categories",
    allCounted: "All forecast categories",
    column: "expected, 24 h",
    columnHint: "Reported incidents expected in the city in the 24 hours from now",
    change: "Change category",
    find: "Find a category",
    found: (n: number) => (n === 1 ? "1 category found" : `${n} categories found`),
    noneFound: "No category of that name.",
    notShown: (list: string) => `Not shown at all: ${list}.`,
    others: "Others",
    add: (label: string) => `Add ${label} to the choice`,
    addHint: "A name chooses one category, a heading its whole class; boxes make any set.",
    classHint: (label: string) => `All of: ${label}`,
    set: (labels: string[]) =>
      labels.length > 3
        ? `${labels.slice(0, 2).join(", ")} and ${labels.length - 2} more`
        : `${labels.slice(0, -1).join(", ")} and ${labels.at(-1) ?? ""}`,
    anyOf: (labels: string[]) =>
      labels.length > 3
        ? `any of ${labels.length} chosen categories`
        : `${labels.slice(0, -1).join(", ")} or ${labels.at(-1) ?? ""}`,
  },

  time: {
    bar: "Time",
    slider: "Hour of the forecast",
    play: "Play the hours",
    pause: "Pause",
    step: "One hour on",
    now: "now",
    end: "records end",
    pick: "Choose date and hour",
    date: "Date",
    clock: (zone: string) => `Hour (${zone})`,
    pickNoteAny: (first: string, last: string) =>
      `In the city’s own time. From ${first} to ${last} it is the forecast; of any other day, before or after, it is what is typical of that hour. A minute belongs to its hour.`,
    pickNote: (first: string, last: string) => `In the city’s own time, from ${first} to ${last}. This forecast does not tell typical hours: days beyond cannot be chosen.`,
    done: "Done",
    speed: "Speed of play",
    speeds: { slow: "Slow", normal: "Normal", fast: "Fast" },
    speedShort: { slow: "\u2153\u00d7", normal: "1\u00d7", fast: "3\u00d7" },
    speedNow: (speed: string) => `Speed of play: ${speed.toLowerCase()}. Change it`,
    toNow: "Back to now",
    toEnd: "Back to the records’ end",
    back: "One hour back",
    on: "One hour on",
    city: (expected: string, lower: string, upper: string) =>
      `${expected} (${lower} to ${upper}) expected in the city this hour`,
    cityShort: (expected: string, lower: string, upper: string) =>
      `${expected} (${lower} to ${upper}) in the city`,
    cityPlain: (expected: string) => `${expected} expected in the city this hour`,
    live: (category: string, when: string, city: string) => `${category}, ${when}. ${city}.`,
  },

  typical: {
    line: (week: number) => `Typical of the ${ordinal(week)} week of the year. Not a forecast`,
    lineShort: "Typical, not a forecast",
    slider: "Hour of the typical week",
    city: (expected: string) => `${expected} usual in the city at such an hour`,
    cityShort: (expected: string) => `${expected} usual in the city`,
    day: "That whole day",
    usual: "Usual",
    made: "How this is made",
    legend: (cell: number) => `Typical reports in a ${cell}\u00a0m cell`,
    chance: (cell: number) => `Typical chance of a report in a ${cell}\u00a0m cell in an hour`,
    likeliest: (cell: number) => `Typically likeliest category; stronger: more reports in a ${cell}\u00a0m cell`,
    week: (week: number) => `Typical week ${week}`,
    place: (week: number) => `Typical of the ${ordinal(week)} week of the year, not a forecast.`,
    how: (from: string, to: string) =>
      `How many reports the city usually has in this hour of the week at this time of the year, learned from the records from ${from} to ${to}; where they are is taken from the forecast of the same hour of the week. Today’s level and holidays are not in it. No range is told: this does not say how far one year differs from another.`,
    what: (category: string, city: string, cell: number) =>
      `Typical number of reported incidents (${category}) in ${city} by cell of ${cell} m in one hour, and the chance of at least one; no forecast`,
    hour: (week: number, slot: number) => `week ${week} of the year (ISO 8601), local hour ${slot} of the week from Monday 0:00`,
  },

  keys: {
    heading: "Keys",
    open: "Keys",
    list: [
      [["\u2190", "\u2192"], "One hour back or on"],
      [["Shift \u2190", "Shift \u2192"], "One day back or on; so do \u2193 and \u2191"],
      [["Home", "End"], "First and last hour"],
      [["Space"], "Play and pause; one hour on where motion is reduced"],
      [["1", "2", "3"], "Play slowly, at normal speed, fast"],
      [["T"], "Choose date and hour"],
      [["N"], "Back to now, or to the records’ end"],
      [["Enter"], "On the map: ask for the place in its middle"],
      [["Ctrl click"], "In the list: add a category, or take it out"],
      [["Esc"], "Close what is open"],
      [["?"], "This list"],
    ] as [string[], string][],
  },

  place: {
    heading: "Place",
    close: "Close this place",
    about: (chance: string) => `About ${chance}`,
    under: (chance: string) => chance.charAt(0).toUpperCase() + chance.slice(1),
    answer: (what: string, cell: number, span: string) =>
      `a report of ${what} in this ${cell}\u00a0m cell ${span}`,
    anything: "any shown category",
    in: (neighborhood: string) => `In ${neighborhood}`,
    spans: {
      heading: "How much is expected here",
      hour: "This hour",
      day: "24 hours from here",
      week: "Whole week ahead",
      remaining: (hours: number) => `Remaining ${hours} hours`,
      chance: "At least one",
      expected: "Expected",
    },
    range: (lower: number, upper: number) => (lower === upper ? `${lower}` : `${lower} to ${upper}`),
    rangeNote:
      "Expected numbers are means. In brackets: where the count would lie 9 times in 10 if the mean is right.",
    week: "The week in this cell",
    weekHint: "Expected reported incidents by hour. Tap or drag to choose an hour.",
    peak: (rate: string) => `at most ${rate} an hour`,
    chart: (low: string, high: string) => `Expected by hour in this cell, from ${low} to ${high}`,
    table: "Show as a table",
    tableHour: "Hour",
    why: "Why this number",
    whyOther: "Everything else",
    whyEmpty: "Nothing is expected here at this hour.",
    history: "What was reported here",
    count: (count: number, from: string, to: string) =>
      `${count === 1 ? "1 reported incident" : `${count} reported incidents`} in this cell from ${from} to ${to}.`,
    suppressed: (minimum: number, from: string, to: string) =>
      `Fewer than ${minimum} reported incidents in this cell from ${from} to ${to}. Counts that small are not told.`,
    likeliest: (category: string, chance: string) => `If there is one, most likely: ${category}, ${chance}.`,
    suppressedEach: (minimum: number, from: string, to: string) =>
      `Fewer than ${minimum} reported incidents of each chosen category in this cell from ${from} to ${to}. Counts that small are not told.`,
    suppressedRest: (minimum: number) =>
      `Chosen categories with fewer than ${minimum} are not counted in: counts that small are not told.`,
    limits: "What this does not tell",
    limitsText: [
      "It counts reports to police, not danger. Where more people are, more is reported; much that happens is never reported.",
      "It is about a square of land and an hour. It says nothing about any person, household or address.",
    ],
    outside: "This place is outside the study area. Nothing is forecast here, which does not mean that nothing happens.",
    loading: "Asking for this place",
    failed: "The numbers for this place did not come.",
    hint: "Tap the map to ask for a place.",
    hintDesk: "Click the map, or search, to ask what is expected at a place.",
    forecastHere: "See the forecast for this place",
    historyHere: "See what was reported here",
  },

  history: {
    period: "Period",
    days: (n: number) => (n === 365 ? "365 days" : `${n} days`),
    all: "All",
    from: "From",
    to: "To",
    anchored: (last: string) => `Counted back from ${last}, the last day of the records.`,
    total: (count: string) => `${count} reported incidents`,
    totalOne: "1 reported incident",
    span: (from: string, to: string) => (from === to ? from : `${from} to ${to}`),
    unplaced: (count: string, share: string) =>
      `${count} of them (${share}) have no usable place: counted here, not on the map.`,
    outside: (count: string) => `${count} lie outside the study area: counted here, not on the map.`,
    noUnplaced: "All of them have a usable place.",
    suppressed: (count: string, minimum: number) =>
      `${count === "1" ? "1 cell has" : `${count} cells have`} ${minimum === 3 ? "1 or 2" : `1 to ${minimum - 1}`}: ${count === "1" ? "it" : "each"} is marked with a dot, its count is not told.`,
    byDay: "By day",
    byDayOpen: "By day; dashed: not complete yet",
    open: (late: string | null) => `The last days are not complete: ${late ?? "some reports come later"}.`,
    byDayChart: (low: string, high: string) => `Reported incidents by day, from ${low} to ${high}`,
    day: (day: string, count: string) => `${day}: ${count}`,
    dayOpen: (day: string, count: string) => `${day}: ${count}, not complete yet`,
    earlier: "Earlier, by as many days",
    later: "Later, by as many days",
    span28: "Back to the last 28 days",
    brush: {
      from: "First day",
      to: "Last day",
      window: (days: number) => `The period, ${days === 1 ? "1 day" : `${days} days`}`,
      label: "All records, by week; drag to choose a period",
      hint: "Drag over the strip, or over the days above it, to choose a period.",
      hintTouch: "Drag over the strip to choose a period.",
    },
    week: "By hour of the week",
    weekHint: "Mean of one week. Incidents with a long window are spread over it.",
    weekChoose: "Drag over the hours, or tap weekdays and times of day, to count only these.",
    weekKeys: "Hours that count: arrows move the choice, Shift and arrows stretch it, Escape counts all",
    brushed: (hours: string) =>
      `Counted in ${hours}: on the map, by day and here. What has a long window counts by its share.`,
    brushClear: "All hours",
    brushFrom: "From",
    brushTo: "To",
    brushWhole: "all hours",
    parts: ["Night", "Morning", "Afternoon", "Evening"],
    weekDaysLong: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    // What is seen comes first: voice control calls a button by it.
    onlyDay: (seen: string, day: string) => `${seen}: count ${day}`,
    onlyHours: (seen: string, from: string, to: string) => `${seen}: count ${from} to ${to}`,
    hoursFromTo: (from: string, to: string) => `${from} to ${to}`,
    daysFromTo: (from: string, to: string) => `${from} to ${to}`,
    weekCell: (day: string, hour: string, value: string) => `${day} ${hour}: ${value} a week`,
    weekDays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    weekLow: "fewer",
    weekHigh: "more",
    weekTable: "Reported incidents by weekday and hour",
    cell: (count: number, cell: number) =>
      `${count === 1 ? "1 reported incident" : `${count} reported incidents`} in this ${cell}\u00a0m cell`,
    cellSuppressed: (minimum: number, cell: number) =>
      `${minimum === 3 ? "1 or 2" : `1 to ${minimum - 1}`} reported incidents in this ${cell}\u00a0m cell. Counts that small are not told exactly.`,
    cellNone: (cell: number) => `No reported incident in this ${cell}\u00a0m cell`,
    crowded: (cells: number) =>
      `In ${cells === 1 ? "1 cell" : `${whole(cells)} cells`} more than half of the count is recorded at one point: a mall, a hospital, or a point that stands for places not known. Each says so when it is chosen.`,
    /** Of which periods, where two are compared. */
    crowdedHere: (spans: string[] | null) =>
      `More than half of ${spans ? `the count of ${spans.join(", and of that of ")},` : "these"} ${spans ? "is" : "are"} recorded at one point: a mall, a hospital, or a point that stands for places not known.`,
    years: "Year by year",
    yearsWhen: "When",
    yearsHere: (cell: number) => `This ${cell}\u00a0m cell`,
    yearsPeriod: "Period",
    yearsFew: (minimum: number) => `under ${minimum}`,
    yearsNotTold: "not told",
    yearsNotToldNote: (minimum: number, compared: boolean) =>
      `Years that share days with ${compared ? "the two periods" : "the period"} are not told where a count under ${minimum} would follow from them.`,
    yearsNote: (name: string, km: string) =>
      `${name} has ${km} km²: its counts are of a larger place. The records begin and end within a year, so the first and last row may hold less than one.`,
    cellOutside: "This place is outside the study area: there are no data.",
    notForecast: "counted, not forecast",
    none: "No records have been read in for this city.",
    noneDo: (city: string) => `Read a file in first: crimecast ingest ${city} FILE`,
    failed: "The counts for this period did not come.",
    badRange: "The first day comes after the last.",
    counts: "What is counted",
    compare: {
      heading: "Compare with",
      kinds: { none: "Nothing", year: "The same dates a year before", dates: "Other dates" },
      before: (days: number) => (days === 1 ? "The day before" : `The ${days} days before`),
      from: "Compared from",
      to: "Compared to",
      beyond: (first: string, last: string) =>
        `The records go from ${first} to ${last}: there are none of the period to compare with. Choose other dates.`,
      overlap: "The two periods share days, so they are not compared. Choose a shorter one, or other dates.",
      cut: (days: number, first: string, last: string) =>
        `The records go from ${first} to ${last}: only ${days === 1 ? "1 day" : `${days} days`} of the other period ${days === 1 ? "is" : "are"} counted, so numbers are compared by day.`,
      lengths: (days: number, other: number) =>
        `${days} days that count against ${other}: numbers are compared by day.`,
      open: (days: number, span: string, first: boolean) =>
        `${days === 1 ? "The last day" : `The last ${days} days`} of ${span} still ${days === 1 ? "waits" : "wait"} for late reports, so the change is too ${first ? "low" : "high"}.`,
      complete: "Leave them out",
      fewer: (much: string) => `${much} fewer`,
      more: (much: string) => `${much} more`,
      times: (times: string) => `${times} times as many`,
      same: "as many",
      noneOther: "none in the other period",
      against: (span: string, count: string) => `against ${count} from ${span}`,
      range: (low: string, high: string, shares: boolean) =>
        `95% range${shares ? "" : ", at the least"}: ${low} to ${high}.`,
      rangeOpen: (low: string, shares: boolean) => `95% range${shares ? "" : ", at the least"}: ${low}, or beyond.`,
      within: "No more than chance alone gives.",
      beyondChance: "More than chance alone gives.",
      few: (least: number) => `Fewer than ${least} in both together: too few to tell a change.`,
      fewShort: "too few",
      withinShort: "within chance",
      to95: (low: string, high: string) => `${low} to ${high}`,
      orMore: (low: string) => `${low} or more`,
      note: "The ranges allow for chance alone, as if every incident came by itself. Incidents come in clusters, and what is reported changes: the true ranges are wider.",
      noteShares:
        "The ranges are those of whole incidents that come by themselves. Incidents come in clusters, which makes the true ranges wider; here they count by their shares in the chosen hours, and chance alone moves sums of shares less, which makes them narrower.",
      cells: (compared: string, told: string, chance: string, least: number) =>
        `On the map ${compared} cells can be compared: both counts are told, and are at least ${least} together. In ${told} the change is more than chance alone gives; chance alone would make that up to ${chance}.`,
      here: (count: string, span: string) => `Compared: ${count}, ${span}.`,
      withheld: "One of the two counts is 1 or 2, so no change is told.",
      legend: (span: string, cell: number) => `Against ${span}, per ${cell}\u00a0m cell`,
      ticks: ["half", "as many", "twice"],
      gray: "Gray: within chance",
      clear: "Clear: too few",
      second: (span: string) => `gray: ${span}`,
      beside: (one: string, other: string) => `${one}; ${other}`,
      weekHint: (told: number, hours: number) =>
        `Gray: no more than chance alone gives; clear: too few. ${told} of ${hours} hours differ by more; chance alone would make that up to ${Math.ceil(0.05 * hours)}. Incidents are spread over their windows, and chance moves such sums less than whole counts: a change has to be larger here to be told.`,
      showWeek: "What the hours show",
      week: { change: "Change", first: "Period", second: "Compared" },
      weekCell: (day: string, hour: string, a: string, b: string, change: string) =>
        `${day} ${hour}: ${a} a week, compared ${b}: ${change}`,
    },
    tables: {
      heading: "Numbers",
      kinds: { category: "Categories", day: "Days", week: "Weeks", hour: "Hours" },
      category: "Category",
      day: "Day",
      week: "Days",
      weekday: "Weekday",
      hour: "Hour",
      count: "Count",
      mean: "A week",
      first: "Period",
      second: "Compared",
      change: "Change",
      open: (day: string) => `${day} *`,
      openNote: "* not complete yet",
      noteCategory: "Counts of the whole city. Gray: not chosen.",
      noteChange: (shares: boolean) =>
        `Small: the 95% range${shares ? " of whole counts; chance alone moves sums of shares less" : ", at the least"}.`,
      csv: "Table as CSV",
      cells: "Map as CSV",
      saved: (rows: number) => (rows === 1 ? "1 row saved." : `${whole(rows)} rows saved.`),
      what: {
        category: (city: string) => `Reported incidents in ${city} by category`,
        day: (city: string) => `Reported incidents in ${city} by day`,
        week: (city: string) => `Reported incidents in ${city} by runs of seven days`,
        hour: (city: string) => `Reported incidents in ${city} by hour of the week: means of one week`,
        cells: (city: string, cell: number) => `Reported incidents in ${city} by cell of ${cell} m`,
      },
      late: "Of the last days more will be reported",
      small: (minimum: number) => `Cells with fewer than ${minimum} are told as "under ${minimum}"; those without a row have none, or lie outside of the view`,
      shares: "An incident with a long window counts by its share in the chosen hours",
      change95: (shares: boolean) =>
        `times: first count over second, by day, where both together are 10 or more and none is withheld; lower, upper: its 95% range if chance alone spread whole incidents (${shares ? "clusters make the true range wider; these are sums of shares, which chance alone moves less" : "true ranges are wider"})`,
    },
  },

  data: {
    issued: (when: string) => `Issued from records up to ${when}`,
    issuedShort: (when: string) => `Records up to ${when}`,
    late: (share: string) => `${share} of the reports come more than a day later`,
    lateOf: (share: string) => `${share} of this category’s reports come more than a day later`,
    lateOfSet: (share: string) => `${share} of these categories’ reports come more than a day later`,
    lateShort: (share: string) => `${share} come later`,
    records: (first: string, last: string) => `Records from ${first} to ${last}`,
    noRecords: "No records yet",
    source: (publisher: string) => `Source: ${publisher}`,
    terms: "terms",
    about: "About",
    hindcast: (last: string) =>
      `Records end on ${last}: this is the forecast that could have been made then, not for today.`,
    hindcastHistory: (last: string) => `Records end on ${last}. Nothing since then is counted here.`,
    simulated: "Simulated city: no real people or places.",
    stale: (days: number, city: string) =>
      `This forecast is ${days} days old. Whoever runs this page can issue a new one: crimecast forecast ${city}`,
    notices: "Notices",
  },

  offline: {
    forecast: (when: string, ago: string) =>
      `The server cannot be reached. You see what this device kept: the forecast issued ${when} (${ago}).`,
    history: "The server cannot be reached. You see what this device kept.",
    missing: "What you asked for is not among it.",
    ago: (span: string) => `${span} ago`,
    lessThanHour: "less than an hour ago",
  },

  states: {
    loading: (city: string) => `Loading ${city}`,
    loadingAny: "Loading",
    noServer: "The server does not answer.",
    noServerDo: "Check that crimecast serve is running, then try again.",
    lost: "The server no longer answers. What you see stays as it was.",
    lostShort: "The server no longer answers.",
    frameFailed: "This hour did not come.",
    stillShows: (category: string, when: string) => `The map still shows ${category}, ${when}.`,
    noForecast: (city: string) => `No forecast has been issued for ${city} yet.`,
    noForecastDo: "Issue one on the machine that serves this page:",
    noForecastCommand: (city: string) => `crimecast forecast ${city}`,
    noCity: "No city has been set up here yet.",
    noCityDo: "Set up the simulated one, or read in a file of your own:",
    noCityCommand: "make run",
    unknownCity: (city: string) => `There is no city called “${city}” here.`,
    unknownCityDo: "Choose one of these:",
    historyInstead: "See the history instead",
    status: (status: number) => `The server answered with status ${status}.`,
  },

  embed: {
    title: (city: string) => `Forecast of reported incidents in ${city}`,
    open: (city: string) => `${city} on the whole page`,
  },

  record: {
    title: (city: string) => `${city}: how right the forecast was`,
    heading: "How right it was",
    link: "How right is it?",
    aboutText: "Each forecast can be held against what came to be reported afterwards:",
    aboutLink: "how right it was",
    back: "Map",
    loading: "Loading the record",
    failed: "The record did not come.",
    none: (city: string) => `There is no record for ${city} yet.`,
    noneText:
      "A backtest makes the forecasts that could have been made on past days and holds each against what came. Run one on the machine that serves this page, then publish it:",
    noneCommands: (city: string) => [
      `crimecast backtest ${city} --from DAY --to DAY`,
      `crimecast record publish ${city} FOLDER`,
    ],
    window: (hours: number) => ({ 1: "hour", 24: "day", 168: "week" })[hours] ?? `${hours} hours`,
    windows: (hours: number) => ({ 1: "hours", 24: "days", 168: "weeks" })[hours] ?? `times of ${hours} hours`,
    lead: (inside: string, all: string, windows: string, city: string, share: string) =>
      `On ${inside} of ${all} ${windows} (${share}), the number of reported incidents in ${city} lay within the range that the forecast gave for 9 ${windows} in 10.`,
    totals: (first: string, last: string, observed: string, expected: string, off: string) =>
      `From ${first} to ${last}, ${expected} were expected and ${observed} came to be reported: ${off}.`,
    exact: "as many as expected, to half a percent",
    more: (share: string) => `${share} more than expected`,
    fewer: (share: string) => `${share} fewer than expected`,
    source: {
      backtest:
        "This is a backtest: the forecasts were made afterwards, each from what had been reported before its first hour and nothing later.",
      scorecard: "These are the forecasts that were issued at the time, each before its hours had come.",
    },
    picture: (window: string) => `Expected and reported, ${window} by ${window}`,
    keyBand: "Range for 9 in 10",
    keyExpected: "Expected",
    keyInside: "Reported, inside",
    keyOutside: "Reported, outside",
    pictureLabel: (windows: string, inside: string, all: string) =>
      `Chart: in ${inside} of ${all} ${windows} the reported number lay in the range. The table below has all numbers.`,
    pictureHint: "Point at the chart, or use the arrow keys, for a day’s numbers.",
    day: (date: string, observed: string, expected: string, lower: string, upper: string) =>
      `${date}: ${observed} reported, ${expected} expected (${lower} to ${upper})`,
    table: "Show as a table",
    date: "Date",
    expected: "Expected",
    reported: "Reported",
    range90: "Range for 9 in 10",
    sure: "How sure it was",
    sureText:
      "Every number comes with a range. A range for 9 in 10 should hold 9 counts in 10: fewer means that the forecast was too sure, more that it was not sure enough. Counts are whole, so ranges of small numbers hold more than their share even where all is right; the last column takes that out.",
    sureOf: {
      city: (windows: string) => `The city’s ${windows}`,
      neighborhoods: (windows: string) => `Neighborhoods’ ${windows}`,
    },
    counts: "Counts",
    in50: "In the range for 5 in 10",
    in90: "In the range for 9 in 10",
    even90: "9 in 10, evened",
    numberTest: (passed: string, of: string, windows: string) =>
      `Number test: ${passed} of ${of} ${windows} lay in the middle 95% of what the forecast held possible.`,
    where: "How well it knew the places",
    whereText: (window: string, incidents: string) =>
      `Take the part of the city where most is expected, anew for each ${window}: the share of the ${incidents} scored incidents that fell into it.`,
    area: (share: string) => `${share} of the area`,
    best: "Best possible",
    bestHint: "Had it known every place",
    chance: "Any place, by chance",
    compared: "Beside simpler forecasts",
    comparedText: (reference: string) =>
      `How many times the chance that “${reference}” gave to what then happened, at its place, hour and kind. 1 means as good as that. In brackets: 95% interval by days.`,
    likelier: (window: string) => `Times the chance, by ${window}`,
    ratio: "Expected over reported",
    days90: "Counts in the range for 9 in 10",
    model: "Forecast",
    this: (name: string) => `This forecast (${name})`,
    models: {
      prior_counts: "Past counts",
      kde: "Smoothed map of past incidents",
      uniform: "The same everywhere",
      same_hour_last_year: "Same hour last year",
    } as Record<string, string | undefined>,
    reliable: "Whether its numbers hold",
    reliableText: (cell: number, window: string) =>
      `All cells of ${cell} m and ${window === "hour" ? "hours" : `times of a ${window}`} in ten groups of like expectation: what was expected of one, and what came. In brackets: what chance alone would allow, 95%.`,
    group: (window: string) => `Expected in a cell and ${window}`,
    came: "Came",
    incidents: "Incidents",
    byCategory: "By category",
    byCategoryText:
      "Of few incidents, a large gain or loss says little. Classes of categories stand in heavier type.",
    category: "Category",
    found5: "In 5% of the area",
    limits: "What this cannot tell",
    limitsText: [
      "Reports are not what happens: what is not reported to police is not in it.",
      "Forecast and score are made of the same records, so a publisher’s habits count as knowledge.",
      "Intervals hold for days like these, not for another season.",
    ],
    lateText: (parts: string) => `Of what was reported at all, ${parts}.`,
    latePart: (share: string, days: string) => `${share} had come within ${days}`,
    made: "How it was made",
    madeText: (model: string, version: string, forecasts: string, cell: number) =>
      `${forecasts} forecasts by the model “${model}”, version ${version}, in cells of ${cell} m.`,
    download: "Full report (HTML)",
    data: "The same as data (JSON)",
    published: (when: string) => `Published ${when}`,
  },

  sheet: {
    label: "Details",
    larger: "Make the details larger",
    smaller: "Make the details smaller",
  },

  about: {
    heading: (city: string) => `About this map of ${city}`,
    what: "What it is",
    whatText: [
      "An hourly forecast of reported incidents for every cell of the city, made from the records that the city itself publishes. Colors show how many reports are expected in a cell in an hour; they are means of what may come, not things that will happen.",
    ],
    not: "What it is not",
    notText: [
      "It is about reports to police, not danger. Places with many people and many reports look the same on it as places with many incidents.",
      "It knows nothing of persons: no suspects, no victims, no residents, and nothing about who lives where goes into it.",
      "It is no record of any building or address. A color belongs to a whole cell.",
    ],
    use: "What it must not be used for",
    useText:
      "Not for directing patrols or enforcement at places or people; not for decisions about housing, lending, insurance, employment or tenancy; not for rating or ranking neighborhoods; not for looking up a property or a person.",
    places: "How exact the places are",
    placesCell: (cell: number) => `Forecasts are for square cells of ${cell} m.`,
    placesBlur: (blur: number) => `The publisher moves places by up to about ${blur} m.`,
    shown: "What is in and what is not",
    forecast: "Forecast",
    counted: "In the history only",
    notShown: "Not shown at all",
    late: "Reported late",
    lateText: "Share reported more than a day after it happened, by category",
    model: "How the forecast was made",
    modelText: (name: string, version: string) => `Model “${name}”, version ${version}.`,
    issuedText: (issued: string, through: string) =>
      `Issued ${issued} from records up to ${through}. The model was handed nothing that was reported later.`,
    terms: "What the number is made of",
    source: "Source and terms",
    licence: (licence: string) => `License: ${licence}`,
    publisher: "Publisher’s page",
    termsLink: "Terms of use",
    code: "Interface for programs",
    codeText: "Everything on this page is also served as data:",
    manifest: "this forecast’s manifest",
    id: (id: string) => `Forecast ${id}`,
  },

  language: "Language",

  numbers: {
    under: (number: string) => `under ${number}`,
    million: (number: string) => `${number} million`,
    billion: (number: string) => `${number} billion`,
    oneIn: (number: string) => `1 in ${number}`,
    inTen: (number: number) => `${number} in 10`,
    hardlyEver: "under 1 in 1 billion",
    nearlyAlways: "over 19 in 20",
    range: (low: string, high: string) => `${low} to ${high}`,
    // Before "of the reports come ...": of 1/50, 1/20, 1/10, 1/7, 1/5, 1/4, 1/3, 2/5, 1/2, 3/5, 2/3, 3/4, 4/5, 1.
    shares: [
      "about 1 in 50",
      "about 1 in 20",
      "about 1 in 10",
      "about 1 in 7",
      "about a fifth",
      "about a quarter",
      "about a third",
      "about two fifths",
      "about half",
      "about three fifths",
      "about two thirds",
      "about three quarters",
      "about four fifths",
      "nearly all",
    ],
  },

  when: {
    day: (weekday: string, day: string, month: string) => `${weekday} ${day} ${month}`,
    dayOfYear: (weekday: string, day: string, month: string, year: string) => `${weekday} ${day} ${month} ${year}`,
    date: (day: string, month: string, year: string) => `${day} ${month} ${year}`,
    dayMonth: (day: string, month: string) => `${day} ${month}`,
    midnight: "midnight",
    noon: "noon",
    /** Without its "am" or "pm" the first hour where both have the same. */
    between: (from: string, to: string) => `between ${from} and ${to}`,
    hours: (hours: number) => (hours === 1 ? "1 hour" : `${hours} hours`),
    days: (days: number) => `${days} days`,
    daysHours: (days: string, hours: string) => `${days} ${hours}`,
    shortHours: (hours: number) => `${hours} h`,
    shortDays: (days: number) => `${days} d`,
    in: (span: string) => `in ${span}`,
    asEnd: "as the records end",
    afterEnd: (span: string) => `${span} after the records end`,
    beforeEnd: (span: string) => `${span} before the records end`,
    endShort: (signed: string) => `records end ${signed}`,
    today: (hour: string) => `today, ${hour}`,
    yesterday: (hour: string) => `yesterday, ${hour}`,
  },

  /** What the server says in English, of the cities and models that are shipped, in this language. */
  served: {} as Record<string, string>,
} as const;
