import { describe, expect, it } from "vitest";
import { wrapped } from "./picture";

describe("lines of a picture", () => {
  const measure = (text: string) => 10 * text.length;

  it("break at spaces and lose no word", () => {
    const text = "one two three four five";
    const lines = wrapped(text, 90, measure);
    expect(lines).toEqual(["one two", "three", "four five"]);
    expect(lines.every((line) => measure(line) <= 90)).toBe(true);
    expect(wrapped("", 90, measure)).toEqual([]);
  });

  it("leave a word that is too long alone", () => {
    expect(wrapped("a incomprehensibilities b", 50, measure)).toEqual(["a", "incomprehensibilities", "b"]);
  });
});
