import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibre } from "maplibre-gl";
import type { GridInfo } from "../api/types";
import { categoryRow } from "../color/categories";
import { latticeMesh, matrixAt, type Mesh } from "./mesh";
import { FRAGMENT, VERTEX } from "./shaders";

/** What the layer draws: two bytes a cell (see `expandCodes`) over a grid. */
export interface Field {
  grid: GridInfo;
  texels: Uint8Array;
  /** Cells crisp at every zoom; else smooth below zoom 14. */
  crisp: boolean;
  /** Where the second byte is the number of a category: their colors, null for gray. */
  categories?: (string | null)[];
  /** Whether codes are ratios (see color/diverging.ts), in their own colors. */
  diverging?: boolean;
  /** Names what is drawn, told back by `onDrawn`. */
  key: string;
}

export const CRISP_ZOOM = 14;
const FADE_ZOOMS = 0.3;

interface Resources {
  gl: WebGL2RenderingContext;
  program: WebGLProgram;
  vao: WebGLVertexArrayObject;
  vertices: WebGLBuffer;
  indices: WebGLBuffer;
  field: WebGLTexture;
  palette: WebGLTexture;
  uniforms: Record<"matrix" | "field" | "palette" | "size" | "crisp" | "mark" | "categories", WebGLUniformLocation | null>;
}

function compile(gl: WebGL2RenderingContext, type: number, source: string): WebGLShader {
  const shader = gl.createShader(type);
  if (!shader) throw new Error("WebGL made no shader");
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS) && !gl.isContextLost()) {
    throw new Error(gl.getShaderInfoLog(shader) ?? "a shader did not compile");
  }
  return shader;
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  gl.attachShader(program, compile(gl, gl.VERTEX_SHADER, VERTEX));
  gl.attachShader(program, compile(gl, gl.FRAGMENT_SHADER, FRAGMENT));
  gl.bindAttribLocation(program, 0, "a_position");
  gl.bindAttribLocation(program, 1, "a_uv");
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(gl.getProgramInfoLog(program) ?? "the shaders did not link");
  }
  return program;
}

function nearest(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
  }
  for (const wrap of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) {
    gl.texParameteri(gl.TEXTURE_2D, wrap, gl.CLAMP_TO_EDGE);
  }
  return texture;
}

/** The forecast's own cells on the map: 8-bit codes, a palette, a mesh that bends the grid. */
export class FieldLayer implements CustomLayerInterface {
  readonly id = "own-field";
  readonly type = "custom" as const;
  readonly renderingMode = "2d" as const;
  onDrawn: (key: string) => void = () => undefined;

  private map: MapLibre | null = null;
  private resources: Resources | null = null;
  private field: Field | null = null;
  private mesh: Mesh | null = null;
  private palette: Uint8Array = new Uint8Array(4 * 256);
  private ratios: Uint8Array = new Uint8Array(4 * 256);
  private categories: (string | null)[] = [];
  private mark: [number, number, number, number] = [0, 0, 0, 0];
  /** How much of its colors is drawn: less where something lies over them. */
  private strength = 1;
  private dirty = { mesh: true, field: true, palette: true };
  private size: [number, number] = [0, 0];

  setField(field: Field | null): void {
    if (field && field.grid !== this.field?.grid) {
      this.mesh = latticeMesh(field.grid.lattice);
      this.dirty.mesh = true;
    }
    if (field?.categories && field.categories !== this.categories) {
      this.categories = field.categories;
      this.dirty.palette = true;
    }
    if (field && (field.diverging ?? false) !== (this.field?.diverging ?? false)) this.dirty.palette = true;
    this.field = field;
    this.dirty.field = true;
    this.map?.triggerRepaint();
  }

  /** `texels`, those of ratios, and `mark` hold colors multiplied by their alpha. */
  setColors(texels: Uint8Array, ratios: Uint8Array, mark: [number, number, number, number]): void {
    this.palette = texels;
    this.ratios = ratios;
    this.mark = mark;
    this.dirty.palette = true;
    this.map?.triggerRepaint();
  }

  setStrength(strength: number): void {
    if (strength === this.strength) return;
    this.strength = strength;
    this.dirty.palette = true;
    this.map?.triggerRepaint();
  }

