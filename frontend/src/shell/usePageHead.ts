import { useEffect } from "react";
import type { CitySummary } from "../api/types";
import { t } from "../strings";
import type { Mode } from "./url";

/** The page's title, and what it is called where it is installed. */
export function usePageHead({ id, name }: CitySummary, mode: Mode): void {
  useEffect(() => {
    document.title = t.app.title(name, t.modes[mode]);
  }, [name, mode]);
  useEffect(() => {
    document.querySelector('link[rel="manifest"]')?.setAttribute("href", `/${id}/app.webmanifest`);
  }, [id]);
}
