import type { City } from "../api/types";
import { t } from "../strings";

/** Hands a file to the browser. */
export function save(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What every file ends its head with: what its numbers are not, and must not be used for; source and terms. */
export function termsOf(city: City | null, name: string): [string, string][] {
  const { publisher = name, license, terms_url: terms, notice } = city?.source ?? {};
  return [
    ["not", t.place.limitsText[0]],
    ["use", t.about.useText],
    ["source", publisher],
    ["license", license ?? ""],
    ["terms", terms ?? ""],
    ["notice", notice ?? ""],
  ];
}
