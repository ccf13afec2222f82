import { useEffect, useRef } from "react";
import { t } from "../strings";
import { Icon } from "../ui/Icon";

/** Every key that does something, and what. */
export function KeyList() {
  return (
    <dl className="keys" data-testid="key-list">
      {t.keys.list.map(([keys, does]) => (
        <div key={does}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Keys({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="about narrow"
      data-testid="keys"
      aria-labelledby="keys-heading"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="about-inner">
        <header className="about-head">
          <h2 id="keys-heading">{t.keys.heading}</h2>
          <button type="button" className="quiet square" aria-label={t.close} data-testid="keys-close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div className="about-body" tabIndex={0} role="region" aria-labelledby="keys-heading">
          <KeyList />
        </div>
      </div>
    </dialog>
  );
}
