import { useEffect, useRef, type ReactNode } from "react";
import type { City, Manifest } from "../api/types";
import { PageLink } from "../shell/PageLink";
import { safeUrl } from "../shell/links";
import { foreign, t } from "../strings";
import { dateWords, hourWords, localDateWords } from "../time/words";
import { Icon } from "../ui/Icon";
import { KeyList } from "./Keys";
import { percent } from "../ui/numbers";

interface Props {
  city: City | null;
  name: string;
  manifest: Manifest | null;
  onClose: () => void;
}

function Part({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <section>
      <h3>{heading}</h3>
      {children}
    </section>
  );
}

function Link({ href, children }: { href: string | null; children: ReactNode }) {
  return href ? (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ) : null;
}

/** What the map is, what it is not, and where everything in it comes from. */
export function About({ city, name, manifest, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const a = t.about;
  const zone = manifest?.time_zone ?? "UTC";
  const when = (iso: string) => {
    const at = new Date(iso);
    return `${dateWords(at, zone)}, ${hourWords(at, zone)}`;
  };
  const counted = city?.categories.filter((c) => !c.forecast) ?? [];
  const late = [...(manifest?.categories ?? [])].sort((x, y) => y.late_share - x.late_share);

  return (
    <dialog
      ref={dialog}
      className="about"
      data-testid="about"
      aria-labelledby="about-heading"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="about-inner">
        <header className="about-head">
          <h2 id="about-heading">{a.heading(name)}</h2>
          <button type="button" className="quiet square" aria-label={t.close} title={t.close} data-testid="about-close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div className="about-body">
          {city?.simulated && <p className="notice">{t.data.simulated}</p>}
          {manifest?.hindcast && (
            <p className="notice">{t.data.hindcast(dateWords(new Date(manifest.data_through), zone))}</p>
          )}
          <Part heading={a.what}>
            {a.whatText.map((text) => (
              <p key={text}>{text}</p>
            ))}
          </Part>
          <Part heading={a.not}>
            {a.notText.map((text) => (
              <p key={text}>{text}</p>
            ))}
          </Part>
          <Part heading={a.use}>
            <p data-testid="prohibited">{a.useText}</p>
          </Part>
          <Part heading={a.places}>
            <p>
              {manifest && a.placesCell(manifest.grid.cell)}{" "}
              {city?.place_exactness && <span lang={foreign(city.place_exactness)}>{city.place_exactness}</span>}{" "}
              {city?.blur_m ? a.placesBlur(city.blur_m) : ""}
            </p>
          </Part>
          <Part heading={a.shown}>
            <dl>
              {manifest && (
                <>
                  <dt>{a.forecast}</dt>
                  <dd>{manifest.categories.map((c) => c.label).join(", ")}.</dd>
                </>
              )}
              {counted.length > 0 && (
                <>
                  <dt>{a.counted}</dt>
                  <dd>{counted.map((c) => c.label).join(", ")}.</dd>
                </>
              )}
              {city && city.not_shown.length > 0 && (
                <>
                  <dt>{a.notShown}</dt>
                  <dd data-testid="not-shown">{city.not_shown.join(", ")}.</dd>
                </>
              )}
            </dl>
            <p>{a.incidents}</p>
          </Part>
          {manifest && (
            <>
              <Part heading={a.model}>
                <p>
                  {a.modelText(manifest.model.name, manifest.model.version)}{" "}
                  {a.issuedText(when(manifest.issued_at), when(manifest.data_through))}
                </p>
                <p>
                  {t.record.aboutText} <PageLink city={manifest.city} page="record">{t.record.aboutLink}</PageLink>.{" "}
                  {t.status.aboutText} <PageLink city={manifest.city} page="status">{t.status.aboutLink}</PageLink>.
                </p>
                <p>{a.terms}:</p>
                <ul>
                  {manifest.terms.map(({ id, label }) => (
                    <li key={id}>{label}</li>
                  ))}
                </ul>
              </Part>
              <Part heading={a.late}>
                <p>{a.lateText}</p>
                <table className="late">
                  <tbody>
                    {late.map((c) => (
                      <tr key={c.id}>
                        <th scope="row">{c.label}</th>
                        <td>{percent(c.late_share)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Part>
            </>
          )}
          {city?.source && (
            <Part heading={a.source}>
              <p>
                <span lang={foreign(city.source.title)}>
                  {city.source.title}, {city.source.publisher}
                </span>
                . {city.source.license && a.licence(city.source.license)}.{" "}
                {city.records?.first && city.records.last && `${t.data.records(localDateWords(city.records.first), localDateWords(city.records.last))}.`}
              </p>
              {city.source.notice && <p lang={foreign(city.source.notice)}>{city.source.notice}</p>}
              <p className="links">
                <Link href={safeUrl(city.source.url)}>{a.publisher}</Link>
                <Link href={safeUrl(city.source.terms_url)}>{a.termsLink}</Link>
              </p>
            </Part>
          )}
          <Part heading={t.keys.heading}>
            <KeyList />
          </Part>
          <Part heading={a.code}>
            <p>
              {a.codeText}{" "}
              {manifest && (
                <a href={`/api/cities/${encodeURIComponent(manifest.city)}/forecasts/${encodeURIComponent(manifest.id)}`}>
                  {a.manifest}
                </a>
              )}
              .
            </p>
            {manifest && <p className="note">{a.id(manifest.id)}</p>}
          </Part>
        </div>
      </div>
    </dialog>
  );
}
