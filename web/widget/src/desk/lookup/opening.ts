/** What is opened and what is said of it: asked for when it is opened, and dropped when something else was meanwhile. */

import { useRef, useState } from "preact/hooks";

import type { DeskDoor } from "../api";
import { address } from "../http";
import { type Said, readSaid } from "./model";
import type { Opened } from "./ReplyBox";

export interface Opening {
  opened: Opened | null;
  said: Said | null;
  problem: string;
  /** `query`: the caller's words, which the reply is to answer. Resolves to what is said, or null. */
  open(what: Opened, query: string): Promise<Said | null>;
  close(): void;
}

export function useOpening(door: DeskDoor, failed: (error: unknown) => string): Opening {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [said, setSaid] = useState<Said | null>(null);
  const [problem, setProblem] = useState("");
  const turn = useRef(0);

  const show = (what: Opened | null) => {
    turn.current += 1;
    setOpened(what);
    setSaid(null);
    setProblem("");
    return turn.current;
  };
  const open = async (what: Opened, query: string) => {
    const mine = show(what);
    try {
      const reply = readSaid(await asked(door, what, query));
      if (turn.current !== mine) return null;
      setSaid(reply);
      return reply;
    } catch (error) {
      if (turn.current === mine) setProblem(failed(error));
      return null;
    }
  };
  return { opened, said, problem, open, close: () => void show(null) };
}

function asked(door: DeskDoor, what: Opened, query: string): Promise<Record<string, unknown>> {
  if (!what.hit) return door.post("/api/desk/ask", { question: what.question });
  const { notice, number, matchedBy } = what.hit;
  // Found by its number, a unit or a filter, the measure is wanted as a whole.
  const q = matchedBy === "question" || matchedBy === "text" || what.kind === "procedure" ? query : "";
  return door.get(address("/api/desk/reply", { notice, number, kind: what.kind, q }));
}
