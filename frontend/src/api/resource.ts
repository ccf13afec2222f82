import { useCallback, useEffect, useState } from "react";
import { ApiError, isAbort } from "./client";

export interface Resource<T> {
  /** The last answer, kept while the next one is on its way. */
  data: T | null;
  /** The key that `data` answers. */
  key: string | null;
  error: ApiError | null;
  loading: boolean;
  retry: () => void;
}

interface State<T> {
  data: T | null;
  key: string | null;
  error: ApiError | null;
  errorKey: string | null;
}

interface Options<T> {
  /** An answer that is the same as the last leaves that in place: nothing is built anew for it. */
  same?: (before: T, after: T) => boolean;
  /** A number that, when it changes, has the same thing asked for once more. */
  again?: number;
}

/**
 * Loads what `key` names, once for each key; null loads nothing. A key that changes aborts the
 * request before it.
 */
export function useResource<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
  { same, again = 0 }: Options<T> = {},
): Resource<T> {
  const [state, setState] = useState<State<T>>({ data: null, key: null, error: null, errorKey: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (key === null) return;
    const controller = new AbortController();
    load(controller.signal).then(
      (data) => {
        if (controller.signal.aborted) return;
        setState((old) => {
          const kept = old.data !== null && same?.(old.data, data) ? old.data : data;
          return { data: kept, key, error: null, errorKey: null };
        });
      },
      (error: unknown) => {
        if (controller.signal.aborted || isAbort(error)) return;
        const known = error instanceof ApiError ? error : new ApiError(0, String(error));
        setState((old) => ({ ...old, error: known, errorKey: key }));
      },
    );
    return () => controller.abort();
    // `load` and `same` are new closures on every render; the key says what is loaded.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, attempt, again]);
  const retry = useCallback(() => {
    setState((old) => ({ ...old, error: null, errorKey: null }));
    setAttempt((n) => n + 1);
  }, []);
  const error = state.errorKey === key ? state.error : null;
  return {
    data: state.data,
    key: state.key,
    error,
    loading: key !== null && state.key !== key && !error,
    retry,
  };
}
