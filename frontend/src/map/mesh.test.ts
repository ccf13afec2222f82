import { describe, expect, it } from "vitest";
import { latticeMesh, matrixAt, mercator } from "./mesh";

describe("mercator", () => {
  it("puts the middle of the world in the middle and north up", () => {
    expect(mercator(0, 0)).toEqual([0.5, 0.5]);
    expect(mercator(180, 0)[0]).toBe(1);
    expect(mercator(0, 85.0511287798)[1]).toBeCloseTo(0, 9);
  });
});

describe("latticeMesh", () => {
  const lattice = { nx: 3, ny: 2, lon: [0, 1, 2, 0, 1, 2], lat: [0, 0, 0, 1, 1, 1] };

  it("has u and v of 0 to 1 from the south-west", () => {
    const { vertices } = latticeMesh(lattice);
    expect([...vertices.slice(2, 4)]).toEqual([0, 0]);
    expect([...vertices.slice(4 * 5 + 2, 4 * 5 + 4)]).toEqual([1, 1]);
    expect([...vertices.slice(4 * 1 + 2, 4 * 1 + 4)]).toEqual([0.5, 0]);
  });

  it("covers every quad with two triangles of the same turn", () => {
    const { indices, vertices } = latticeMesh(lattice);
    expect(indices).toHaveLength(12);
    for (let k = 0; k < indices.length; k += 3) {
      const [a, b, c] = [0, 1, 2].map((i) => 4 * (indices[k + i] ?? 0));
      const at = (i: number | undefined, d: number) => vertices[(i ?? 0) + d] ?? 0;
      const turn =
        (at(b, 2) - at(a, 2)) * (at(c, 3) - at(a, 3)) - (at(c, 2) - at(a, 2)) * (at(b, 3) - at(a, 3));
      expect(turn).toBeGreaterThan(0);
    }
  });

  it("adds up to Mercator's own coordinates with its origin", () => {
    const { vertices, origin } = latticeMesh(lattice);
    const [x, y] = mercator(2, 1);
    expect((vertices[20] ?? 0) + origin[0]).toBeCloseTo(x, 9);
    expect((vertices[21] ?? 0) + origin[1]).toBeCloseTo(y, 9);
  });

  it("refuses nodes that do not match", () => {
    expect(() => latticeMesh({ nx: 3, ny: 3, lon: [1], lat: [1] })).toThrow(/3 x 3/);
  });
});

describe("matrixAt", () => {
  it("moves before it projects", () => {
    const scale = [2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 5, 7, 0, 1];
    const m = matrixAt(scale, [10, 100]);
    expect(m[12]).toBe(2 * 10 + 5);
    expect(m[13]).toBe(3 * 100 + 7);
    expect([m[0], m[5], m[15]]).toEqual([2, 3, 1]);
  });

  it("keeps what single floats would lose: a centimeter at zoom 18", () => {
    const k = 2 ** 26;
    const matrix = [k, 0, 0, 0, 0, k, 0, 0, 0, 0, 1, 0, -k * 0.20812345678, -k * 0.38, 0, 1];
    const m = matrixAt(matrix, [0.20812345678 + 2.5e-10, 0.38]);
    expect(m[12]).toBeCloseTo(k * 2.5e-10, 5);
  });
});
