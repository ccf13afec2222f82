import type { Resource } from "../api/resource";
import type { City, CitySummary, History, HistoryPlace } from "../api/types";
import type { Theme } from "../color/palette";
import { CategoryPicker } from "../forecast/CategoryPicker";
import { historyGroups } from "../forecast/groups";
import type { Period } from "../shell/url";
import type { HourBrush } from "./brush";
import { viewStore } from "../shell/view";
import { t } from "../strings";
import { Bones } from "../ui/Bones";
import { counted, countedIds, countedLabel, countedToggled } from "./choice";
import { CellCard } from "./CellCard";
import { HistoryPanel } from "./HistoryPanel";

interface Props {
  summary: CitySummary;
  city: City | null;
  history: Resource<History>;
  place: Resource<HistoryPlace>;
  category: string;
  period: Period;
  brush: HourBrush;
  theme: Theme;
  /** The share reported late; null where that is not known. */
  late: number | null;
  /** The cell asked for, "outside" where it has no data, null where none is. */
  cell: number | "outside" | null;
  neighborhood: string | null;
  hasForecast: boolean;
  onClosePlace: () => void;
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
      <HistoryPanel
        history={history}
        records={city.records}
        period={period}
        brush={props.brush}
        theme={theme}
        late={props.late}
        onPeriod={(next) => viewStore.push({ period: next })}
      />
    </>
  );
}
