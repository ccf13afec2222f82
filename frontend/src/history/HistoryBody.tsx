import type { Resource } from "../api/resource";
import type { City, CitySummary, History, HistoryPlace } from "../api/types";
import type { Theme } from "../color/palette";
import { CategoryPicker } from "../forecast/CategoryPicker";
import { historyGroups } from "../forecast/groups";
import type { Against, Period } from "../shell/url";
import type { Bounds } from "../share/cells";
import type { HourBrush } from "./brush";
import { viewStore } from "../shell/view";
import { t } from "../strings";
import { Bones } from "../ui/Bones";
import { counted, countedIds, countedLabel, countedToggled } from "./choice";
import type { Second } from "./against";
import { CellCard } from "./CellCard";
import type { Compared } from "./compare";
import { ComparePicker } from "./ComparePicker";
import { HistoryPanel } from "./HistoryPanel";
import { HistoryTables } from "./HistoryTables";
import { PeriodPicker } from "./PeriodPicker";

interface Props {
  summary: CitySummary;
  city: City | null;
  history: Resource<History>;
  place: Resource<HistoryPlace>;
  compared: Compared | null;
  category: string;
  period: Period;
  dates: { from: string; to: string } | null;
  against: Against | null;
  second: Second | null;
  brush: HourBrush;
  theme: Theme;
  /** The share reported late; null where that is not known. */
  late: number | null;
  /** The cell asked for, "outside" where it has no data, null where none is. */
  cell: number | "outside" | null;
  neighborhood: string | null;
  hasForecast: boolean;
  onClosePlace: () => void;
  /** West, south, east and north of what the map shows. */
  bounds: () => Bounds | null;
  onSay: (message: string) => void;
}

/** What the panel holds in the history: the cell asked for, category, period, counts. */
export function HistoryBody(props: Props) {
  const { summary, city, history, category, period, theme, cell } = props;
  if (!city) return <Bones label={t.states.loading(summary.name)} />;
  if (!city.records || city.records.last === null) {
    return (
      <div className="state" data-testid="empty">
        <h2>{t.history.none}</h2>
        <code>{t.history.noneDo(summary.id)}</code>
      </div>
    );
  }
  return (
    <>
      {cell !== null && history.data && (
        <CellCard
          history={history.data}
          cell={cell === "outside" ? null : cell}
          place={props.place}
          compared={props.compared}
          neighborhood={props.neighborhood}
          forecast={props.hasForecast}
          onClose={props.onClosePlace}
          onForecast={() => viewStore.push({ mode: "forecast" })}
        />
      )}
      <CategoryPicker
        all={{ id: "all", label: t.categories.allCounted, color: null, expected: null }}
        groups={historyGroups(city)}
        chosen={category}
        folded
        expected={false}
        notShown={city.not_shown}
        sets={{
          label: countedLabel(city, category),
          members: category === "all" ? [] : countedIds(city, category),
          onToggle: (id) => viewStore.push({ category: countedToggled(city, category, id) }),
          onClass: (ids) => viewStore.push({ category: counted(city, ids) }),
        }}
        onChoose={(chosen) => viewStore.push({ category: chosen })}
      />
      <div className="history" data-testid="history">
        <PeriodPicker period={period} records={city.records} onPeriod={(next) => viewStore.push({ period: next })} />
        {props.dates && (
          <ComparePicker against={props.against} second={props.second} dates={props.dates} records={city.records} />
        )}
        <HistoryPanel
          history={history}
          compared={props.compared}
          second={props.second}
          records={city.records}
          brush={props.brush}
          theme={theme}
          late={props.late}
          anchored={period.kind === "days"}
        >
          {history.data && (
            <HistoryTables city={city} history={history.data} compared={props.compared} start={props.second?.kind === "dates" ? props.second.start : null} late={props.late} bounds={props.bounds} onSay={props.onSay} />
          )}
        </HistoryPanel>
      </div>
    </>
  );
}
