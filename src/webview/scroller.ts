/**
 * Follows a transcript that grows, or whose view becomes smaller, until the user scrolls up, and again when they come
 * back to the end.
 */

export interface Scroller {
  /** False while the user reads further up. */
  readonly pinned: boolean;
  /** From now on the end is shown. */
  pin(): void;
  /** After each drawing; by itself when the view or the last entry changes its size. */
  follow(): void;
}

/** This close to the end counts as the end, CSS pixels. */
const NEAR = 24;

export function createScroller(root: HTMLElement, onChange: () => void): Scroller {
  let pinned = true;
  /** `scrollTop` at the last event. */
  let top = 0;
  let watched: readonly (Element | null)[] = [];
  const set = (value: boolean) => {
    if (value === pinned) return;
    pinned = value;
    onChange();
  };
  // The listed element comes and goes with drawing: scroll events do not bubble, but they can be captured.
  root.addEventListener(
    "scroll",
    ({ target }) => {
      if (!(target instanceof HTMLElement) || !target.classList.contains("transcript")) return;
      const near = target.scrollHeight - target.scrollTop - target.clientHeight < NEAR;
      // Lines that break anew move the end away without anybody having scrolled: only who goes up leaves it.
      if (near || target.scrollTop < top) set(near);
      top = target.scrollTop;
    },
    { capture: true, passive: true },
  );
  const follow = () => {
    const list = root.querySelector(".transcript");
    if (list === null) return;
    if (pinned) list.scrollTop = list.scrollHeight;
    const wanted = [list, list.lastElementChild];
    if (wanted.every((element, at) => element === watched[at])) return;
    watched = wanted;
    resized.disconnect();
    for (const element of wanted) if (element !== null) resized.observe(element);
  };
  const resized = new ResizeObserver(follow);
  return {
    get pinned() {
      return pinned;
    },
    pin: () => set(true),
    follow,
  };
}
