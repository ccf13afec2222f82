/** The HTTP contract of docs/api.md, as types. Times are ISO 8601 in UTC; degrees are WGS 84. */

export type LonLat = [number, number];

export interface CitySummary {
  id: string;
  name: string;
  simulated: boolean;
  time_zone: string;
  center: LonLat;
  /** West, south, east, north. */
  bounds: [number, number, number, number];
  has_records: boolean;
  has_forecast: boolean;
}

export interface Source {
  publisher: string;
  title: string;
  url: string | null;
  license: string | null;
  terms_url: string | null;
  notice: string | null;
}

export interface CityCategory {
  id: string;
  label: string;
  class: string;
  color: string | null;
  forecast: boolean;
}

export interface CategoryClass {
  id: string;
  label: string;
}

export interface Records {
  /** Local dates; null where no record has a time. */
  first: string | null;
  last: string | null;
  rows: number;
  placed_share: number | null;
  version: string;
  ingested_at: string | null;
}

export interface City extends CitySummary {
  downtown: LonLat | null;
  source: Source | null;
  place_exactness: string | null;
  blur_m: number | null;
  categories: CityCategory[];
  classes: CategoryClass[];
  not_shown: string[];
  records: Records | null;
}

export interface Lattice {
  nx: number;
  ny: number;
  lon: number[];
  lat: number[];
}

export interface GridInfo {
  epsg: number;
  /** Side of a cell, meters. */
  cell: number;
  x0: number;
  y0: number;
  height: number;
  width: number;
  /** Cells inside the study area. */
  cells: number;
  lattice: Lattice;
}

export interface ForecastCategory {
  id: string;
  label: string;
  class: string;
  color: string | null;
  /** Expected reported incidents per cell-hour at the color scale's ends. */
  domain: [number, number];
  placed_share: number;
  late_share: number;
  expected_24h: number;
}

export interface Manifest {
  format: string;
  id: string;
  city: string;
  city_name: string;
  simulated: boolean;
  time_zone: string;
  origin: string;
  issued_at: string;
  data_through: string;
  hindcast: boolean;
  model: { name: string; version: string };
  first_hour: string;
  hours: number;
  now: number;
  grid: GridInfo;
  categories: ForecastCategory[];
  all: { id: string; label: string; domain: [number, number]; expected_24h: number };
  terms: { id: string; label: string }[];
}

export interface Totals {
  hours: number;
  all: number[];
  categories: Record<string, number[]>;
  interval: { level: number } & Record<string, { lower: number[]; upper: number[] } | number>;
}

export interface Place {
  cell: {
    index: number;
    row: number;
    column: number;
    size: number;
    outline: LonLat[];
    neighborhood: string | null;
  };
  category: string;
  hours: number;
  expected: number[];
  terms: { id: string; label: string; expected: number[] }[];
  history: { from: string; to: string; count: number | null; suppressed: boolean } | null;
}

export interface History {
  from: string;
  to: string;
  category: string;
  version: string;
  grid: GridInfo;
  total: number;
  unplaced: number;
  /** With a place outside the study area. */
  outside?: number;
  suppressed_cells: number;
  minimum: number;
  cells: number[];
  counts: number[];
  suppressed: number[];
  domain: [number, number];
  days: string[];
  by_day: number[];
  by_hour_of_week: number[];
}

export type Area = GeoJSON.FeatureCollection<GeoJSON.Geometry, AreaProperties>;

export interface AreaProperties {
  kind: "area" | "neighborhood" | "street" | "water" | "park";
  name?: string | null;
  label?: LonLat | null;
  rank?: number;
}