  onAdd(map: MapLibre, gl: WebGL2RenderingContext): void {
    this.map = map;
    this.dirty = { mesh: true, field: true, palette: true };
    this.size = [0, 0];
    const program = link(gl);
    const at = (name: string) => gl.getUniformLocation(program, name);
    this.resources = {
      gl,
      program,
      vao: gl.createVertexArray(),
      vertices: gl.createBuffer(),
      indices: gl.createBuffer(),
      field: nearest(gl),
      palette: nearest(gl),
      uniforms: {
        matrix: at("u_matrix"),
        field: at("u_field"),
        palette: at("u_palette"),
        size: at("u_size"),
        crisp: at("u_crisp"),
        mark: at("u_mark"),
        categories: at("u_categories"),
      },
    };
  }

  onRemove(): void {
    const r = this.resources;
    if (r) {
      r.gl.deleteProgram(r.program);
      r.gl.deleteVertexArray(r.vao);
      r.gl.deleteBuffer(r.vertices);
      r.gl.deleteBuffer(r.indices);
      r.gl.deleteTexture(r.field);
      r.gl.deleteTexture(r.palette);
    }
    this.resources = null;
    this.map = null;
  }

  render(gl: WebGL2RenderingContext, args: CustomRenderMethodInput): void {
    const { resources: r, field, mesh } = this;
    if (!r || !field || !mesh) return;
    const fresh = this.dirty.field;
    gl.useProgram(r.program);
    this.upload(r, field, mesh);
    const zoom = this.map?.getZoom() ?? CRISP_ZOOM;
    const crisp = field.crisp ? 1 : Math.min(Math.max(1 + (zoom - CRISP_ZOOM) / FADE_ZOOMS, 0), 1);
    const matrix = matrixAt(args.defaultProjectionData.mainMatrix, mesh.origin);
    gl.uniformMatrix4fv(r.uniforms.matrix, false, matrix);
    gl.uniform1i(r.uniforms.field, 0);
    gl.uniform1i(r.uniforms.palette, 1);
    gl.uniform2i(r.uniforms.size, field.grid.width, field.grid.height);
    gl.uniform1f(r.uniforms.crisp, crisp);
    gl.uniform4fv(r.uniforms.mark, this.mark.map((part) => part * this.strength));
    gl.uniform1i(r.uniforms.categories, field.categories ? 1 : 0);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, r.palette);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, r.field);
    gl.disable(gl.CULL_FACE);
    gl.bindVertexArray(r.vao);
    gl.drawElements(gl.TRIANGLES, mesh.indices.length, gl.UNSIGNED_SHORT, 0);
    gl.bindVertexArray(null);
    if (fresh) this.onDrawn(field.key);
  }

  private upload(r: Resources, field: Field, mesh: Mesh): void {
    const { gl } = r;
    // The map leaves its own ways of unpacking behind.
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.activeTexture(gl.TEXTURE0);
    if (this.dirty.mesh) {
      gl.bindVertexArray(r.vao);
      gl.bindBuffer(gl.ARRAY_BUFFER, r.vertices);
      gl.bufferData(gl.ARRAY_BUFFER, mesh.vertices, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(0);
      gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 16, 0);
      gl.enableVertexAttribArray(1);
      gl.vertexAttribPointer(1, 2, gl.FLOAT, false, 16, 8);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, r.indices);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, mesh.indices, gl.STATIC_DRAW);
      gl.bindVertexArray(null);
      this.dirty.mesh = false;
    }
    if (this.dirty.field) {
      const { width, height } = field.grid;
      gl.bindTexture(gl.TEXTURE_2D, r.field);
      if (this.size[0] === width && this.size[1] === height) {
        gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RG, gl.UNSIGNED_BYTE, field.texels);
      } else {
        gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG8, width, height, 0, gl.RG, gl.UNSIGNED_BYTE, field.texels);
        this.size = [width, height];
      }
      this.dirty.field = false;
    }
    if (this.dirty.palette) {
      gl.bindTexture(gl.TEXTURE_2D, r.palette);
      const rows = new Uint8Array(2 * 4 * 256);
      rows.set(field.diverging ? this.ratios : this.palette);
      rows.set(categoryRow(this.categories), 4 * 256);
      // Colors are multiplied by their alpha: so weighed, all of them are paler alike.
      const drawn = this.strength < 1 ? rows.map((part) => part * this.strength) : rows;
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 2, 0, gl.RGBA, gl.UNSIGNED_BYTE, drawn);
      this.dirty.palette = false;
    }
  }
}
