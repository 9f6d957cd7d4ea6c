import type { PaneProps } from "../pane";
import { DESK } from "../texts";

export function UnansweredPane({ shown }: PaneProps) {
  return shown ? <p class="empty">{DESK.soon}</p> : null;
}
