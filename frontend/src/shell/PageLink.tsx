import type { ReactNode } from "react";
import { formatView, type BESIDE } from "./url";
import { useView, viewStore } from "./view";

interface Props {
  city: string;
  page: (typeof BESIDE)[number];
  children: ReactNode;
}

/** A link to how right a city's forecasts were, or how up to date they are, within the page. */
export function PageLink({ city, page, children }: Props) {
  const view = useView();
  return (
    <a
      href={formatView({ ...view, city, page })}
      data-testid={`${page}-link`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        viewStore.push({ city, page });
      }}
    >
      {children}
    </a>
  );
}
