/** A pause of completions in words. Pure. */

/** `snoozed until 14:35`; `until` in ms since 1970, infinite for the rest of the window's life. */
export function snoozeText(until: number): string {
  if (!Number.isFinite(until)) return "snoozed until this window is closed";
  const time = new Date(until);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `snoozed until ${two(time.getHours())}:${two(time.getMinutes())}`;
}

export interface SnoozeChoice {
  readonly label: string;
  /** Infinite: until the window is closed. */
  readonly minutes: number;
}

export const SNOOZE_CHOICES: readonly SnoozeChoice[] = [
  { label: "5 minutes", minutes: 5 },
  { label: "15 minutes", minutes: 15 },
  { label: "1 hour", minutes: 60 },
  { label: "Until this window is closed", minutes: Number.POSITIVE_INFINITY },
];
