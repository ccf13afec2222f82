/** Where a route begins and ends: kept in memory alone, in no address, no storage and no log. */
import { useSyncExternalStore } from "react";
import type { LonLat } from "../api/types";
import { formatView } from "../shell/url";
import { viewStore } from "../shell/view";
import { linkedEnds, type Ends, type Which } from "./link";

const asText = ([lon, lat]: LonLat) => `${lat.toFixed(4)}, ${lon.toFixed(4)}`;

class EndsStore {
  private ends: Ends = { from: null, to: null, by: "foot", detour: 1.5, counts: "person", chosen: 0 };
  private readonly listeners = new Set<() => void>();

  constructor() {
    const { from, to } = linkedEnds(window.location.hash);
    if (!from && !to) return;
    const end = (place: LonLat | null) => place && { place, label: asText(place) };
    this.ends = { ...this.ends, from: end(from), to: end(to) };
    // The places have been taken up: from here on no address holds them.
    window.history.replaceState(null, "", formatView(viewStore.get()));
  }

  readonly get = (): Ends => this.ends;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(patch: Partial<Ends>): void {
    this.ends = { ...this.ends, ...patch };
    for (const listener of this.listeners) listener();
  }

  /** A place tapped on the map: the start where there is none, else where to. */
  tap(place: LonLat, label: string): void {
    const which: Which = this.ends.from === null ? "from" : "to";
    this.set({ [which]: { place, label: label || asText(place) }, chosen: 0 });
  }
}

export const endsStore = new EndsStore();

export const useEnds = (): Ends => useSyncExternalStore(endsStore.subscribe, endsStore.get);
