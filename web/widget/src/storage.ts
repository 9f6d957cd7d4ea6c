/** What the browser keeps: the conversation as text, and how it is displayed. Works without storage, for one visit. */

import type { Failure } from "./api";
import { failure } from "./api";
import type { Reply } from "./contract";
import { asText, isObject, objects, readButtons, readCard } from "./reply";
import { TEXTS } from "./texts";

const TALK = "yuce.talk.1";
const DISPLAY = "yuce.display.1";
const MOST_TURNS = 60;

/** One question and what came of it. `id` is sent along, so that a retry is the same turn for the door. */
export interface Turn {
  id: string;
  asked: string;
  /** The button's own id, kept only until the reply is there. */
  choice?: string;
  at: number;
  state: "waiting" | "answered" | "failed";
  reply?: Reply;
  failure?: Failure;
  useful?: boolean;
}

export interface Talk {
  turns: Turn[];
  /** Whether the first notice was read. */
  informed: boolean;
}

export interface Display {
  large: boolean;
  contrast: boolean;
}

export const EMPTY_TALK: Talk = { turns: [], informed: false };

export interface Store {
  talk(): Talk;
  keepTalk(talk: Talk): void;
  display(): Display;
  keepDisplay(display: Display): void;
  /** Calls back when another tab has changed the conversation. */
  watch(changed: () => void): () => void;
}

export function browserStore(area: () => Storage = () => window.localStorage): Store {
  return {
    talk: () => readTalk(get(area, TALK)),
    keepTalk: (talk) => put(area, TALK, talk.turns.length || talk.informed ? storable(talk) : null),
    display: () => readDisplay(get(area, DISPLAY)),
    keepDisplay: (display) => put(area, DISPLAY, display),
    watch(changed) {
      const listen = (event: StorageEvent) => {
        if (event.key === TALK || event.key === null) changed();
      };
      window.addEventListener("storage", listen);
      return () => window.removeEventListener("storage", listen);
    },
  };
}

/** Storage may be forbidden, above all in a frame of another site. */
function get(area: () => Storage, key: string): unknown {
  try {
    return JSON.parse(area().getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function put(area: () => Storage, key: string, value: unknown): void {
  try {
    if (value === null) area().removeItem(key);
    else area().setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the conversation then lasts as long as the page.
  }
}

function storable(talk: Talk): Talk {
  return { ...talk, turns: talk.turns.slice(-MOST_TURNS).map(withoutChoices) };
}

function withoutChoices(turn: Turn): Turn {
  if (!turn.reply) return turn;
  const { choice: _, ...rest } = turn;
  return { ...rest, reply: { ...turn.reply, buttons: turn.reply.buttons.map(({ title }) => ({ title })) } };
}

function readTalk(value: unknown): Talk {
  if (!isObject(value)) return EMPTY_TALK;
  const turns = objects(value.turns).map(readTurn).filter((turn): turn is Turn => turn !== null);
  return { turns, informed: value.informed === true };
}

function readTurn(value: Record<string, unknown>): Turn | null {
  const [id, asked] = [asText(value.id), asText(value.asked)];
  if (!id || !asked) return null;
  const known = { id, asked, at: Number(value.at) || 0, ...(typeof value.choice === "string" ? { choice: value.choice } : {}) };
  const reply = readStoredReply(value.reply);
  if (reply) return { ...known, state: "answered", reply, ...(typeof value.useful === "boolean" ? { useful: value.useful } : {}) };
  return { ...known, state: "failed", failure: readStoredFailure(value) };
}

function readStoredReply(value: unknown): Reply | null {
  if (!isObject(value) || !asText(value.text)) return null;
  const { text, buttons, card, simple } = value;
  return { text: asText(text), buttons: readButtons(buttons), card: readCard(card), simple: simple === true };
}

/** What was under way when the page was closed did not get an answer here. */
function readStoredFailure(value: Record<string, unknown>): Failure {
  const kept = value.failure;
  if (value.state !== "failed" || !isObject(kept)) return failure("interrupted", TEXTS.interrupted);
  return failure(asText(kept.code), asText(kept.sentence) || TEXTS.interrupted, 0, kept.canRetry !== false);
}

function readDisplay(value: unknown): Display {
  const kept = isObject(value) ? value : {};
  return { large: kept.large === true, contrast: kept.contrast === true };
}
