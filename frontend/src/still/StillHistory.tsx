import { useEffect, useRef, type MouseEvent } from "react";
import type { Area, LonLat } from "../api/types";
import type { Theme } from "../color/palette";
import type { Field } from "../map/field-layer";
import type { Box } from "../map/visible";
import { t } from "../strings";
import "../styles/still.css";
import { placeAt, pointOf } from "./fit";
import { cellColors, paint } from "./paint";
import { standing, useRoom } from "./useRoom";

interface Props {
  city: string;
  area: Area;
  field: Field;
  theme: Theme;
  /** What it shows, in words. */
  words: string;
  /** The chosen place, to be marked. */
  spot: LonLat | null;
  layout: string;
  covers: () => Box[];
  onPick: ((place: LonLat) => void) | null;
}

/** The history's map for browsers without WebGL: drawn here, fitted, and to be tapped. */
export default function StillHistory({ city, area, field, theme, words, spot, layout, covers, onPick }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const room = useRoom(holder, layout, covers);
  const size = room?.size;
  const { lattice } = field.grid;

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    const cells = document.createElement("canvas");
    cells.width = field.grid.width;
    cells.height = field.grid.height;
    const onCells = cells.getContext("2d");
    if (!context || !onCells || !size) return;
    onCells.putImageData(new ImageData(cellColors(field, theme), cells.width, cells.height), 0, 0);
    paint(context, { area, field, cells, size, theme });
  }, [area, field, size, theme]);

  let picture = null;
  if (room && size) {
    const mark = spot && pointOf(lattice, size, spot);
    const [left, top] = standing(room, size, mark);
    const onClick = (event: MouseEvent<HTMLCanvasElement>) => {
      const at = event.currentTarget.getBoundingClientRect();
      onPick?.(placeAt(lattice, size, event.clientX - at.left, event.clientY - at.top));
    };
    picture = (
      <>
        <canvas
          ref={canvas}
          role="img"
          aria-label={t.still.alt(city, words)}
          width={size.width * size.scale}
          height={size.height * size.scale}
          style={{ left, top, width: size.width, height: size.height }}
          data-testid="still-history"
          data-key={field.key}
          onClick={onClick}
        />
        {mark && (
          <span className="still-mark" data-testid="still-mark" style={{ left: left + mark[0], top: top + mark[1] }} />
        )}
      </>
    );
  }
  return (
    <div ref={holder} className="still" data-testid="still" role="region" aria-label={t.map.region}>
      {picture}
    </div>
  );
}
