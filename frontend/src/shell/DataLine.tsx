import { useLayoutEffect, useState } from "react";
import type { City, Manifest } from "../api/types";
import { lateShare } from "../forecast/hours";
import { isSet } from "../forecast/sets";
import type { Credit } from "../map/host-style";
import { language, t } from "../strings";
import { sentence } from "../strings/locale";
import { dayAndHourWords, localDateWords } from "../time/words";
import { useSize } from "../ui/hooks";
import { shareWords } from "../ui/numbers";
import { LanguageLinks } from "./LanguageLinks";
import { safeUrl } from "./links";
import { MapCredit } from "./MapCredit";
import { PageLink } from "./PageLink";
import type { Mode } from "./url";

interface Props {
  mode: Mode;
  manifest: Manifest | null;
  city: City | null;
  category: string;
  /** The base map that is drawn, whose makers must be named. */
  tiles: Credit | null;
  now: Date;
  short: boolean;
  onAbout: () => void;
}

/** Which data, up to when, and how much of it comes late. */
export function dataSentence(manifest: Manifest, category: string, now: Date, short: boolean): string {
  const when = dayAndHourWords(new Date(manifest.data_through), now, manifest.time_zone);
  const issued = short ? t.data.issuedShort(when) : t.data.issued(when);
  const share = shareWords(lateShare(manifest, category));
  if (share === null) return sentence(issued);
  const of = category === "all" ? t.data.late : isSet(category) ? t.data.lateOfSet : t.data.lateOf;
  const late = short ? t.data.lateShort : of;
  return `${issued}; ${late(share)}.`;
}

/** The foot of every screen. */
export function DataLine(props: Props) {
  const { mode, manifest, city, category, tiles, now, onAbout } = props;
  const [ref, { width }] = useSize<HTMLElement>();
  // What does not fit its line is told in fewer words: what comes last must be seen, too.
  const told = `${width} ${language.id} ${mode} ${city?.id ?? ""} ${manifest?.id ?? ""} ${category} ${tiles?.attribution ?? ""}`;
  const [tight, setTight] = useState("");
  const short = props.short || tight === told;
  useLayoutEffect(() => {
    const line = ref.current;
    if (line && !short && width > 0 && line.scrollHeight > line.clientHeight + 4) setTight(told);
  }, [ref, short, told, width]);
  const records = city?.records;
  const text =
    mode !== "history" && manifest
      ? dataSentence(manifest, category, now, short)
      : records?.first && records.last
        ? `${short ? t.data.issuedShort(localDateWords(records.last)) : t.data.records(localDateWords(records.first), localDateWords(records.last))}.`
        : city
          ? `${t.data.noRecords}.`
          : "";
  const source = city?.source;
  const url = safeUrl(source?.url ?? null);
  const terms = safeUrl(source?.terms_url ?? null);
  return (
    <footer ref={ref} className="data-line" data-testid="data-line" data-cover>
      <p>
        <span data-testid="data-sentence">{text}</span>{" "}
        {source && (
          <span className="data-source" data-testid="attribution">
            {url ? (
              <a href={url} target="_blank" rel="noopener noreferrer">
                {t.data.source(source.publisher)}
              </a>
            ) : (
              t.data.source(source.publisher)
            )}
            {!short && source.license && `, ${source.license}`}
            {!short && terms && (
              <>
                {", "}
                <a href={terms} target="_blank" rel="noopener noreferrer">
                  {t.data.terms}
                </a>
              </>
            )}
            .
          </span>
        )}{" "}
        {tiles && (
          <>
            <MapCredit tiles={tiles} />.{" "}
          </>
        )}
        {city && mode !== "history" && (
          <>
            <PageLink city={city.id} page="record">{t.record.link}</PageLink>{" \u00b7 "}
          </>
        )}
        <button type="button" className="link" onClick={onAbout}>
          {t.data.about}
        </button>
        {" \u00b7 "}
        <LanguageLinks />
      </p>
    </footer>
  );
}
