import { t } from "../strings";

export interface Notice {
  id: string;
  text: string;
  act?: (() => void) | undefined;
}

/** Sentences that stay on every screen while they are true. */
export function Notices({ notices }: { notices: Notice[] }) {
  if (notices.length === 0) return null;
  return (
    <div className="notices" data-testid="notices" role="region" aria-label={t.data.notices} data-cover>
      {notices.map(({ id, text, act }) => (
        <p key={id} className="notice" data-testid={`notice-${id}`}>
          <span>{text}</span>
          {act && (
            <button type="button" className="button small" onClick={act}>
              {t.retry}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}
