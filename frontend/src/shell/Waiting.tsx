import { t } from "../strings";
import { Bones } from "../ui/Bones";

/** In place of a part of the page that is being fetched, or did not come. */
export function Waiting({ failed, onRetry }: { failed: boolean; onRetry: () => void }) {
  if (!failed) return <Bones label={t.states.loadingAny} />;
  return (
    <div className="state" role="alert">
      <p>{t.states.noServer}</p>
      <button type="button" className="button" onClick={onRetry}>
        {t.retry}
      </button>
    </div>
  );
}
