import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./shell/App";
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
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
