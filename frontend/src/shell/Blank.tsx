import type { ReactNode } from "react";
import { t } from "../strings";
import { greeting, useGreeted } from "./greeting";

interface Props {
  state: "loading" | "error" | "empty";
  heading: string;
  text?: string;
  children?: ReactNode;
}

/** The page without a city: a sentence and what to do, over the outline of what comes. */
export function Blank({ state, heading, text, children }: Props) {
  const greets = state === "loading" && greeting() !== null;
  useGreeted(state !== "loading");
  if (greets) return <main className="page blank" data-testid="app" data-state={state} />;
  return (
    <main className="page blank" data-testid="app" data-state={state}>
      <div className="blank-panel card" role={state === "error" ? "alert" : "status"}>
        <p className="wordmark">{t.app.name}</p>
        <h1>{heading}</h1>
        {text && <p>{text}</p>}
        {children}
        {state === "loading" && (
          <div className="skeleton" aria-hidden="true">
            <span className="bone tall" />
            <span className="bone" />
            <span className="bone short" />
          </div>
        )}
      </div>
    </main>
  );
}
