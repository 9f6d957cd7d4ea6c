/** What every pane of the desk is given. */

import type { DeskDoor, Who } from "./api";
import { Refused } from "./http";

export interface PaneProps {
  door: DeskDoor;
  who: Who;
  /** Whether this pane is the one shown; hidden ones keep their state, and listen to no keys. */
  shown: boolean;
  /** Says something in the status line, politely, for screen readers too. */
  say(text: string): void;
  /** To be called with every failure: somebody who has to log in again is asked to. Returns the sentence to show. */
  failed(error: unknown): string;
}

/** The door's own sentence. */
export function sentenceOf(error: unknown, otherwise: string): string {
  return error instanceof Refused ? error.message : otherwise;
}
