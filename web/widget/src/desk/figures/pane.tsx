import type { PaneProps } from "../pane";
import { DESK } from "../texts";

export function FiguresPane({ shown }: PaneProps) {
  return shown ? <p class="empty">{DESK.soon}</p> : null;
}
