import { useEffect, useRef, useState, type RefObject } from "react";
import { freeBox, panInto, type Box } from "../map/visible";
import { sizeFor, type Size } from "./fit";

/** The sheet has come to rest. */
const SETTLES_MS = 260;
const HATCH = 8;
/** How far the chosen place keeps from what hides the picture, where there is room. */
const SPARE = 48;

export interface Room {
  /** What nothing hides now. */
  free: Box;
  /** The largest such box since the window has this size, and the picture that fits it. */
  box: Box;
  size: Size;
}

/** Where in its holder a picture has room; `layout` changes where what lies on it does. */
export function useRoom(holder: RefObject<HTMLElement | null>, layout: string, covers: () => Box[]): Room | null {
  const screen = useRef("");
  const [room, setRoom] = useState<Room | null>(null);
  useEffect(() => {
    const measure = () => {
      if (!holder.current) return;
      const frame = holder.current.getBoundingClientRect();
      const on = freeBox(frame, covers());
      const [x, y] = [frame.left, frame.top];
      const free = { left: on.left - x, top: on.top - y, right: on.right - x, bottom: on.bottom - y };
      const size = sizeFor(free.right - free.left, free.bottom - free.top, window.devicePixelRatio);
      const now = `${frame.width} x ${frame.height}`;
      const same = now === screen.current;
      screen.current = now;
      setRoom((old) => {
        // While a sheet hides a part the picture stays as it is.
        const keeps = old && same && old.size.width * old.size.height >= size.width * size.height;
        return keeps ? { ...old, free } : { free, box: free, size };
      });
    };
    measure();
    const timer = window.setTimeout(measure, SETTLES_MS);
    window.addEventListener("resize", measure);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("resize", measure);
    };
  }, [holder, layout, covers]);
  return room;
}

/** The upper left corner of a picture in a room: in its middle, moved so that a mark in it is seen. */
export function standing({ free, box }: Room, { width, height }: Size, mark: [number, number] | null): [number, number] {
  const left = (box.left + box.right - width) / 2;
  const top = (box.top + box.bottom - height) / 2;
  const [x, y] = mark ? panInto({ x: left + mark[0], y: top + mark[1] }, free, SPARE) : [0, 0];
  // On the lines of the hatch around it.
  return [HATCH * Math.round((left + x) / HATCH), HATCH * Math.round((top + y) / HATCH)];
}
