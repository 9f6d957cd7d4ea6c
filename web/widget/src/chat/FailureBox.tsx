import { useEffect, useState } from "preact/hooks";

import type { Failure } from "../api";
import { TEXTS } from "../texts";

interface Props {
  failure: Failure;
  onRetry(): void;
  onEdit(): void;
}

/** Says once, at once, what went wrong; the seconds that run down are for the eyes only. */
export function FailureBox({ failure, onRetry, onEdit }: Props) {
  const left = useCountdown(failure);
  return (
    <div class="failure">
      <div role="alert">
        <strong>{TEXTS.failedTitle}</strong>
        <p>{failure.sentence}</p>
      </div>
      <div class="failure-acts">
        {failure.canRetry && (
          <button type="button" class="primary" aria-disabled={left > 0} onClick={() => left === 0 && onRetry()}>
            {left > 0 ? TEXTS.retryIn(left) : TEXTS.retry}
          </button>
        )}
        <button type="button" class="plain" onClick={onEdit}>
          {TEXTS.edit}
        </button>
      </div>
    </div>
  );
}

/** Whole seconds until it may be tried again. */
function useCountdown(failure: Failure): number {
  const [left, setLeft] = useState(failure.waitS);
  useEffect(() => {
    const until = Date.now() + failure.waitS * 1000;
    setLeft(failure.waitS);
    const timer = setInterval(() => {
      const now = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      setLeft(now);
      if (now === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [failure]);
  return left;
}
