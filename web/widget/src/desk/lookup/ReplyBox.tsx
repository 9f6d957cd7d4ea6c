import type { RefObject } from "preact";

import { Marked } from "./Marked";
import { type AskedKind, type Hit, KINDS, type Kind, type Said } from "./model";
import { LOOKUP } from "./texts";

/** What is opened: a measure and a kind, or a question that the bot was asked. */
export type Opened = { hit: Hit; kind: AskedKind; question?: undefined } | { question: string; hit?: undefined };

interface Props {
  box: RefObject<HTMLElement | null>;
  opened: Opened | null;
  said: Said | null;
  problem: string;
  words: string[];
  onKind(kind: Kind): void;
  onCopy(): void;
}

/** The standard reply, to be read aloud or copied. */
export function ReplyBox({ box, opened, said, problem, words, onKind, onCopy }: Props) {
  return (
    <section class="reply" ref={box} tabIndex={-1} aria-labelledby="desk-reply-title">
      <h2 id="desk-reply-title">
        {opened?.hit ? LOOKUP.placeAndHeading(opened.hit.number, opened.hit.heading) : opened ? LOOKUP.bot : LOOKUP.reply}
      </h2>
      {!opened && <p class="muted">{LOOKUP.notOpened}</p>}
      {opened?.hit && <p class="muted">{opened.hit.chapter}</p>}
      {opened && !opened.hit && <p class="muted">{LOOKUP.botAsked(opened.question)}</p>}
      {opened?.hit && (
        <div class="kinds" role="group" aria-label={LOOKUP.kindGroup}>
          {KINDS.map((kind, at) => (
            <button
              key={kind}
              type="button"
              aria-pressed={opened.kind === kind}
              aria-keyshortcuts={String(at + 1)}
              onClick={() => onKind(kind)}
            >
              {LOOKUP.kinds[kind]}
              <kbd aria-hidden="true">{at + 1}</kbd>
            </button>
          ))}
        </div>
      )}
      {opened && (
        <>
          <div class="reply-text" aria-live="polite" aria-busy={said === null && !problem}>
            {problem && <p class="problem">{problem}</p>}
            {said?.byWords && <p class="muted">{LOOKUP.byWords}</p>}
            {said?.text.split("\n").map((line, at) => (
              <p key={at}>
                <Marked text={line} words={words} />
              </p>
            ))}
          </div>
          <button type="button" class="primary" aria-disabled={said === null} aria-keyshortcuts="C" onClick={onCopy}>
            {LOOKUP.copy}
            <kbd aria-hidden="true">C</kbd>
          </button>
        </>
      )}
    </section>
  );
}
