import { api } from "../api/client";
import type { ByteCache } from "../api/frames";
import type { Manifest } from "../api/types";
import { sumCodes, type Coded } from "../color/sum";
import { choiceOf, leadsOf } from "./hours";
import { joined, mixOf } from "./mix";
import { isSet, membersOf } from "./sets";
import type { LocalWeek } from "../time/typical";

/** Browsers open six connections to a server at once. */
const CONNECTIONS = 6;

/** Where the frames of a choice come from. */
export interface FrameSource {
  /** Under which frames are kept, before their hour. */
  key: string;
  load: (hour: number, signal: AbortSignal) => Promise<Uint8Array>;
  /** How many hours to ask for at once. */
  parallel: number;
}

const keyOf = (manifest: Manifest, category: string) => `${manifest.city}/${manifest.id}/${category}`;

/** Typical hours of a week: the server makes them, of any set at once; the likeliest from the members'. */
export function typicalSource(
  manifest: Manifest,
  category: string,
  likeliest: boolean,
  cache: ByteCache,
  week: LocalWeek,
): FrameSource {
  // Two weeks of one number may have their hours in other places: the clock changes in one of them.
  const keyFor = (id: string) => `${keyOf(manifest, id)}/typical/${week.monday}`;
  const one = async (id: string, hour: number, signal: AbortSignal): Promise<Coded> => {
    const kept = `${keyFor(id)}/${hour}`;
    const slot = week.slots[hour] ?? 0;
    const codes =
      cache.get(kept) ?? (await api.typicalFrame(manifest.city, manifest.id, id, week.week, slot, signal));
    cache.set(kept, codes);
    return { codes, domain: choiceOf(manifest, id).domain };
  };
  if (!likeliest) {
    const load = async (hour: number, signal: AbortSignal) => (await one(category, hour, signal)).codes;
    return { key: keyFor(category), load, parallel: 2 };
  }
  const members = membersOf(manifest, category);
  const numbers = members.map((id) => 1 + manifest.categories.findIndex((c) => c.id === id));
  const load = async (hour: number, signal: AbortSignal) => {
    const [whole, ...parts] = await Promise.all([category, ...members].map((id) => one(id, hour, signal)));
    return joined(whole?.codes ?? new Uint8Array(), mixOf(parts, numbers));
  };
  return { key: `${keyFor(category)}/likeliest`, load, parallel: 1 };
}

/** What changes against the usual: the server makes it, of any set at once. */
export function changeSource(manifest: Manifest, category: string): FrameSource {
  const load = (hour: number, signal: AbortSignal) =>
    api.changeFrame(manifest.city, manifest.id, category, hour, signal);
  return { key: `${keyOf(manifest, category)}/change`, load, parallel: 2 };
}

/**
 * A set's frames are summed on the page from its members', which stay in the cache for others. The
 * likeliest category of all comes from the server; that of a set from its members' frames.
 */
export function frameSource(
  manifest: Manifest,
  category: string,
  likeliest: boolean,
  cache: ByteCache,
): FrameSource {
  const key = likeliest ? `${keyOf(manifest, category)}/likeliest` : keyOf(manifest, category);
  /** A frame that others may have asked for already. */
  const one = async (id: string, hour: number, signal: AbortSignal): Promise<Coded> => {
    const kept = `${keyOf(manifest, id)}/${hour}`;
    const codes = cache.get(kept) ?? (await api.frame(manifest.city, manifest.id, id, hour, signal));
    cache.set(kept, codes);
    return { codes, domain: choiceOf(manifest, id).domain };
  };
  if (category === "all" && likeliest) {
    const load = async (hour: number, signal: AbortSignal) => {
      const [{ codes }, mix] = await Promise.all([
        one("all", hour, signal),
        api.mix(manifest.city, manifest.id, hour, signal),
      ]);
      return joined(codes, mix);
    };
    return { key, load, parallel: CONNECTIONS / 2 };
  }
  if (!isSet(category) && !likeliest) {
    const load = (hour: number, signal: AbortSignal) =>
      api.frame(manifest.city, manifest.id, category, hour, signal);
    return { key, load, parallel: 4 };
  }
  const members = membersOf(manifest, category);
  const { domain } = choiceOf(manifest, category);
  const weights = members.map((id) => leadsOf(manifest.categories.find((c) => c.id === id)));
  const numbers = members.map((id) => 1 + manifest.categories.findIndex((c) => c.id === id));
  const load = async (hour: number, signal: AbortSignal) => {
    const parts = await Promise.all(members.map((id) => one(id, hour, signal)));
    const codes = sumCodes(parts, domain, weights);
    return likeliest ? joined(codes, mixOf(parts, numbers)) : codes;
  };
  return { key, load, parallel: Math.max(1, Math.floor(CONNECTIONS / members.length)) };
}
