import type { ReactNode } from "react";

interface TableProps {
  name: string;
  label: string;
  head: string[];
  rows: { key: string; strong?: boolean; cells: ReactNode[] }[];
}

/** A table that scrolls in a box of its own. */
export function Table({ name, label, head, rows }: TableProps) {
  return (
    // A box that scrolls is reached by keys only where it can have the focus.
    <div className="record-table" tabIndex={0} role="region" aria-label={label} data-testid={name}>
      <table>
        <thead>
          <tr>
            {head.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, strong, cells }) => (
            <tr key={key} className={strong ? "strong" : undefined}>
              {cells.map((cell, i) => (i === 0 ? <th key={i} scope="row">{cell}</th> : <td key={i}>{cell}</td>))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A part of a page of text. */
export function Part({ heading, text, children }: { heading: string; text?: string; children: ReactNode }) {
  return (
    <section className="record-part">
      <h2>{heading}</h2>
      {text && <p>{text}</p>}
      {children}
    </section>
  );
}
