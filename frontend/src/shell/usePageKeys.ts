import { useEffect } from "react";
import { hasOwnKeys } from "../time/keys";
import { viewStore } from "./view";

/** Keys of the page as a whole: the list of keys, and Escape to close a place. */
export function usePageKeys(closePlace: () => void, openKeys: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "?" && !hasOwnKeys(event.target, event.key)) {
        event.preventDefault();
        openKeys();
        return;
      }
      if (event.key !== "Escape" || event.defaultPrevented || !viewStore.get().place) return;
      if (!document.querySelector("dialog[open]")) closePlace();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [closePlace, openKeys]);
}
