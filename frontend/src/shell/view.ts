import { useSyncExternalStore } from "react";
import { formatView, parseView, type View } from "./url";

type Listener = () => void;

/** The view as the address bar holds it: the one state of the page that others can be sent. */
class ViewStore {
  private view: View = parseView(window.location.pathname, window.location.search);
  private readonly listeners = new Set<Listener>();
  private writing: number | undefined;

  constructor() {
    window.addEventListener("popstate", () => {
      window.clearTimeout(this.writing);
      this.view = parseView(window.location.pathname, window.location.search);
      this.tell();
    });
  }

  readonly get = (): View => this.view;

  readonly subscribe = (listener: Listener): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** A new entry in the browser's history: what a reader would want to come back from. */
  push(patch: Partial<View>): void {
    const next = { ...this.view, ...patch };
    const url = formatView(next);
    // What is still to be written belongs to the entry that is left.
    if (this.writing !== undefined) this.write();
    if (url !== formatView(this.view)) window.history.pushState(null, "", url);
    this.view = next;
    this.tell();
  }

  /** The same entry: hours and map moves. Browsers allow only so many writes, so they wait. */
  replace(patch: Partial<View>): void {
    this.view = { ...this.view, ...patch };
    window.clearTimeout(this.writing);
    this.writing = window.setTimeout(() => this.write(), 250);
    this.tell();
  }

  private write(): void {
    window.clearTimeout(this.writing);
    this.writing = undefined;
    window.history.replaceState(null, "", formatView(this.view));
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

export const viewStore = new ViewStore();

export function useView(): View {
  return useSyncExternalStore(viewStore.subscribe, viewStore.get);
}
