import { useEffect } from "react";
import { GROUND, type Theme } from "../color/palette";
import { useMedia } from "../ui/hooks";

/** The theme in force, set on the root so that the style sheets follow. */
export function useTheme(chosen: Theme | null): Theme {
  const dark = useMedia("(prefers-color-scheme: dark)");
  const theme = chosen ?? (dark ? "dark" : "light");
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    for (const meta of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
      meta.content = GROUND[theme];
    }
  }, [theme]);
  return theme;
}
