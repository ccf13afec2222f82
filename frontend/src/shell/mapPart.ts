import { lazy } from "react";
import { isBeside } from "./url";
import { viewStore } from "./view";

const load = () => import("../map/MapView");
// The map is most of the page's code: it comes while the page asks what there is to be drawn.
if (!isBeside(viewStore.get().page) && "WebGL2RenderingContext" in globalThis) load().catch(() => undefined);

export const MapView = lazy(load);
