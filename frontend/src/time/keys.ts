/** Where a key leads from an hour, or null where it leads nowhere. */
export function hourAfterKey(
  key: string,
  shift: boolean,
  hour: number,
  hours: number,
): number | null {
  const clamp = (to: number) => Math.min(Math.max(to, 0), hours - 1);
  switch (key) {
    case "ArrowRight":
      return clamp(hour + (shift ? 24 : 1));
    case "ArrowLeft":
      return clamp(hour - (shift ? 24 : 1));
    case "ArrowUp":
    case "PageUp":
      return clamp(hour + 24);
    case "ArrowDown":
    case "PageDown":
      return clamp(hour - 24);
    case "Home":
      return 0;
    case "End":
      return hours - 1;
    default:
      return null;
  }
}

const OWN_KEYS =
  "input, select, textarea, button, a, summary, dialog, canvas, [role=slider], [contenteditable], [data-own-keys]";

/**
 * Whether a key press belongs to what has the focus rather than to the page's time. A list of
 * choices runs down the page: it keeps up and down, and leaves left and right to the hours.
 */
export function hasOwnKeys(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.matches("input[type=radio]") && (key === "ArrowLeft" || key === "ArrowRight")) {
    return false;
  }
  return target.closest(OWN_KEYS) !== null;
}
