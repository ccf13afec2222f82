/**
 * What a spreadsheet would take for a formula, with or without apostrophes before it: one more makes it text, and can
 * be taken off again. The command's files go by the same rule (export/harmless.py).
 */
const HARMFUL = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A field of CSV. */
export function field(text: string): string {
  const plain = HARMFUL.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replace(/"/g, '""')}"` : plain;
}

export type Value = string | number | null;

/** Rows under their names, after lines of `#` that say what they are and on what terms. */
export function csvOf(about: [string, string][], names: string[], rows: Value[][]): string {
  const head = about.filter(([, text]) => text !== "").map(([name, text]) => `# ${name}: ${text.replace(/\s+/g, " ")}`);
  const lines = [names, ...rows].map((row) =>
    row.map((value) => (typeof value === "number" ? (Number.isFinite(value) ? value : "") : field(value ?? ""))).join(),
  );
  return [...head, ...lines, ""].join("\n");
}
