import type { Call } from "./call";
import { LOOKUP } from "./texts";

interface Props {
  call: Call;
  onCopy(): void;
  onNew(): void;
}

/** What was looked up for this caller. */
export function CallBox({ call, onCopy, onNew }: Props) {
  return (
    <section class="call" aria-labelledby="desk-call-title">
      <h2 id="desk-call-title">{LOOKUP.call}</h2>
      {call.looked.length === 0 && <p class="muted">{LOOKUP.callEmpty}</p>}
      <ol>
        {call.looked.map((one) => (
          <li key={`${one.notice}-${one.place}-${one.kind}`}>
            {one.place}
            <span class="muted">（{one.kind}）</span>
          </li>
        ))}
      </ol>
      <div class="call-acts">
        <button type="button" aria-disabled={call.looked.length === 0} aria-keyshortcuts="V" onClick={onCopy}>
          {LOOKUP.copyCall}
          <kbd aria-hidden="true">V</kbd>
        </button>
        <button type="button" aria-keyshortcuts="N" onClick={onNew}>
          {LOOKUP.newCall}
          <kbd aria-hidden="true">N</kbd>
        </button>
      </div>
    </section>
  );
}
