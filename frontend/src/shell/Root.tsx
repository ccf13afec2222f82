import { useEffect, useState } from "react";
import { language, speak, t, wantedLanguage } from "../strings";
import { App } from "./App";
import { useView, viewStore } from "./view";

/** The page in the language of the address; made anew, from the same address, where that changes. */
export function Root() {
  const view = useView();
  const wanted = wantedLanguage(view.lang);
  const [spoken, setSpoken] = useState(language.id);
  useEffect(() => {
    if (wanted.id === spoken) return;
    let left = false;
    speak(wanted, () => !left).then(
      () => {
        if (!left) setSpoken(wanted.id);
      },
      // The file does not come: the page goes on as it was.
      () => viewStore.replace({ lang: spoken }),
    );
    return () => {
      left = true;
    };
  }, [wanted, spoken]);
  useEffect(() => {
    document.documentElement.lang = spoken;
    document.querySelector('meta[name="description"]')?.setAttribute("content", t.app.description);
  }, [spoken]);
  return <App key={spoken} />;
}
