import { useEffect } from "react";
import type { Theme } from "../color/palette";
import { useMedia } from "../ui/hooks";

/** The theme in force, set on the root so that the style sheets follow. */
export function useTheme(chosen: Theme | null): Theme {
  const dark = useMedia("(prefers-color-scheme: dark)");
  const theme = chosen ?? (dark ? "dark" : "light");
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return theme;
}
