import { useState } from "preact/hooks";

import { copyText } from "../exporting";
import type { Turn } from "../storage";
import { TEXTS } from "../texts";

interface Props {
  turn: Turn;
  /** Null where this site takes no feedback. */
  onFeedback: ((useful: boolean, reason: string | null) => Promise<boolean>) | null;
  onSay(text: string): void;
}

/** Under an answer: copy, and whether it was of use. */
export function Tools({ turn, onFeedback, onSay }: Props) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const done = await copyText(turn.reply?.text ?? "");
    setCopied(done);
    onSay(done ? TEXTS.copied : TEXTS.copyFailed);
    setTimeout(() => setCopied(false), 3000);
  };
  return (
    <>
      <div class="tools" role="group" aria-label={TEXTS.tools}>
        <button type="button" onClick={copy}>
          {copied ? TEXTS.copied : TEXTS.copy}
        </button>
        {onFeedback && <Feedback turn={turn} onFeedback={onFeedback} onSay={onSay} />}
      </div>
    </>
  );
}

function Feedback({ turn, onFeedback, onSay }: Props & { onFeedback: NonNullable<Props["onFeedback"]> }) {
  const [asksWhy, setAsksWhy] = useState(false);
  const give = async (useful: boolean, reason: string | null) => {
    const done = await onFeedback(useful, reason);
    onSay(done ? TEXTS.thanks : TEXTS.feedbackFailed);
    setAsksWhy(done && !useful && reason === null);
  };
  return (
    <>
      <button type="button" aria-pressed={turn.useful === true} onClick={() => give(true, null)}>
        {TEXTS.useful}
      </button>
      <button type="button" aria-pressed={turn.useful === false} onClick={() => give(false, null)}>
        {TEXTS.useless}
      </button>
      {asksWhy && (
        <div class="reasons" role="group" aria-label={TEXTS.whyUseless}>
          <span aria-hidden="true">{TEXTS.whyUseless}</span>
          {TEXTS.reasons.map((reason) => (
            <button type="button" key={reason} onClick={() => give(false, reason)}>
              {reason}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
