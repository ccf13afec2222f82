import { useEffect, useRef } from "react";
import { language, LANGUAGES, t } from "../strings";
import { Icon } from "../ui/Icon";
import { viewStore } from "./view";

/** Whether the page is made anew because of what was chosen here. */
let chosen = false;

/** The languages by their own names; what is chosen stays in the address, and with it the view. */
export function LanguageChooser() {
  const select = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    if (chosen) select.current?.focus();
    chosen = false;
  }, []);
  return (
    <span className="square language-choice" title={t.language}>
      <Icon name="globe" />
      <select
        ref={select}
        data-testid="language"
        aria-label={t.language}
        value={language.id}
        onChange={(event) => {
          chosen = true;
          viewStore.push({ lang: event.target.value });
        }}
      >
        {LANGUAGES.map(({ id, name }) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
