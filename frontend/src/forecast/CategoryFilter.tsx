import { t } from "../strings";
import { Icon } from "../ui/Icon";

/** Lists of more categories than this are looked through by name. */
export const FILTER_FROM = 24;

interface Props {
  text: string;
  found: number;
  onText: (text: string) => void;
}

export function CategoryFilter({ text, found, onText }: Props) {
  return (
    <>
      <label className="search category-filter">
        <Icon name="search" />
        <input
          type="search"
          data-testid="category-filter"
          aria-label={t.categories.find}
          placeholder={t.categories.find}
          autoComplete="off"
          value={text}
          onChange={(event) => onText(event.target.value)}
        />
      </label>
      <p className={found === 0 ? "note" : "sr-only"} role="status">
        {text.trim() === "" ? "" : found === 0 ? t.categories.noneFound : t.categories.found(found)}
      </p>
    </>
  );
}
