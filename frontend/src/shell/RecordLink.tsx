import type { ReactNode } from "react";
import { formatView } from "./url";
import { useView, viewStore } from "./view";

/** A link to how right the city's forecasts were, within the page. */
export function RecordLink({ city, children }: { city: string; children: ReactNode }) {
  const view = useView();
  return (
    <a
      href={formatView({ ...view, city, page: "record" })}
      data-testid="record-link"
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        viewStore.push({ city, page: "record" });
      }}
    >
      {children}
    </a>
  );
}
