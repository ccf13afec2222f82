// Made by `npm run types` from the server's OpenAPI document: do not edit.
// document: 2040eb7abc7e2ad9a395b78f8e643b64c409818f4bf9f75b1a1dd7dc242e1dd5
// below: d35efa4355941b5cae454cc91709a0af560ee96d8549c1afda28d3cfce85bc42
export interface paths {
    "/api/cities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Cities
         * @description List all cities.
         */
        get: operations["cities_api_cities_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * City
         * @description Tell what a city is: its categories, its source and its records.
         */
        get: operations["city_api_cities__city__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Archive
         * @description List all forecasts of a city that were ever issued, with the head of the ledger of scores.
         */
        get: operations["archive_api_cities__city__archive_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/area": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Area
         * @description Give the study area and its neighborhoods as GeoJSON.
         */
        get: operations["area_api_cities__city__area_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecast": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Latest
         * @description Give the manifest of the latest forecast.
         */
        get: operations["latest_api_cities__city__forecast_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Manifest
         * @description Give a forecast's manifest.
         */
        get: operations["manifest_api_cities__city__forecasts__forecast__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/change/{categories}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Change City
         * @description Give the city's usual counts of some categories together, hour by hour.
         */
        get: operations["change_city_api_cities__city__forecasts__forecast__change__categories__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/change/{categories}/{hour}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Change Frame
         * @description Give how many times the usual is expected in an hour, cell by cell.
         */
        get: operations["change_frame_api_cities__city__forecasts__forecast__change__categories___hour__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/frames/{category}/{hour}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Frame
         * @description Give one category-hour as codes, one byte a cell of the mask.
         */
        get: operations["frame_api_cities__city__forecasts__forecast__frames__category___hour__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/image/{categories}/{hour}.png": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Image
         * @description Give a picture of the map: alone, or with all that must be said of it.
         */
        get: operations["image_api_cities__city__forecasts__forecast__image__categories___hour__png_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/mask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mask
         * @description Give which cells of the grid lie in the study area.
         */
        get: operations["mask_api_cities__city__forecasts__forecast__mask_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/mix/{hour}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Mix
         * @description Give which category a report of an hour is likeliest of, cell by cell.
         */
        get: operations["mix_api_cities__city__forecasts__forecast__mix__hour__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/place": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Place
         * @description Give one cell's forecast, its explanation, and what was reported there in a year.
         */
        get: operations["place_api_cities__city__forecasts__forecast__place_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/place/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Change Place
         * @description Give what is usual in one cell, hour by hour.
         */
        get: operations["change_place_api_cities__city__forecasts__forecast__place_change_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/place/typical": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Typical Place
         * @description Give one cell's typical week.
         */
        get: operations["typical_place_api_cities__city__forecasts__forecast__place_typical_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/totals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Totals
         * @description Give the city's expected counts by category and hour, with their ranges.
         */
        get: operations["totals_api_cities__city__forecasts__forecast__totals_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/totals/{categories}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Totals Of
         * @description Give the city's expected count of some categories together by hour, with its range.
         */
        get: operations["totals_of_api_cities__city__forecasts__forecast__totals__categories__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/typical/{categories}/{week}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Typical City
         * @description Give the city's usual counts of some categories together in a week of the year.
         */
        get: operations["typical_city_api_cities__city__forecasts__forecast__typical__categories___week__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/forecasts/{forecast}/typical/{categories}/{week}/{hour}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Typical Frame
         * @description Give a typical hour of a week of the year as codes, one byte a cell of the mask.
         */
        get: operations["typical_frame_api_cities__city__forecasts__forecast__typical__categories___week___hour__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description Count the reported incidents of a period; the last 28 days of records by default.
         */
        get: operations["history_api_cities__city__history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/history/place": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Place
         * @description Count what was reported in a cell and in its neighborhood.
         */
        get: operations["place_api_cities__city__history_place_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Latest
         * @description Tell how right the city's forecasts were.
         */
        get: operations["latest_api_cities__city__record_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/records/{record}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * By Id
         * @description Tell one record, which never changes.
         */
        get: operations["by_id_api_cities__city__records__record__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/records/{record}/report.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Report
         * @description Give a record's full report, to be saved: one page that needs no network and no script.
         */
        get: operations["report_api_cities__city__records__record__report_html_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/routes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Routes
         * @description Compare ways from one place to another: time, and reported incidents expected along them.
         */
        post: operations["routes_api_cities__city__routes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search
         * @description Look for neighborhoods, streets, parks and water by name.
         */
        get: operations["search_api_cities__city__search_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/cities/{city}/streets/{streets}/tiles.pmtiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tiles
         * @description Give the base map's tiles, or the range of bytes that is asked for.
         */
        get: operations["tiles_api_cities__city__streets__streets__tiles_pmtiles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description Tell that the server answers.
         */
        get: operations["health_api_health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Status
         * @description Tell of each city how up to date it is, and how its updates go.
         */
        get: operations["status_api_status_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics
         * @description Give the same as gauges for Prometheus, times as seconds since 1970.
         */
        get: operations["metrics_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Ahead
         * @description What is to come in a cell, and how sure that is.
         */
        Ahead: {
            /**
             * Level
             * @description Chance that a count lies in its range.
             */
            level: number;
            /** Windows */
            windows: components["schemas"]["Window"][];
        };
        /**
         * AllInfo
         * @description The sum over all forecast categories and its color scale.
         */
        AllInfo: {
            /**
             * Domain
             * @description Expected reported incidents per cell and hour at the color scale's ends.
             */
            domain: [
                number,
                number
            ];
            /** Expected 24H */
            expected_24h: number;
            /**
             * Id
             * @default all
             * @constant
             */
            id: "all";
            /** Label */
            label: string;
        };
        /**
         * Archive
         * @description All forecasts of a city that were ever issued, newest first.
         */
        Archive: {
            /**
             * Entries
             * @description Lines of the ledger of scores.
             */
            entries: number;
            /** Forecasts */
            forecasts: components["schemas"]["ArchiveEntry"][];
            /**
             * Head
             * @description SHA-256 of its last line.
             */
            head: string;
        };
        /**
         * ArchiveEntry
         * @description A forecast that was ever issued.
         */
        ArchiveEntry: {
            /**
             * Ages
             * @description Days after which it was scored.
             */
            ages: number[];
            /**
             * Content
             * @description SHA-256 of its content.
             */
            content: string;
            /** Id */
            id: string;
            /** Issued At */
            issued_at: string | null;
            /**
             * There
             * @description False: it was thinned out; its scores stay.
             */
            there: boolean;
        };
        /**
         * AreaProperties
         * @description What a part of the map is.
         */
        AreaProperties: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "area" | "neighborhood" | "street" | "water" | "park";
            /**
             * Label
             * @description Where its name may stand.
             */
            label?: [
                number,
                number
            ] | null;
            /** Name */
            name?: string | null;
            /**
             * Rank
             * @description Of a street: 1 major to 3 minor.
             */
            rank?: number | null;
        };
        /**
         * Band
         * @description By hour, the range in which the count lies.
         */
        Band: {
            /** Lower */
            lower: number[];
            /** Upper */
            upper: number[];
        };
        /**
         * CategoryClass
         * @description A class of categories.
         */
        CategoryClass: {
            /**
             * Id
             * @example person
             */
            id: string;
            /**
             * Label
             * @example Against people, in public
             */
            label: string;
        };
        /**
         * CategoryInfo
         * @description A forecast category and its color scale.
         */
        CategoryInfo: {
            /** Class */
            class: string;
            /** Color */
            color: string | null;
            /**
             * Domain
             * @description Expected reported incidents per cell and hour at the color scale's ends.
             */
            domain: [
                number,
                number
            ];
            /**
             * Expected 24H
             * @description Expected count of the 24 hours from now, unplaced too.
             */
            expected_24h: number;
            /** Id */
            id: string;
            /** Label */
            label: string;
            /**
             * Late Share
             * @description Share reported more than a day after they happened.
             */
            late_share: number;
            /**
             * Leads
             * @description Share of its offenses that their incident is counted as where categories are counted together: several offenses of one incident are then one, the most serious.
             * @default 1
             */
            leads: number;
            /**
             * Placed Share
             * @description Share of its records that have a usable place.
             */
            placed_share: number;
        };
        /**
         * CategoryRecord
         * @description What was reached for a category or, where `whole_class` is true, a class of them.
         */
        CategoryRecord: {
            /** @description Share found in 5% of the area. */
            found5: components["schemas"]["Estimate"] | null;
            /** @description Of the shortest windows. */
            gain: components["schemas"]["Estimate"] | null;
            /** Id */
            id: string;
            /** Incidents */
            incidents: number;
            /** Label */
            label: string;
            ratio: components["schemas"]["Estimate"] | null;
            /** Whole Class */
            whole_class: boolean;
        };
        /**
         * Cell
         * @description A cell of a forecast's grid.
         */
        Cell: {
            /** Column */
            column: number;
            /**
             * Index
             * @description `row * width + column`, rows from the south.
             */
            index: number;
            /** Neighborhood */
            neighborhood: string | null;
            /** Outline */
            outline: [
                number,
                number
            ][];
            /** Row */
            row: number;
            /**
             * Size
             * @description Side, metres.
             */
            size: number;
        };
        /**
         * CellSize
         * @description Side of a cell, metres.
         * @enum {integer}
         */
        CellSize: 100 | 250 | 500;
        /**
         * ChangeCity
         * @description What is usual in a city in the forecast's hours, records without a place included.
         */
        ChangeCity: {
            /**
             * Categories
             * @description In the manifest's order.
             */
            categories: string[];
            /** Hours */
            hours: number;
            /** Usual */
            usual: number[];
        };
        /**
         * ChangePlace
         * @description What is usual in one cell in the forecast's hours.
         */
        ChangePlace: {
            /** Category */
            category: string;
            /** Hours */
            hours: number;
            /**
             * Least
             * @description Where less is usual, the map tells no change.
             */
            least: number;
            /** Usual */
            usual: number[];
        };
        /**
         * Cities
         * @description All cities of this host.
         */
        Cities: {
            /** Cities */
            cities: components["schemas"]["CitySummary"][];
        };
        /**
         * City
         * @description A city, its categories and its records.
         */
        City: {
            /** Blur M */
            blur_m: number;
            /**
             * Bounds
             * @description West, south, east, north, degrees.
             * @example [
             *       -105.11,
             *       39.61,
             *       -104.6,
             *       39.91
             *     ]
             */
            bounds: [
                number,
                number,
                number,
                number
            ];
            /** Categories */
            categories: components["schemas"]["CityCategory"][];
            /**
             * Center
             * @example [
             *       -104.99,
             *       39.74
             *     ]
             */
            center: [
                number,
                number
            ];
            /** Classes */
            classes: components["schemas"]["CategoryClass"][];
            /** Downtown */
            downtown: [
                number,
                number
            ];
            /** Has Forecast */
            has_forecast: boolean;
            /**
             * Has Record
             * @description Whether it was published how right the forecasts were.
             */
            has_record: boolean;
            /** Has Records */
            has_records: boolean;
            /**
             * Id
             * @example denver
             */
            id: string;
            /**
             * Name
             * @example Denver
             */
            name: string;
            /** Not Shown */
            not_shown: string[];
            /** Place Exactness */
            place_exactness: string;
            records: components["schemas"]["Records"] | null;
            /**
             * Simulated
             * @description True for a made-up city: say so wherever it is shown.
             */
            simulated: boolean;
            source: components["schemas"]["Source"];
            /** @description The base map; null where none was loaded. */
            streets: components["schemas"]["Streets"] | null;
            /**
             * Style Url
             * @description A MapLibre style that the host wants in place of the base map.
             */
            style_url: string | null;
            /**
             * Time Zone
             * @example America/Denver
             */
            time_zone: string;
        };
        /**
         * CityCategory
         * @description A category of a city's records.
         */
        CityCategory: {
            /**
             * Class
             * @example person
             */
            class: string;
            /**
             * Color
             * @description Null beyond the eight distinct colors: draw gray.
             */
            color: string | null;
            /** Forecast */
            forecast: boolean;
            /**
             * Id
             * @example robbery
             */
            id: string;
            /**
             * Label
             * @example Robbery
             */
            label: string;
        };
        /**
         * CitySummary
         * @description A city and what there is of it.
         */
        CitySummary: {
            /**
             * Bounds
             * @description West, south, east, north, degrees.
             * @example [
             *       -105.11,
             *       39.61,
             *       -104.6,
             *       39.91
             *     ]
             */
            bounds: [
                number,
                number,
                number,
                number
            ];
            /**
             * Center
             * @example [
             *       -104.99,
             *       39.74
             *     ]
             */
            center: [
                number,
                number
            ];
            /** Has Forecast */
            has_forecast: boolean;
            /**
             * Has Record
             * @description Whether it was published how right the forecasts were.
             */
            has_record: boolean;
            /** Has Records */
            has_records: boolean;
            /**
             * Id
             * @example denver
             */
            id: string;
            /**
             * Name
             * @example Denver
             */
            name: string;
            /**
             * Simulated
             * @description True for a made-up city: say so wherever it is shown.
             */
            simulated: boolean;
            /**
             * Time Zone
             * @example America/Denver
             */
            time_zone: string;
        };
        /**
         * CityTold
         * @description How up to date a city is.
         */
        CityTold: {
            /**
             * Data Through
             * @description The latest report that it knew of, UTC.
             */
            data_through: string | null;
            /**
             * Due
             * @description When it is updated next, UTC; null: now, or never yet.
             */
            due: string | null;
            /**
             * Forecast
             * @description Id of the latest forecast.
             */
            forecast: string | null;
            /**
             * Hours Behind
             * @description Hours since that report.
             */
            hours_behind: number | null;
            /** Id */
            id: string;
            /** Issued At */
            issued_at: string | null;
            /**
             * Stale
             * @description No forecast, or one whose records end days ago.
             */
            stale: boolean;
            /** Steps */
            steps: {
                [key: string]: components["schemas"]["StepTold"];
            };
        };
        /**
         * Count
         * @description The city's count in a window, what was expected and the ranges that were given.
         */
        Count: {
            /**
             * Date
             * @description Local date of its start.
             * @example 2024-07-01
             */
            date: string;
            /** Expected */
            expected: number;
            /** Lower50 */
            lower50: number;
            /** Lower90 */
            lower90: number;
            /** Observed */
            observed: number;
            /** Upper50 */
            upper50: number;
            /** Upper90 */
            upper90: number;
        };
        /**
         * Course
         * @description The city's counts one after the other, none of which overlap.
         */
        Course: {
            /** Counts */
            counts: components["schemas"]["Count"][];
            /** Hours */
            hours: number;
        };
        /**
         * DayAhead
         * @description What was reached for the days so far ahead, of forecasts whose week was scored.
         */
        DayAhead: {
            /**
             * Counts
             * @description Days that were scored.
             */
            counts: number;
            /**
             * Day
             * @description 1 is the first 24 hours.
             */
            day: number;
            /** Expected */
            expected: number | null;
            /** @description Over past counts, nats per incident, by days. */
            gain: components["schemas"]["Estimate"] | null;
            /**
             * Incidents
             * @description Reported in the city, of all categories.
             */
            incidents: number;
            /**
             * Inside90
             * @description Share of them inside the range of 90%.
             */
            inside90: number | null;
        };
        /**
         * Estimate
         * @description A number and its 95% interval by days; null where there is none.
         */
        Estimate: {
            /** High */
            high?: number | null;
            /** Low */
            low?: number | null;
            /** Value */
            value: number;
        };
        /**
         * Feature
         * @description A part of the map, in degrees.
         */
        Feature: {
            /** Geometry */
            geometry: components["schemas"]["Polygon"] | components["schemas"]["MultiPolygon"] | components["schemas"]["LineString"] | components["schemas"]["MultiLineString"];
            properties: components["schemas"]["AreaProperties"];
            /**
             * Type
             * @constant
             */
            type: "Feature";
        };
        /**
         * FeatureCollection
         * @description GeoJSON: the study area (`kind` "area"), then its neighborhoods (`kind` "neighborhood").
         */
        FeatureCollection: {
            /** Features */
            features: components["schemas"]["Feature"][];
            /**
             * Type
             * @constant
             */
            type: "FeatureCollection";
        };
        /**
         * File
         * @description A file of the record.
         */
        File: {
            /** Sha256 */
            sha256: string;
            /** Size */
            size: number;
        };
        /**
         * Form
         * @description What a picture holds.
         * @enum {string}
         */
        Form: "card" | "map";
        /**
         * Found
         * @description Share of incidents in the share of the area where most was expected.
         */
        Found: {
            /**
             * Area
             * @description Share of the area.
             * @example 0.05
             */
            area: number;
            /** High */
            high?: number | null;
            /** Low */
            low?: number | null;
            /** Value */
            value: number;
        };
        /**
         * FrameCodes
         * @description How a frame's bytes stand for intensities.
         */
        FrameCodes: {
            /** Count */
            count: number;
            /** Rule */
            rule: string;
            /** Zero */
            zero: number;
        };
        /**
         * Freshness
         * @description How far a server's copy may be behind the address that it follows.
         */
        Freshness: {
            /**
             * Reached At
             * @description UTC; null where it was not reached yet.
             */
            reached_at: string | null;
            /** Seconds Ago */
            seconds_ago: number | null;
        };
        /**
         * Gain
         * @description Gain over the reference in nats per incident, by windows of some hours.
         */
        Gain: {
            /** High */
            high?: number | null;
            /** Hours */
            hours: number;
            /** Incidents */
            incidents: number;
            /** Low */
            low?: number | null;
            /** Value */
            value: number;
        };
        /**
         * GridInfo
         * @description Where the cells lie: metres of a projected CRS, rows from the south.
         */
        GridInfo: {
            /**
             * Cell
             * @description Side of a cell, metres.
             */
            cell: number;
            /**
             * Cells
             * @description Number of cells in the study area.
             */
            cells: number;
            /** Epsg */
            epsg: number;
            /** Height */
            height: number;
            lattice: components["schemas"]["Lattice"];
            /** Width */
            width: number;
            /** X0 */
            x0: number;
            /** Y0 */
            y0: number;
        };
        /**
         * Hashes
         * @description SHA-256 of the records that went in, and of the forecast itself.
         */
        Hashes: {
            /** Content */
            content: string;
            /** Data */
            data: string;
        };
        /**
         * Health
         * @description That the server answers, and which version it is.
         */
        Health: {
            /** @description Of a server that follows an address (`serve --from`). */
            mirror?: components["schemas"]["Freshness"] | null;
            /**
             * Status
             * @default ok
             * @constant
             */
            status: "ok";
            /**
             * Version
             * @example 0.1.0
             */
            version: string;
        };
        /**
         * Held
         * @description How many counts lay in the range that was given for them.
         */
        Held: {
            /**
             * Area
             * @enum {string}
             */
            area: "city" | "neighborhoods";
            /** Counts */
            counts: number;
            /** @description The share inside the range of 90%, less what a range holds beyond that because counts are whole. */
            evened90: components["schemas"]["Estimate"] | null;
            /**
             * Hours
             * @description Length of the windows that were counted.
             */
            hours: number;
            /**
             * Inside50
             * @description Share inside the range of 50%, ends included.
             */
            inside50: number | null;
            /** Inside90 */
            inside90: number | null;
        };
        /**
         * History
         * @description Reported incidents of a period by cell, day, hour of week and category.
         */
        History: {
            /**
             * By Category
             * @description Of all kept categories, chosen or not: the offenses of each.
             */
            by_category: {
                [key: string]: number;
            };
            /** By Day */
            by_day: number[];
            /**
             * By Hour Of Week
             * @description Of all hours, whichever are chosen.
             */
            by_hour_of_week: number[];
            /** Category */
            category: string;
            /** Cells */
            cells: number[];
            /** Counts */
            counts: number[];
            /**
             * Crowded
             * @description Cells of `cells` most of whose incidents are recorded at one point.
             */
            crowded: number[];
            /** Days */
            days: string[];
            /** Domain */
            domain: [
                number,
                number
            ];
            /** From */
            from: string;
            grid: components["schemas"]["GridInfo"];
            /**
             * Hours
             * @description Local hours of the day that count, 0 to 23.
             */
            hours: number[];
            /**
             * Minimum
             * @description Counts below this are not told.
             */
            minimum: number;
            /**
             * Outside
             * @description With a place outside the study area.
             */
            outside: number;
            /** Suppressed */
            suppressed: number[];
            /** Suppressed Cells */
            suppressed_cells: number;
            /** To */
            to: string;
            /** Total */
            total: number;
            /** Unplaced */
            unplaced: number;
            /** Version */
            version: string;
            /**
             * Weekdays
             * @description Those that count, 1 (Monday) to 7.
             */
            weekdays: number[];
            weeks: components["schemas"]["Weeks"];
        };
        /**
         * HistoryPlace
         * @description What was reported in one cell and in its neighborhood, in a period and year by year.
         */
        HistoryPlace: {
            /** Category */
            category: string;
            cell: components["schemas"]["Cell"];
            /** @description The period of `against`. */
            compared: components["schemas"]["TimeSpan"] | null;
            /**
             * Crowded
             * @description Most of the period's are recorded at one point.
             */
            crowded: boolean;
            /** Hours */
            hours: number[];
            period: components["schemas"]["TimeSpan"];
            /**
             * Square Km
             * @description Of the neighborhood.
             */
            square_km: number | null;
            /** Weekdays */
            weekdays: number[];
            /** Years */
            years: components["schemas"]["TimeSpan"][];
        };
        /**
         * Interval
         * @description The ranges of all categories together and, by its id, of each.
         */
        Interval: {
            all: components["schemas"]["Band"];
            /**
             * Level
             * @description Chance that the count lies in the range.
             */
            level: number;
        } & {
            [key: string]: components["schemas"]["Band"];
        };
        /**
         * Lang
         * @description What language a card speaks.
         * @enum {string}
         */
        Lang: "en" | "es";
        /**
         * Lattice
         * @description Degrees of an even lattice over the grid, row-major from the south-west corner.
         */
        Lattice: {
            /** Lat */
            lat: number[];
            /** Lon */
            lon: number[];
            /** Nx */
            nx: number;
            /** Ny */
            ny: number;
        };
        /**
         * LedgerHead
         * @description Where the ledger stood from which a scorecard was made: shorter it can never be again.
         */
        LedgerHead: {
            /** Entries */
            entries: number;
            /**
             * Head
             * @description SHA-256 of its last line.
             */
            head: string;
        };
        /**
         * LineString
         * @description One line.
         */
        LineString: {
            /** Coordinates */
            coordinates: number[][];
            /**
             * Type
             * @constant
             */
            type: "LineString";
        };
        /**
         * Manifest
         * @description What an issued forecast is, when it was made and from what.
         */
        Manifest: {
            all: components["schemas"]["AllInfo"];
            /** Categories */
            categories: components["schemas"]["CategoryInfo"][];
            /** City */
            city: string;
            /** City Name */
            city_name: string;
            codes: components["schemas"]["FrameCodes"];
            /**
             * Data Through
             * Format: date-time
             * @example 2024-10-28T03:00:00Z
             */
            data_through: string;
            /**
             * First Hour
             * Format: date-time
             * @example 2024-10-28T03:00:00Z
             */
            first_hour: string;
            /**
             * Format
             * @enum {string}
             */
            format: "crimecast-forecast/1" | "crimecast-forecast/2";
            grid: components["schemas"]["GridInfo"];
            hashes: components["schemas"]["Hashes"];
            /** Hindcast */
            hindcast: boolean;
            /** Hours */
            hours: number;
            /** Id */
            id: string;
            /**
             * Issued At
             * Format: date-time
             * @example 2024-10-28T03:00:00Z
             */
            issued_at: string;
            model: components["schemas"]["ModelInfo"];
            /** Now */
            now: number;
            /**
             * Origin
             * Format: date-time
             * @example 2024-10-28T03:00:00Z
             */
            origin: string;
            series: components["schemas"]["SeriesCodes"];
            /** Simulated */
            simulated: boolean;
            /** @description Null where counts are Poisson, and in forecasts of format 1. */
            spread: components["schemas"]["SpreadInfo"] | null;
            /** Terms */
            terms: components["schemas"]["TermInfo"][];
            /** Time Zone */
            time_zone: string;
            /** @description Null in forecasts that do not tell what is usual. */
            usual: components["schemas"]["UsualInfo"] | null;
        };
        /**
         * ModelInfo
         * @description The model that made the forecast.
         */
        ModelInfo: {
            /** Name */
            name: string;
            /** Version */
            version: string;
        };
        /**
         * ModelRecord
         * @description What one model reached.
         */
        ModelRecord: {
            /** Found */
            found: components["schemas"]["Found"][];
            /**
             * Gains
             * @description Empty for the reference.
             */
            gains: components["schemas"]["Gain"][];
            /** @description Of the city's counts, by the model's own ranges. */
            held: components["schemas"]["Held"] | null;
            /** Name */
            name: string;
            /** @description Expected over observed, of all incidents. */
            ratio: components["schemas"]["Estimate"] | null;
            /** Version */
            version: string;
        };
        /**
         * MultiLineString
         * @description Several lines.
         */
        MultiLineString: {
            /** Coordinates */
            coordinates: number[][][];
            /**
             * Type
             * @constant
             */
            type: "MultiLineString";
        };
        /**
         * MultiPolygon
         * @description Several polygons.
         */
        MultiPolygon: {
            /** Coordinates */
            coordinates: number[][][][];
            /**
             * Type
             * @constant
             */
            type: "MultiPolygon";
        };
        /**
         * NameFound
         * @description Something that has a name.
         */
        NameFound: {
            /**
             * Bbox
             * @description West, south, east, north.
             */
            bbox: [
                number,
                number,
                number,
                number
            ];
            /**
             * Kind
             * @enum {string}
             */
            kind: "neighborhood" | "street" | "path" | "park" | "water" | "place";
            /** Lat */
            lat: number;
            /**
             * Lon
             * @description A place on it.
             */
            lon: number;
            /**
             * Name
             * @example Northeast 45th Street
             */
            name: string;
            /**
             * Near
             * @description The neighborhood it is in, to tell two apart.
             */
            near: string | null;
        };
        /**
         * Names
         * @description What was found by name, the likeliest first, at most 20.
         */
        Names: {
            /** Results */
            results: components["schemas"]["NameFound"][];
        };
        /**
         * NumberTest
         * @description Of the city's counts after an origin, how many lay in the middle 95% of the chances.
         */
        NumberTest: {
            /** Hours */
            hours: number;
            /** Of */
            of: number;
            /** Passed */
            passed: number;
        };
        /**
         * Place
         * @description One cell's forecast, why, and what was reported there.
         */
        Place: {
            /** @description Null in forecasts that do not tell how sure they are. */
            ahead: components["schemas"]["Ahead"] | null;
            /** Category */
            category: string;
            cell: components["schemas"]["Cell"];
            /**
             * Expected
             * @description Expected reported incidents in the cell, by hour.
             */
            expected: number[];
            history: components["schemas"]["PlaceHistory"] | null;
            /** Hours */
            hours: number;
            /** @description Null for one category. */
            likeliest: components["schemas"]["PlaceMix"] | null;
            /**
             * Terms
             * @description They add up to `expected`.
             */
            terms: components["schemas"]["TermSeries"][];
        };
        /**
         * PlaceHistory
         * @description Reported incidents of the year up to the forecast's data; small counts are not told.
         */
        PlaceHistory: {
            /** Count */
            count: number | null;
            /** From */
            from: string;
            /** Suppressed */
            suppressed: boolean;
            /** To */
            to: string;
        };
        /**
         * PlaceMix
         * @description Which of several categories a report of an hour is likeliest of, by hour.
         */
        PlaceMix: {
            /** Categories */
            categories: string[];
            /**
             * Chance
             * @description Chance that a report, if there is one, is of it.
             */
            chance: number[];
            /**
             * Which
             * @description Index into `categories`; -1 where nothing is expected.
             */
            which: number[];
        };
        /**
         * Point
         * @description Cells and windows of like expectation: what came, with the 95% interval for chance alone.
         */
        Point: {
            /**
             * Expected
             * @description Mean per cell and window.
             */
            expected: number;
            /** High */
            high: number | null;
            /** Incidents */
            incidents: number;
            /** Low */
            low: number;
            /** Observed */
            observed: number;
        };
        /**
         * Polygon
         * @description One polygon: its outer ring, then its holes.
         */
        Polygon: {
            /** Coordinates */
            coordinates: number[][][];
            /**
             * Type
             * @constant
             */
            type: "Polygon";
        };
        /**
         * ProblemDetails
         * @description An error, as RFC 9457 writes it.
         */
        ProblemDetails: {
            /**
             * Detail
             * @example There is no such city here; /api/cities lists all.
             */
            detail: string;
            /**
             * Status
             * @example 404
             */
            status: number;
            /**
             * Title
             * @example Not Found
             */
            title: string;
            /**
             * Type
             * @example urn:crimecast:problem:unknown-city
             */
            type: string;
        };
        /**
         * Record
         * @description How right a city's forecasts were: each made from what had been reported by its origin.
         */
        Record: {
            /**
             * Ages
             * @description Of a scorecard: how many forecasts were scored after so many days.
             * @default {}
             */
            ages: {
                [key: string]: number;
            };
            /**
             * By Day
             * @description Of a scorecard: by how many days ahead; empty before a week.
             * @default []
             */
            by_day: components["schemas"]["DayAhead"][];
            /** Categories */
            categories: components["schemas"]["CategoryRecord"][];
            /**
             * Cell
             * @description Side of a cell, metres.
             */
            cell: number;
            /** City */
            city: string;
            /** City Name */
            city_name: string;
            course: components["schemas"]["Course"] | null;
            /** Files */
            files: {
                [key: string]: components["schemas"]["File"];
            };
            /**
             * First
             * @description Local date of the first origin.
             */
            first: string;
            /** Forecasts */
            forecasts: number;
            /**
             * Format
             * @default crimecast-record/1
             * @constant
             */
            format: "crimecast-record/1";
            /** Held */
            held: components["schemas"]["Held"][];
            /**
             * Horizon
             * @description Hours scored after each origin.
             */
            horizon: number;
            /**
             * Hours
             * @description The shortest windows: gains, shares and categories are of it.
             */
            hours: number;
            /**
             * Id
             * @example 20240101-20240930-1f2e3d4c
             */
            id: string;
            /**
             * Incidents
             * @description Scored by the shortest windows: those of a known hour.
             */
            incidents: number;
            /**
             * Incidents All
             * @description Scored by days or longer.
             */
            incidents_all: number;
            /** Last */
            last: string;
            /** @description Of a scorecard. */
            ledger?: components["schemas"]["LedgerHead"] | null;
            /**
             * Model
             * @description The model that the record is about.
             */
            model: string;
            /**
             * Models
             * @description The record's model first.
             */
            models: components["schemas"]["ModelRecord"][];
            /** Number Tests */
            number_tests: components["schemas"]["NumberTest"][];
            /**
             * Oracle
             * @description The most that could be found.
             */
            oracle: components["schemas"]["Found"][];
            /**
             * Published At
             * @description UTC.
             */
            published_at: string;
            /**
             * Reference
             * @description The model that gains are counted over.
             */
            reference: string | null;
            reliability: components["schemas"]["Reliability"] | null;
            /**
             * Reported Within
             * @description Share of reports that had come within so many days.
             * @example {
             *       "1 day": 0.81,
             *       "7 days": 0.95
             *     }
             */
            reported_within: {
                [key: string]: number;
            };
            /**
             * Sentence
             * @description What was found, in English.
             */
            sentence: string;
            /** Simulated */
            simulated: boolean;
            /**
             * Source
             * @description Forecasts made afterwards as if on the day, or those that were issued.
             * @enum {string}
             */
            source: "backtest" | "scorecard";
            terms: components["schemas"]["Terms"];
            /** Time Zone */
            time_zone: string;
        };
        /**
         * Records
         * @description The records that were ingested.
         */
        Records: {
            /**
             * First
             * @description Local date of the first occurrence.
             */
            first: string | null;
            /** Ingested At */
            ingested_at: string | null;
            /** Last */
            last: string | null;
            /**
             * Placed Share
             * @description Share that has a usable place.
             */
            placed_share: number | null;
            /**
             * Reported Through
             * @description Time of the last report, UTC.
             */
            reported_through: string | null;
            /** Rows */
            rows: number;
            /** Version */
            version: string;
        };
        /**
         * Reliability
         * @description Whether as much came as was expected, by how much that was.
         */
        Reliability: {
            /** Hours */
            hours: number;
            /** Points */
            points: components["schemas"]["Point"][];
        };
        /**
         * RouteDifference
         * @description How much less is expected than on the fastest route, of one trip.
         */
        RouteDifference: {
            /**
             * Apart
             * @description False: no meaningful difference; say so.
             */
            apart: boolean;
            /** Less */
            less: number;
            /** Lower */
            lower: number;
            /** Upper */
            upper: number;
        };
        /**
         * RouteFeature
         * @description A route.
         */
        RouteFeature: {
            geometry: components["schemas"]["RouteLine"];
            properties: components["schemas"]["RouteProperties"];
            /**
             * Type
             * @constant
             */
            type: "Feature";
        };
        /**
         * RouteLine
         * @description A route's line.
         */
        RouteLine: {
            /** Coordinates */
            coordinates: [
                number,
                number
            ][];
            /**
             * Type
             * @constant
             */
            type: "LineString";
        };
        /**
         * RoutePart
         * @description Points of a route that are drawn in one color.
         */
        RoutePart: {
            /**
             * Rate
             * @description Reported incidents near in an hour of being there.
             */
            rate: number;
            /** Start */
            start: number;
            /** Stop */
            stop: number;
        };
        /**
         * RouteProperties
         * @description What is told of a route. Counts are of one trip.
         */
        RouteProperties: {
            /** @description Null of the fastest. */
            against: components["schemas"]["RouteDifference"] | null;
            /** Expected */
            expected: number;
            /**
             * Leaving
             * @description Expected, lower and upper for departures in this hour and those that follow.
             */
            leaving: [
                number,
                number,
                number
            ][];
            /** Lower */
            lower: number;
            /** Metres */
            metres: number;
            /**
             * Outside
             * @description Share of the time outside the area, where nothing is told.
             */
            outside: number;
            /** Parts */
            parts: components["schemas"]["RoutePart"][];
            /** Seconds */
            seconds: number;
            /** Stretches */
            stretches: components["schemas"]["RouteStretch"][];
            /** Upper */
            upper: number;
        };
        /**
         * RouteQuestion
         * @description From where to where, when and how.
         */
        RouteQuestion: {
            /**
             * Categories
             * @description Ids of the manifest's categories; those against people where absent.
             */
            categories?: string[] | null;
            /**
             * Departure
             * @description An instant with its offset; the forecast's present where absent.
             * @example 2024-07-02T04:00:00Z
             */
            departure?: string | null;
            /**
             * Detour
             * @description How many times the fastest route's time another may take.
             * @default 1.5
             */
            detour: number;
            /**
             * Mode
             * @default foot
             * @enum {string}
             */
            mode: "foot" | "bicycle";
            /**
             * Start
             * @description Longitude and latitude, degrees.
             * @example [
             *       -122.3132,
             *       47.6612
             *     ]
             */
            start: [
                number,
                number
            ];
            /**
             * Stop
             * @description Longitude and latitude, degrees.
             * @example [
             *       -122.3132,
             *       47.6612
             *     ]
             */
            stop: [
                number,
                number
            ];
        };
        /**
         * RouteStretch
         * @description A part of a route along one street.
         */
        RouteStretch: {
            /** Above */
            above: boolean;
            /** Below */
            below: boolean;
            /**
             * Expected
             * @description Reported incidents near while passing, of one trip.
             */
            expected: number;
            /** Kind */
            kind: string;
            /** Metres */
            metres: number;
            /** Name */
            name: string;
            /** Seconds */
            seconds: number;
        };
        /**
         * Routes
         * @description Routes from one place to another, the fastest first.
         */
        Routes: {
            /** Apart Level */
            apart_level: number;
            /**
             * Blur M
             * @description Metres by which the publisher blurs places.
             */
            blur_m: number;
            /** Categories */
            categories: string[];
            /** City */
            city: string;
            /** Departure */
            departure: string;
            /** Detour */
            detour: number;
            /** Features */
            features: components["schemas"]["RouteFeature"][];
            /** Forecast */
            forecast: string;
            /**
             * Level
             * @description Chance that a range holds what is truly expected.
             */
            level: number;
            /**
             * Mode
             * @enum {string}
             */
            mode: "foot" | "bicycle";
            /**
             * Near M
             * @description Metres within which incidents are counted.
             */
            near_m: number;
            /** Notes */
            notes: string[];
            start: components["schemas"]["Spot"];
            stop: components["schemas"]["Spot"];
            /** Streets */
            streets: string;
            /** Time Zone */
            time_zone: string;
            /**
             * Trips
             * @description Of so many trips alike counts may be told.
             */
            trips: number;
            /**
             * Type
             * @constant
             */
            type: "FeatureCollection";
        };
        /**
         * ScaleInfo
         * @description Size of the blocks of cells and hours that share a random factor.
         */
        ScaleInfo: {
            /**
             * Hours
             * @description Length: 24 is a local day, null the whole forecast, 0 one event's records.
             */
            hours: number | null;
            /**
             * Joint
             * @description Whether all categories share the factor.
             */
            joint: boolean;
            /**
             * Metres
             * @description Side; null for the whole city, 0 for a cell.
             */
            metres: number | null;
        };
        /**
         * SeriesCodes
         * @description How the 16-bit codes of ``series.npy`` stand for intensities.
         */
        SeriesCodes: {
            /** Count */
            count: number;
            /** Hi */
            hi: number;
            /** Lo */
            lo: number;
            /** Rule */
            rule: string;
        };
        /**
         * ServerStatus
         * @description How the server's cities are kept up to date.
         */
        ServerStatus: {
            /** At */
            at: string;
            /** Cities */
            cities: components["schemas"]["CityTold"][];
            /** Version */
            version: string;
        };
        /**
         * SetInterval
         * @description By hour, the range in which the count lies.
         */
        SetInterval: {
            /**
             * Level
             * @description Chance that the count lies in the range.
             */
            level: number;
            /** Lower */
            lower: number[];
            /** Upper */
            upper: number[];
        };
        /**
         * SetTotals
         * @description Expected reported incidents of some categories in the whole city, by hour.
         */
        SetTotals: {
            /**
             * Categories
             * @description In the manifest's order.
             */
            categories: string[];
            /** Expected */
            expected: number[];
            /** Hours */
            hours: number;
            /** @description Null in forecasts that do not tell how sure they are. */
            interval: components["schemas"]["SetInterval"] | null;
        };
        /**
         * Show
         * @description What its map shows, as on the page.
         * @enum {string}
         */
        Show: "expected" | "chance" | "likeliest" | "change";
        /**
         * Source
         * @description Who publishes the records, and under what terms.
         */
        Source: {
            /** License */
            license: string;
            /**
             * Notice
             * @description Words that the terms require to be shown.
             */
            notice: string | null;
            /** Publisher */
            publisher: string;
            /** Terms Url */
            terms_url: string | null;
            /** Title */
            title: string;
            /** Url */
            url: string | null;
        };
        /**
         * Spot
         * @description A place on the streets that are known, next to the one that was asked for.
         */
        Spot: {
            /** Lat */
            lat: number;
            /** Lon */
            lon: number;
            /**
             * Off M
             * @description Metres from the place that was asked for.
             */
            off_m: number;
            /**
             * Street
             * @description Empty where it has no name.
             */
            street: string;
        };
        /**
         * SpreadInfo
         * @description How far counts spread around the forecast: variances of the blocks' factors.
         */
        SpreadInfo: {
            /**
             * Phi
             * @description By category, one number a scale.
             */
            phi: {
                [key: string]: number[];
            };
            /** Scales */
            scales: components["schemas"]["ScaleInfo"][];
            /** Time Zone */
            time_zone: string;
        };
        /**
         * StepTold
         * @description How a step of the updates went last.
         */
        StepTold: {
            /**
             * At
             * @description When it began, UTC.
             */
            at: string | null;
            /**
             * Failures
             * @description How often it has failed since.
             */
            failures: number;
            /** Seconds */
            seconds: number | null;
            /**
             * State
             * @description `never`, `running`, `done`, `skipped` or `failed`.
             */
            state: string;
            /**
             * Succeeded
             * @description When it last ended well, UTC.
             */
            succeeded: string | null;
        };
        /**
         * Streets
         * @description A city's base map: vector tiles with the layers water, park, street, rail and name.
         */
        Streets: {
            /**
             * Attribution
             * @description Words that must be shown with the map.
             * @example © OpenStreetMap contributors
             */
            attribution: string;
            /**
             * Attribution Url
             * @description What the words must link to.
             */
            attribution_url: string | null;
            /**
             * Bounds
             * @description West, south, east, north of what the tiles hold, degrees.
             */
            bounds: [
                number,
                number,
                number,
                number
            ];
            /**
             * Data Date
             * @description Day of the data, where the extract told it.
             */
            data_date: string | null;
            /**
             * Id
             * @example 20200224-1f2e3d4c
             */
            id: string;
            /** Layers */
            layers: string[];
            /**
             * License
             * @example ODbL-1.0
             */
            license: string;
            /**
             * Names
             * @description How many names can be looked for.
             */
            names: number;
            /**
             * Size
             * @description Bytes of it.
             */
            size: number;
            /**
             * Tiles
             * @description Address of the PMTiles file on this server.
             */
            tiles: string;
            /**
             * Zooms
             * @description Lowest and highest zoom.
             * @example [
             *       9,
             *       15
             *     ]
             */
            zooms: [
                number,
                number
            ];
        };
        /**
         * TermInfo
         * @description One term of the explanation.
         */
        TermInfo: {
            /** Id */
            id: string;
            /** Label */
            label: string;
        };
        /**
         * TermSeries
         * @description One term of the explanation, by hour.
         */
        TermSeries: {
            /** Expected */
            expected: number[];
            /** Id */
            id: string;
            /** Label */
            label: string;
        };
        /**
         * Terms
         * @description Who publishes the records, on what terms, and what is out of them.
         */
        Terms: {
            /** License */
            license: string;
            /** Not Forecast */
            not_forecast: string[];
            /** Not Shown */
            not_shown: string[];
            /** Notice */
            notice: string | null;
            /** Publisher */
            publisher: string;
            /** Terms Url */
            terms_url: string | null;
            /** Title */
            title: string;
            /** Url */
            url: string | null;
        };
        /**
         * ThemeName
         * @description Colors.
         * @enum {string}
         */
        ThemeName: "light" | "dark";
        /**
         * TimeSpan
         * @description What was reported from one local day to another, in a cell and in its neighborhood.
         */
        TimeSpan: {
            /** @description In the neighborhood; null where the cell is in none. */
            around: components["schemas"]["Told"] | null;
            /** From */
            from: string;
            here: components["schemas"]["Told"];
            /** To */
            to: string;
        };
        /**
         * Told
         * @description A count, where it is large enough to be told and no smaller one follows from it.
         */
        Told: {
            /** Count */
            count: number | null;
            /**
             * Suppressed
             * @description It is 1 or 2. False where `count` is null: a smaller one would follow from it.
             */
            suppressed: boolean;
        };
        /**
         * Totals
         * @description Expected reported incidents of the whole city by hour, with and without a place.
         */
        Totals: {
            /** All */
            all: number[];
            /** Categories */
            categories: {
                [key: string]: number[];
            };
            /** Hours */
            hours: number;
            interval: components["schemas"]["Interval"];
        };
        /**
         * TypicalCity
         * @description Usual counts of a city in a week of the year, records without a place included.
         */
        TypicalCity: {
            /**
             * Categories
             * @description In the manifest's order.
             */
            categories: string[];
            /**
             * Expected
             * @description By local hour of the week, Monday first (168).
             */
            expected: number[];
            /** Week */
            week: number;
        };
        /**
         * TypicalPlace
         * @description One cell's typical week; nothing tells how sure it is.
         */
        TypicalPlace: {
            /** Category */
            category: string;
            /**
             * Expected
             * @description By local hour of the week, Monday first (168).
             */
            expected: number[];
            /** @description Null for one category. */
            likeliest: components["schemas"]["PlaceMix"] | null;
            /** Week */
            week: number;
        };
        /**
         * UsualInfo
         * @description Which local days of the records the usual was learned from; what it is, is asked for.
         */
        UsualInfo: {
            /** From */
            from: string;
            /**
             * Maps
             * @description Of how many past maps usual places are the mean; null: not told.
             */
            maps: number | null;
            /** To */
            to: string;
        };
        /**
         * Weeks
         * @description Counts of all weeks of the records, whatever the period: of the same categories and hours.
         */
        Weeks: {
            /** Counts */
            counts: number[];
            /**
             * First
             * @description The first week's Monday.
             */
            first: string;
        };
        /**
         * Window
         * @description Reported incidents that are to come in a cell, from the present on.
         */
        Window: {
            /** Expected */
            expected: number;
            /**
             * Hours
             * @description Length, from hour `now` of the forecast.
             */
            hours: number;
            /**
             * Lower
             * @description Lower end of the range of the count.
             */
            lower: number;
            /**
             * Some
             * @description Chance of at least one.
             */
            some: number;
            /** Upper */
            upper: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    cities_api_cities_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cities"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    city_api_cities__city__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["City"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    archive_api_cities__city__archive_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Archive"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    area_api_cities__city__area_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeatureCollection"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    latest_api_cities__city__forecast_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Manifest"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    manifest_api_cities__city__forecasts__forecast__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Manifest"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    change_city_api_cities__city__forecasts__forecast__change__categories__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
                /** @description Ids of categories of the manifest, with commas between, or `all`. */
                categories: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeCity"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    change_frame_api_cities__city__forecasts__forecast__change__categories___hour__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
                /** @description Ids of categories of the manifest, with commas between, or `all`. */
                categories: string;
                /** @description Hours after `first_hour`. */
                hour: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One code a cell of the mask: expected over usual count, value = 4**((code-128)/127), 1 to 255; 0: too little is usual to tell. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    frame_api_cities__city__forecasts__forecast__frames__category___hour__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
                /** @description Id of a category of the manifest, or `all`. */
                category: string;
                /** @description Hours after `first_hour`. */
                hour: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One code a cell of the mask, logarithmic over the domain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    image_api_cities__city__forecasts__forecast__image__categories___hour__png_get: {
        parameters: {
            query?: {
                /** @description Width, times `scale` pixels. */
                width?: number;
                /** @description Height, times `scale` pixels. */
                height?: number;
                /** @description Pixels for each that type counts in. */
                scale?: number;
                theme?: components["schemas"]["ThemeName"];
                show?: components["schemas"]["Show"];
                form?: components["schemas"]["Form"];
                /** @description An ISO week of the year: `hour` is then one of its hours of the week, and what is shown is typical, no forecast. */
                week?: number | null;
                lang?: components["schemas"]["Lang"];
            };
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
                /** @description Ids of categories of the manifest, with commas between, or `all`. */
                categories: string;
                /** @description Hours after `first_hour`. */
                hour: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A picture of the map. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many ask; ask again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    mask_api_cities__city__forecasts__forecast__mask_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One bit a cell, row-major from the south-west corner. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    mix_api_cities__city__forecasts__forecast__mix__hour__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
                /** @description Hours after `first_hour`. */
                hour: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One byte a cell of the mask for the likeliest category (1 is the manifest's first, 0: nothing is expected), then one a cell for its chance in steps of 1/255. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    place_api_cities__city__forecasts__forecast__place_get: {
        parameters: {
            query: {
                lon: number;
                lat: number;
                /** @description Id of a category, several with commas between that are summed, or `all`. */
                category?: string;
            };
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Place"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    change_place_api_cities__city__forecasts__forecast__place_change_get: {
        parameters: {
            query: {
                lon: number;
                lat: number;
                /** @description Id of a category, several with commas between that are summed, or `all`. */
                category?: string;
            };
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangePlace"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    typical_place_api_cities__city__forecasts__forecast__place_typical_get: {
        parameters: {
            query: {
                lon: number;
                lat: number;
                /** @description ISO week of the year. */
                week: number;
                /** @description Id of a category, several with commas between that are summed, or `all`. */
                category?: string;
            };
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TypicalPlace"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    totals_api_cities__city__forecasts__forecast__totals_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Totals"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    totals_of_api_cities__city__forecasts__forecast__totals__categories__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
                /** @description Ids of categories of the manifest, with commas between, or `all`. */
                categories: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetTotals"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    typical_city_api_cities__city__forecasts__forecast__typical__categories___week__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
                /** @description Ids of categories of the manifest, with commas between, or `all`. */
                categories: string;
                /** @description ISO week of the year. */
                week: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TypicalCity"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    typical_frame_api_cities__city__forecasts__forecast__typical__categories___week___hour__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a forecast. */
                forecast: string;
                /** @description Ids of categories of the manifest, with commas between, or `all`. */
                categories: string;
                /** @description ISO week of the year. */
                week: number;
                /** @description Local hour of the week: 0 is Monday, midnight. */
                hour: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One code a cell of the mask, logarithmic over the category's domain; of several over the domain of all. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    history_api_cities__city__history_get: {
        parameters: {
            query?: {
                /** @description First local day. */
                from?: string | null;
                /** @description Last local day, inclusive. */
                to?: string | null;
                /** @description Id of a category, several with commas between that are summed, or `all`. */
                category?: string;
                /** @description Weekdays that count, 1 (Monday) to 7, with ranges: `1-5` or `6,7`. */
                weekdays?: string | null;
                /** @description Local hours of the day that count, from and to: `6-12`, `22-4`. */
                hours?: string | null;
                /** @description Side of a cell, metres. */
                cell?: components["schemas"]["CellSize"];
            };
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    place_api_cities__city__history_place_get: {
        parameters: {
            query: {
                lon: number;
                lat: number;
                /** @description First local day. */
                from?: string | null;
                /** @description Last local day, inclusive. */
                to?: string | null;
                /** @description Id of a category, several with commas between that are summed, or `all`. */
                category?: string;
                /** @description Weekdays that count, 1 (Monday) to 7, with ranges: `1-5` or `6,7`. */
                weekdays?: string | null;
                /** @description Local hours of the day that count, from and to: `6-12`, `22-4`. */
                hours?: string | null;
                /** @description Side of a cell, metres. */
                cell?: components["schemas"]["CellSize"];
                /** @description First and last local day of the period compared with. */
                against?: string | null;
            };
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryPlace"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    latest_api_cities__city__record_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    by_id_api_cities__city__records__record__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a record. */
                record: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Record"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    report_api_cities__city__records__record__report_html_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a record. */
                record: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All tables and pictures in one file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    routes_api_cities__city__routes_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RouteQuestion"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Routes"];
                };
            };
            /** @description The body is no text. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The body took too long to arrive. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description Too many ask; ask again shortly. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    search_api_cities__city__search_get: {
        parameters: {
            query: {
                /** @description Each word must begin a word of the name, without regard to case and accents. */
                q: string;
            };
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Names"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    tiles_api_cities__city__streets__streets__tiles_pmtiles_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a city. */
                city: string;
                /** @description Id of a base map. */
                streets: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description PMTiles 3: vector tiles, to be asked for by range. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.pmtiles": string;
                };
            };
            /** @description The range asked for. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description There are no such bytes. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description A parameter cannot be understood. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    health_api_health_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    status_api_status_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerStatus"];
                };
            };
            /** @description What `If-None-Match` names is still the answer. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
    metrics_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Prometheus's text format. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": unknown;
                };
            };
            /** @description The path is too long. */
            414: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description One client asked for too much; `Retry-After` tells when to ask again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
            /** @description The headers are too long. */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDetails"];
                };
            };
        };
    };
}
