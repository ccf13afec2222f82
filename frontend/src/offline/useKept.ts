import { useEffect } from "react";
import { keepForOffline } from "./keep";
import { useOffline } from "./network";

const ASK_AGAIN_MS = 30_000;

/**
 * Has what is `shown` kept on the device. Whether what is shown was kept from before; while it is, the server is asked for `documents` again
 * now and then, and at once when the device says that it is connected.
 */
export function useKept(shown: boolean, ...documents: { retry: () => void }[]): boolean {
  const offline = useOffline();
  const retries = documents.map(({ retry }) => retry);
  useEffect(() => {
    if (shown) keepForOffline();
  }, [shown]);
  useEffect(() => {
    if (!offline) return;
    const ask = () => retries.forEach((retry) => retry());
    const timer = window.setInterval(() => {
      if (!document.hidden) ask();
    }, ASK_AGAIN_MS);
    window.addEventListener("online", ask);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener("online", ask);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a document's own retry never changes
  }, [offline]);
  return offline;
}
