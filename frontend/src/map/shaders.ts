export const VERTEX = `#version 300 es
in vec2 a_position;
in vec2 a_uv;
uniform mat4 u_matrix;
out vec2 v_uv;
void main() {
  v_uv = a_uv;
  gl_Position = u_matrix * vec4(a_position, 0.0, 1.0);
}`;

// Texel: red is the code, green says how it is drawn (0 not, 128 a mark, 255 a value,
// 210 a value with a hole and a dot). The
// smooth field weighs codes by the mask, so nothing from outside the area bleeds in, and its
// value meets the palette exactly as a crisp cell's does. Of categories green is the number (255:
// none): colors never mix, only how strongly they are drawn is smooth.
export const FRAGMENT = `#version 300 es
precision highp float;
precision highp int;
in vec2 v_uv;
uniform sampler2D u_field;
uniform sampler2D u_palette;
uniform ivec2 u_size;
uniform float u_crisp;
uniform vec4 u_mark;
uniform bool u_categories;
out vec4 color;

vec2 texel(ivec2 at) {
  return texelFetch(u_field, clamp(at, ivec2(0), u_size - 1), 0).rg;
}

float smoothCode(vec2 at) {
  vec2 low = at - 0.5;
  ivec2 base = ivec2(floor(low));
  vec2 f = low - floor(low);
  vec2 sum = vec2(0.0);
  for (int dy = 0; dy < 2; dy++) {
    for (int dx = 0; dx < 2; dx++) {
      float w = (dx == 1 ? f.x : 1.0 - f.x) * (dy == 1 ? f.y : 1.0 - f.y);
      vec2 t = texel(base + ivec2(dx, dy));
      float inside = step(u_categories ? 0.002 : 0.75, t.g);
      sum += w * inside * vec2(t.r, 1.0);
    }
  }
  return sum.y > 0.0 ? sum.x / sum.y : 0.0;
}

void main() {
  vec2 at = v_uv * vec2(u_size);
  ivec2 cell = ivec2(floor(at));
  vec2 here = texel(cell);
  if (here.g < (u_categories ? 0.002 : 0.25)) {
    color = vec4(0.0);
    return;
  }
  if (here.g < 0.75 && !u_categories) {
    // A dot in the cell's middle, from a pixel to a few, with an even edge.
    float pixel = max(fwidth(at.x), fwidth(at.y));
    float radius = clamp(0.13, 0.75 * pixel, 4.0 * pixel);
    float d = length(at - vec2(cell) - 0.5);
    color = u_mark * (1.0 - smoothstep(radius - 0.6 * pixel, radius + 0.6 * pixel, d));
    return;
  }
  float code = 255.0 * here.r;
  if (u_crisp < 1.0) code = mix(255.0 * smoothCode(at), code, u_crisp);
  float place = clamp(code, 0.0, 255.0);
  int below = int(floor(place));
  if (u_categories) {
    int which = int(floor(255.0 * here.g + 0.5));
    float low = texelFetch(u_palette, ivec2(below, 1), 0).a;
    float high = texelFetch(u_palette, ivec2(min(below + 1, 255), 1), 0).a;
    float alpha = which == 255 ? 0.0 : mix(low, high, place - floor(place));
    color = vec4(texelFetch(u_palette, ivec2(which, 1), 0).rgb * alpha, alpha);
    return;
  }
  vec4 a = texelFetch(u_palette, ivec2(below, 0), 0);
  vec4 b = texelFetch(u_palette, ivec2(min(below + 1, 255), 0), 0);
  color = mix(a, b, place - floor(place));
  if (here.g < 0.95 && !u_categories) {
    // Most of it is recorded at one point: a hole with a dot in it.
    float pixel = max(fwidth(at.x), fwidth(at.y));
    float d = length(at - vec2(cell) - 0.5);
    float dot = clamp(0.1, 0.7 * pixel, 3.0 * pixel);
    float hole = max(clamp(0.27, 1.7 * pixel, 8.0 * pixel), dot);
    color *= smoothstep(hole - 0.5 * pixel, hole + 0.5 * pixel, d);
    color += u_mark * (1.0 - smoothstep(dot - 0.5 * pixel, dot + 0.5 * pixel, d));
  }
}`;
