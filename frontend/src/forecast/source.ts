import { api } from "../api/client";
import type { ByteCache } from "../api/frames";
import type { Manifest } from "../api/types";
import { sumCodes } from "../color/sum";
import { choiceOf } from "./hours";
import { isSet, membersOf } from "./sets";

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

/** A set's frames are summed on the page from its members', which stay in the cache for others. */
export function frameSource(manifest: Manifest, category: string, cache: ByteCache): FrameSource {
  const key = keyOf(manifest, category);
  const one = (id: string, hour: number, signal: AbortSignal) =>
    api.frame(manifest.city, manifest.id, id, hour, signal);
  if (!isSet(category)) {
    return { key, load: (hour, signal) => one(category, hour, signal), parallel: 4 };
  }
  const members = membersOf(manifest, category).map((id) => ({
    id,
    key: keyOf(manifest, id),
    domain: choiceOf(manifest, id).domain,
  }));
  const load = async (hour: number, signal: AbortSignal) => {
    const parts = await Promise.all(
      members.map(async (member) => {
        const kept = `${member.key}/${hour}`;
        const codes = cache.get(kept) ?? (await one(member.id, hour, signal));
        cache.set(kept, codes);
        return { codes, domain: member.domain };
      }),
    );
    return sumCodes(parts, manifest.all.domain);
  };
  return { key, load, parallel: Math.max(1, Math.floor(CONNECTIONS / members.length)) };
}
