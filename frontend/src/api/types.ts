/** The names under which the page knows the server's answers; `schema.ts` says what they are. */

import type { components, paths } from "./schema";

type Schemas = components["schemas"];

export type CitySummary = Schemas["CitySummary"];
export type City = Schemas["City"];
export type CategoryClass = Schemas["CategoryClass"];
export type Records = Schemas["Records"];
export type Lattice = Schemas["Lattice"];
export type GridInfo = Schemas["GridInfo"];
export type Manifest = Schemas["Manifest"];
export type Totals = Schemas["Totals"];
export type SetTotals = Schemas["SetTotals"];
export type Place = Schemas["Place"];
export type TypicalCity = Schemas["TypicalCity"];
export type TypicalPlace = Schemas["TypicalPlace"];
export type ChangePlace = Schemas["ChangePlace"];
export type History = Schemas["History"];
export type HistoryPlace = Schemas["HistoryPlace"];
export type TimeSpan = Schemas["TimeSpan"];
export type NameFound = Schemas["NameFound"];
export type Routes = Schemas["Routes"];
export type RouteFeature = Schemas["RouteFeature"];
export type RouteQuestion = Schemas["RouteQuestion"];
export type RecordTold = Schemas["Record"];
export type ServerStatus = Schemas["ServerStatus"];
export type Area = Schemas["FeatureCollection"];
export type LonLat = CitySummary["center"];

/** Paths that answer a GET. */
export type Path = { [P in keyof paths]: paths[P]["get"] extends object ? P : never }[keyof paths];
type Get<P extends Path> = paths[P]["get"];

/** What stands in a path's braces. */
export type Names<P extends Path> = Get<P>["parameters"] extends { path: infer N } ? N : Record<string, never>;
/** What follows a path's question mark. */
export type Query<P extends Path> = Get<P>["parameters"] extends { query?: infer Q } ? NonNullable<Q> : never;
/** What a path answers in JSON. */
export type Answer<P extends Path> = Get<P>["responses"][200] extends {
  content: { "application/json": infer A };
}
  ? A
  : never;
