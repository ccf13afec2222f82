/** Where a route begins and ends: kept in memory alone, in no address, no storage and no log. */
import { useSyncExternalStore } from "react";
import type { LonLat } from "../api/types";
import { formatView } from "../shell/url";
import { viewStore } from "../shell/view";
import { linkedEnds, tapped, type End, type Ends, type Which } from "./link";

/** An end of which only the point is known. */
const pointEnd = (place: LonLat): End => ({ place, name: null });

class EndsStore {
  private ends: Ends = { from: null, to: null, by: "foot", detour: 1.5, counts: "person", chosen: 0, active: null };
  private readonly listeners = new Set<() => void>();

  constructor() {
    this.takeUp();
    // A link opened in the page that is open already changes nothing but what is behind its #.
    window.addEventListener("hashchange", () => this.takeUp());
  }

  readonly get = (): Ends => this.ends;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Another question begins with its fastest route. */
  set(patch: Partial<Ends>): void {
    const same = Object.keys(patch).every((key) => key === "active" || key === "chosen");
    this.ends = { ...this.ends, ...(same ? {} : { chosen: 0 }), ...patch };
    for (const listener of this.listeners) listener();
  }

  /** A place tapped on the map; tells which end it became, null where both are there already. */
  tap(place: LonLat): Which | null {
    const which = tapped(this.ends);
    if (which) this.set({ [which]: pointEnd(place), active: null });
    return which;
  }

  private takeUp(): void {
    const { from, to, by, detour } = linkedEnds(window.location.hash);
    if (!from && !to) return;
    this.set({ from: from && pointEnd(from), to: to && pointEnd(to), by, detour, active: null });
    // The places have been taken up: from here on no address holds them.
    window.history.replaceState(null, "", formatView(viewStore.get()));
  }
}

export const endsStore = new EndsStore();

export const useEnds = (): Ends => useSyncExternalStore(endsStore.subscribe, endsStore.get);
