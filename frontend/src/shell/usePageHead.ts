import { useEffect } from "react";
import type { CitySummary } from "../api/types";
import { t } from "../strings";
import type { Mode } from "./url";
import { viewStore } from "./view";

/** The page's title, and what it is called where it is installed. */
export function usePageHead({ id, name }: CitySummary, mode: Mode): void {
  useEffect(() => {
    document.title = t.app.title[mode](name);
  }, [name, mode]);
  useEffect(() => {
    const { lang } = viewStore.get();
    const address = `/${id}/app.webmanifest${lang === null ? "" : `?lang=${encodeURIComponent(lang)}`}`;
    document.querySelector('link[rel="manifest"]')?.setAttribute("href", address);
  }, [id]);
}
