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

const WRITTEN =
  "input:not([type=radio], [type=checkbox]), select, textarea, dialog, [contenteditable]";

/**
 * Whether a key press belongs to what has the focus rather than to the page's time. A list of
 * choices runs down the page: it keeps up and down, and leaves left and right to the hours.
 */
export function hasOwnKeys(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.matches("input[type=radio], input[type=checkbox]") && (key === "ArrowLeft" || key === "ArrowRight")) {
    return false;
  }
  // Letters and figures mean something only where one writes or chooses by them.
  if (key.length === 1 && key !== " ") return target.closest(WRITTEN) !== null;
  return target.closest(OWN_KEYS) !== null;
}
