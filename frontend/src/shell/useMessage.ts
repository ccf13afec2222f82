import { useCallback, useEffect, useState } from "react";

/** A sentence that goes away by itself after it could be read. */
export function useMessage(): [string | null, (text: string | null) => void] {
  const [message, setMessage] = useState<{ text: string | null; at: number }>({ text: null, at: 0 });
  useEffect(() => {
    if (message.text === null) return;
    const timer = window.setTimeout(() => setMessage({ text: null, at: 0 }), 3000 + 60 * message.text.length);
    return () => window.clearTimeout(timer);
  }, [message]);
  const say = useCallback((text: string | null) => setMessage({ text, at: Date.now() }), []);
  return [message.text, say];
}
