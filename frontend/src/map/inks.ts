import { GROUND, type Theme } from "../color/palette";

export interface Inks {
  land: string;
  water: string;
  park: string;
  /** Lines at the water's edge. */
  shore: string;
  /** Streets by rank: major, medium, minor, paths. */
  streets: readonly [string, string, string, string];
  rail: string;
  street: string;
  /** Streets over the field. */
  over: string;
  edge: string;
  area: string;
  label: string;
  /** Names of streets, places around the city and parks. */
  minor: string;
  /** Names of water. */
  wet: string;
  halo: string;
  hatch: string;
  accent: string;
}

/** Grays of the ground and of what is written on it, and one accent. */
export const INKS: Record<Theme, Inks> = {
  light: {
    land: GROUND.light,
    water: "#dfe7ea",
    park: "#ecede5",
    shore: "#c8d3d8",
    streets: ["#cfd0cb", "#d9dad6", "#e3e4e0", "#dfe0dc"],
    rail: "#cfd1cf",
    street: "#dedfdb",
    over: "rgba(30,20,30,0.2)",
    edge: "#8b8f92",
    area: "#5d6265",
    label: "#43484b",
    minor: "#565c60",
    wet: "#5b6c75",
    halo: "rgba(247,247,245,0.88)",
    hatch: "#e3e3de",
    accent: "#0b7a75",
  },
  dark: {
    land: GROUND.dark,
    water: "#0e1113",
    park: "#1a1f20",
    shore: "#242b30",
    streets: ["#3a4146", "#31373c", "#282e32", "#2b3135"],
    rail: "#343a3f",
    street: "#2a2f33",
    over: "rgba(8,8,14,0.34)",
    edge: "#6d7479",
    area: "#8d9499",
    label: "#d3d7d9",
    minor: "#b3babf",
    wet: "#8fa0a9",
    halo: "rgba(20,23,26,0.85)",
    hatch: "#22272a",
    accent: "#4fd0c4",
  },
};
