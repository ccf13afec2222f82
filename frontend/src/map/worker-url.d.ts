declare module "virtual:map-worker" {
  /** Address of the map's worker, a file of this page's own. */
  const url: string;
  export default url;
}
