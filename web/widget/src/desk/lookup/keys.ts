/** A pressed key → what it does. Pure: where the focus is comes in, nothing of the page is touched. */

import { KINDS, type Kind } from "./model";

export type Side = "full" | "units" | "amounts";
export const SIDES: Side[] = ["full", "units", "amounts"];

export type Action =
  | { act: "focus" | "open" | "ask" | "clear" | "copy" | "copyCall" | "newCall" }
  | { act: "move"; step: 1 | -1 }
  | { act: "kind"; kind: Kind }
  | { act: "side"; side: Side };

export interface Pressed {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  /** Enter and the arrows belong to an input method while it composes. */
  isComposing: boolean;
}

/** `search`: the field of the look-up; `field`: another one, or a list; `control`: a button or a link. */
export type Focus = "search" | "field" | "control" | "page";

const LETTERS: Record<string, Action["act"] | undefined> = { c: "copy", v: "copyCall", n: "newCall" };

export function actionOf(pressed: Pressed, focus: Focus, singleKeys: boolean): Action | null {
  const { key } = pressed;
  if (pressed.isComposing || pressed.ctrlKey || pressed.altKey || pressed.metaKey) return null;
  if (key === "Escape") return { act: "clear" };
  if (focus === "field") return null;
  if (key === "ArrowDown" || key === "ArrowUp") return { act: "move", step: key === "ArrowDown" ? 1 : -1 };
  if (focus === "search") return key === "Enter" ? { act: pressed.shiftKey ? "ask" : "open" } : null;
  return singleKeys ? single(key) : null;
}

function single(key: string): Action | null {
  if (key === "/") return { act: "focus" };
  const act = LETTERS[key.toLowerCase()];
  if (act) return { act } as Action;
  const at = key >= "1" && key <= "7" ? Number(key) - 1 : -1;
  const kind = KINDS[at];
  if (kind) return { act: "kind", kind };
  const side = SIDES[at - KINDS.length];
  return side ? { act: "side", side } : null;
}

export function focusOf(element: Element | null): Focus {
  if (!element || element === document.body) return "page";
  if (element.id === "desk-search") return "search";
  if (element.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")) return "field";
  return element.matches("button, a, summary, input") ? "control" : "page";
}
