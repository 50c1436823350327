/** Follows a growing transcript until the user scrolls up, and again when they come back to the end. */

export interface Scroller {
  /** False while the user reads further up. */
  readonly pinned: boolean;
  /** From now on the end is shown. */
  pin(): void;
  /** After each drawing. */
  follow(): void;
}

/** This close to the end counts as the end, CSS pixels. */
const NEAR = 24;

export function createScroller(root: HTMLElement, onChange: () => void): Scroller {
  let pinned = true;
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
      set(target.scrollHeight - target.scrollTop - target.clientHeight < NEAR);
    },
    { capture: true, passive: true },
  );
  return {
    get pinned() {
      return pinned;
    },
    pin: () => set(true),
    follow() {
      const list = root.querySelector(".transcript");
      if (pinned && list !== null) list.scrollTop = list.scrollHeight;
    },
  };
}
