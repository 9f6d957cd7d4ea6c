/** Large font and high contrast, as attributes of the root element that the style sheets know. */

import { useLayoutEffect, useState } from "preact/hooks";

import type { Display, Store } from "./storage";

export function useDisplay(store: Store): [Display, (change: Partial<Display>) => void] {
  const [display, setDisplay] = useState(() => store.display());
  useLayoutEffect(() => {
    const root = document.documentElement;
    root.toggleAttribute("data-large", display.large);
    root.toggleAttribute("data-contrast", display.contrast);
  }, [display]);
  const change = (part: Partial<Display>) => {
    const changed = { ...display, ...part };
    store.keepDisplay(changed);
    setDisplay(changed);
  };
  return [display, change];
}
