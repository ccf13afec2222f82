import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Root } from "./shell/Root";
import { viewStore } from "./shell/view";
import { speak, wantedLanguage } from "./strings";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/header.css";
import "./styles/sheet.css";
import "./styles/panel.css";
import "./styles/categories.css";
import "./styles/place.css";
import "./styles/map.css";
import "./styles/time.css";
import "./styles/about.css";

const root = document.getElementById("root");
if (root) {
  // Nothing is shown in one language first and in another then.
  void speak(wantedLanguage(viewStore.get().lang))
    .catch(() => speak(wantedLanguage("en")))
    .then(() => {
      createRoot(root).render(
        <StrictMode>
          <Root />
        </StrictMode>,
      );
    });
}
