/** The conversation: asks, tries again, clears, and keeps it in the browser. */

import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import type { Door, Outcome } from "../api";
import type { Button } from "../contract";
import { EMPTY_TALK, type Store, type Talk, type Turn } from "../storage";

const ID_TAKEN = "id_used";

export interface Conversation {
  talk: Talk;
  waiting: boolean;
  ask(question: string, button?: Button): void;
  retry(): void;
  /** Takes the last, unanswered question out, to be written anew. */
  takeBack(): string;
  mark(id: string, useful: boolean): void;
  inform(): void;
  clear(): void;
}

export function useConversation(door: Door, store: Store): Conversation {
  const [talk, setTalk] = useState(() => store.talk());
  const latest = useRef(talk);
  const visit = useRef(0);

  const change = useCallback((next: (talk: Talk) => Talk) => {
    latest.current = next(latest.current);
    store.keepTalk(latest.current);
    setTalk(latest.current);
  }, []);

  useEffect(() => {
    return store.watch(() => {
      if (isWaiting(latest.current)) return;
      latest.current = store.talk();
      setTalk(latest.current);
    });
  }, []);

  const post = async (turn: Turn) => {
    const begun = visit.current;
    const asked = turn.choice === undefined ? { message: turn.asked } : { choice: turn.choice };
    const outcome = await door.chat({ id: turn.id, ...asked });
    // What was cleared while the answer was under way stays cleared.
    if (visit.current === begun) change((now) => replaced(now, turn.id, (one) => ended(one, outcome)));
  };

  const ask = (question: string, button?: Button) => {
    const asked = question.trim();
    if (!asked || isWaiting(latest.current)) return;
    const choice = button?.choice === undefined ? {} : { choice: button.choice };
    const turn: Turn = { id: newId(), asked, at: Date.now(), state: "waiting", ...choice };
    change((now) => ({ informed: true, turns: [...now.turns, turn] }));
    void post(turn);
  };

  const retry = () => {
    const last = latest.current.turns.at(-1);
    if (last?.state !== "failed") return;
    const { failure, ...rest } = last;
    const again: Turn = { ...rest, id: failure?.code === ID_TAKEN ? newId() : last.id, state: "waiting" };
    change((now) => replaced(now, last.id, () => again));
    void post(again);
  };

  const takeBack = () => {
    const last = latest.current.turns.at(-1);
    if (last?.state !== "failed") return "";
    change((now) => ({ ...now, turns: now.turns.slice(0, -1) }));
    return last.asked;
  };

  return {
    talk,
    waiting: isWaiting(talk),
    ask,
    retry,
    takeBack,
    mark: (id, useful) => change((now) => replaced(now, id, (turn) => ({ ...turn, useful }))),
    inform: () => change((now) => ({ ...now, informed: true })),
    clear: () => {
      visit.current += 1;
      change(() => EMPTY_TALK);
    },
  };
}

function isWaiting(talk: Talk): boolean {
  return talk.turns.at(-1)?.state === "waiting";
}

function replaced(talk: Talk, id: string, change: (turn: Turn) => Turn): Talk {
  return { ...talk, turns: talk.turns.map((turn) => (turn.id === id ? change(turn) : turn)) };
}

function ended(turn: Turn, outcome: Outcome): Turn {
  if ("failure" in outcome) return { ...turn, state: "failed", failure: outcome.failure };
  const { choice: _, failure: __, ...rest } = turn;
  return { ...rest, state: "answered", reply: outcome.reply };
}

/** 128 random bits; randomUUID is missing on pages without https. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
