/** The picture that stands in for the map, as pixels of this screen. */
export async function stillPixels(): Promise<HTMLCanvasElement> {
  const image = document.querySelector<HTMLImageElement>(".still img");
  if (!image) throw new Error("no picture of the map is there");
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * window.devicePixelRatio);
  canvas.height = Math.round(image.height * window.devicePixelRatio);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
