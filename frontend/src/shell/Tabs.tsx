import { useRef, type KeyboardEvent, type ReactNode } from "react";
import { t } from "../strings";
import { MODES, type Mode } from "./url";

export function Tabs({ mode, onMode }: { mode: Mode; onMode: (mode: Mode) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    const step = event.key === "ArrowRight" ? 1 : MODES.length - 1;
    const next = MODES[(MODES.indexOf(mode) + step) % MODES.length] ?? "forecast";
    onMode(next);
    list.current?.querySelector<HTMLElement>(`[data-mode=${next}]`)?.focus();
  };
  return (
    <div ref={list} className="tabs" role="tablist" aria-label={t.tabs} data-testid="tabs">
      {MODES.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          data-mode={name}
          data-testid={`tab-${name}`}
          aria-selected={name === mode}
          aria-controls="mode-panel"
          tabIndex={name === mode ? 0 : -1}
          onClick={() => onMode(name)}
          onKeyDown={onKeyDown}
        >
          {t.modes[name]}
        </button>
      ))}
    </div>
  );
}

export function TabPanel({ mode, children }: { mode: Mode; children: ReactNode }) {
  return (
    <div role="tabpanel" id="mode-panel" aria-labelledby={`tab-${mode}`} className="mode-panel">
      {children}
    </div>
  );
}
