import { describe, expect, it } from "vitest";
import { codeOfValue, valueOfCode, type Domain } from "./scale";
import { codeValues, sumCodes } from "./sum";

const all: Domain = [1e-6, 1e-2];
const theft: Domain = [5e-7, 5e-3];
const rare: Domain = [1e-8, 1e-4];
const coded = (values: number[], domain: Domain) => ({
  codes: Uint8Array.from(values, (value) => codeOfValue(value, domain)),
  domain,
});

describe("frames added on the page", () => {
  it("have the code of the sum, within a step", () => {
    const a = [1e-4, 3e-6, 4.9e-3, 0, 2e-5];
    const b = [2e-5, 1e-7, 9e-5, 3e-5, 0];
    const sum = sumCodes([coded(a, theft), coded(b, rare)], all);
    a.forEach((value, i) => {
      const wanted = value + (b[i] ?? 0);
      expect(Math.abs((sum[i] ?? 0) - codeOfValue(wanted, all))).toBeLessThanOrEqual(1);
      expect(valueOfCode(sum[i] ?? 0, all) / wanted).toBeGreaterThan(0.96);
      expect(valueOfCode(sum[i] ?? 0, all) / wanted).toBeLessThan(1.04);
    });
  });

  it("give the same count the same code, however it was made up", () => {
    const one = sumCodes([coded([8e-5], theft)], all);
    const two = sumCodes([coded([4e-5], theft), coded([4e-5], rare)], all);
    expect(Math.abs((one[0] ?? 0) - (two[0] ?? 0))).toBeLessThanOrEqual(1);
  });

  it("end at the scale's ends", () => {
    const sum = sumCodes([coded([5e-7, 5e-3, 0], theft), coded([0, 0, 0], rare), coded([0, 9e-3, 0], all)], all);
    expect([...sum]).toEqual([0, 255, 0]);
  });

  it("knows every code's value", () => {
    expect(codeValues(theft)[255]).toBeCloseTo(5e-3, 12);
    expect(codeValues(theft)[0]).toBe(0);
  });

  it("refuses frames of two grids, and none", () => {
    expect(() => sumCodes([coded([1], all), coded([1, 2], all)], all)).toThrow(RangeError);
    expect(() => sumCodes([], all)).toThrow(RangeError);
  });
});
