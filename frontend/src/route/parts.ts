/** The route's half of the page, fetched when it is looked at. */
import "../styles/route.css";

export { RouteBody } from "./RouteBody";
export { RateLegend } from "./RateLegend";
export { boundsOf, routeFeatures } from "./lines";
export { summaryWords } from "./words";
