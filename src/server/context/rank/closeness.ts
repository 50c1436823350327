/** 1 for a distance of one line, less the farther: `scale` lines farther it is a third. */
export function closeness(distance: number, scale: number): number {
  return Math.exp((1 - distance) / scale);
}
