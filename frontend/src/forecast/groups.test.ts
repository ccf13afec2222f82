import { expect, it } from "vitest";
import { foundIn, type Group } from "./groups";

const entry = (label: string) => ({ id: label, label, color: null, expected: 1 });
const groups: Group[] = [
  { id: "p", label: "Property", entries: [entry("Burglary"), entry("Theft from a car")] },
  { id: "o", label: "Public order", entries: [entry("Drunkenness")] },
];
const labels = (text: string) => foundIn(groups, text).flatMap((group) => group.entries.map(({ label }) => label));

it("finds categories by the beginnings of words, and classes whole", () => {
  expect(labels("")).toHaveLength(3);
  expect(labels(" car")).toEqual(["Theft from a car"]);
  expect(labels("property")).toEqual(["Burglary", "Theft from a car"]);
  expect(labels("order")).toEqual(["Drunkenness"]);
  expect(foundIn(groups, "zzz")).toEqual([]);
});
