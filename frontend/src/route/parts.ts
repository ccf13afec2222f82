/** The route's half of the page, fetched when it is looked at. */
import "../styles/route.css";

export { RouteBody } from "./RouteBody";
export { RouteLegend } from "./RouteLegend";
export { StillRoutes } from "./StillRoutes";
export { boundsOf, routeFeatures } from "./lines";
export { endWords, lineWords, spokenWords } from "./words";
