import { useCallback, useMemo, useState } from "react";
import type { Resource } from "../api/resource";
import type { City } from "../api/types";
import type { Theme } from "../color/palette";
import type { Base } from "../map/controller";
import type { Credit } from "../map/host-style";

/** What the map draws around the field, and what it tells of that. */
export function useBase(city: Resource<City>) {
  const streets = city.data?.streets ?? null;
  const style = city.data?.style_url ?? null;
  const [gone, setGone] = useState<string | null>(null);
  const [styleFailed, setStyleFailed] = useState(false);
  const [scheme, setScheme] = useState<Theme | null>(null);
  const tiles = streets && streets.id !== gone ? streets : null;
  // eslint-disable-next-line react-hooks/exhaustive-deps -- an id never names other tiles
  const base = useMemo((): Base => ({ tiles, style }), [tiles?.id, style]);
  const { retry } = city;
  const id = tiles?.id ?? null;
  // The base map was replaced since the page was opened: the server tells which is in use now.
  const onBaseGone = useCallback(() => {
    setGone(id);
    retry();
  }, [id, retry]);
  const onStyleFailed = useCallback(() => setStyleFailed(true), []);
  const [credit, setCredit] = useState<Credit | null>(null);
  const drawsTiles = tiles !== null && (style === null || styleFailed);
  const drawn: Credit | null = drawsTiles ? tiles : credit;
  return { base, scheme, styleFailed, drawn, onBaseGone, onStyleFailed, onScheme: setScheme, onCredit: setCredit };
}
