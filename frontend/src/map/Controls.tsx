import { useState } from "react";
import type { Area, LonLat } from "../api/types";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { locate } from "./locate";

interface Props {
  area: Area | null;
  city: string;
  hasMap: boolean;
  hasDowntown: boolean;
  onZoom: (step: number) => void;
  onDowntown: () => void;
  onHere: (place: LonLat) => void;
  onSay: (text: string) => void;
}

/** Locate, downtown and zoom. Where the reader is never leaves the browser but as a place asked for. */
export function Controls(props: Props) {
  const { area, city, hasMap, hasDowntown, onZoom, onDowntown, onHere, onSay } = props;
  const [locating, setLocating] = useState(false);

  const here = () => {
    setLocating(true);
    locate(city, area, onHere, onSay, () => setLocating(false));
  };

  const button = (
    icon: "plus" | "minus" | "locate" | "downtown",
    label: string,
    act: () => void,
    busy = false,
  ) => (
    <button
      type="button"
      className={`control control-${icon}`}
      data-testid={`control-${icon}`}
      aria-label={label}
      title={label}
      aria-busy={busy}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <div className="controls" role="group" aria-label={t.map.controls}>
      <div className="control-group card">
        {button("locate", t.map.locate, here, locating)}
        {hasMap && hasDowntown && button("downtown", t.map.downtown, onDowntown)}
      </div>
      {hasMap && (
        <div className="control-group card zooms">
          {button("plus", t.map.zoomIn, () => onZoom(1))}
          {button("minus", t.map.zoomOut, () => onZoom(-1))}
        </div>
      )}
    </div>
  );
}
