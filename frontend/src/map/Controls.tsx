import { useState } from "react";
import type { Area, LonLat } from "../api/types";
import { t } from "../strings";
import { Icon } from "../ui/Icon";
import { insideArea } from "./area";

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

  const locate = () => {
    if (!("geolocation" in navigator)) {
      onSay(t.map.denied);
      return;
    }
    setLocating(true);
    onSay(t.map.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLocating(false);
        const place: LonLat = [coords.longitude, coords.latitude];
        if (area && insideArea(area, place)) {
          onSay(t.map.here);
          onHere(place);
        } else {
          onSay(t.map.notHere(city));
        }
      },
      (error) => {
        setLocating(false);
        onSay(error.code === error.PERMISSION_DENIED ? t.map.denied : t.map.unknown);
      },
      { timeout: 15_000, maximumAge: 60_000 },
    );
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
        {button("locate", t.map.locate, locate, locating)}
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
