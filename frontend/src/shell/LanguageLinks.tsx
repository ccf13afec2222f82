import { useEffect, useRef } from "react";
import { language, LANGUAGES, t } from "../strings";
import { formatView } from "./url";
import { useView, viewStore } from "./view";

/** Whether the page is made anew because of what was chosen here: the focus comes back then. */
let chosen = false;

/** The other languages by their own names: links to the same view in them. */
export function LanguageLinks() {
  const view = useView();
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (chosen) box.current?.querySelector("a")?.focus();
    chosen = false;
  }, []);
  return (
    <span ref={box} className="languages" role="group" aria-label={t.language}>
      {LANGUAGES.filter(({ id }) => id !== language.id).map(({ id, name }) => (
        <a
          key={id}
          href={formatView({ ...view, lang: id })}
          lang={id}
          hrefLang={id}
          data-testid="language"
          data-language={id}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return;
            event.preventDefault();
            chosen = true;
            viewStore.push({ lang: id });
          }}
        >
          {name}
        </a>
      ))}
    </span>
  );
}
