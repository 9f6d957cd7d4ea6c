import { useEffect, useRef, useState } from "preact/hooks";

import type { DeskDoor } from "../api";
import { REPORT } from "./texts";

interface Props {
  door: DeskDoor;
  /** What was opened; null where no measure was. */
  hit: { notice: string; number: number } | null;
  asked: string;
  say(text: string): void;
  failed(error: unknown): string;
}

/** An operator tells that what was found is wrong. Closed until it is needed; the call goes on. */
export function ReportBox({ door, hit, asked, say, failed }: Props) {
  const box = useRef<HTMLDetailsElement>(null);
  const [question, setQuestion] = useState(asked);
  const [expected, setExpected] = useState("");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  useEffect(() => setQuestion(asked), [asked]);

  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem("");
    try {
      const cited = { document_number: hit?.notice ?? null, measure: hit?.number ?? null };
      await door.post("/api/desk/reports", { question: question.trim(), expected: expected.trim(), note: note.trim(), ...cited });
      say(REPORT.sent);
      setExpected("");
      setNote("");
      if (box.current) box.current.open = false;
    } catch (error) {
      setProblem(failed(error));
    }
    setBusy(false);
  };
  return (
    <details class="report" ref={box}>
      <summary>{REPORT.open}</summary>
      <form class="review draft" onSubmit={send}>
        <p class="muted">{REPORT.lead}</p>
        <label class="wide">
          {REPORT.question}
          <input type="text" required maxLength={500} value={question} onInput={(event) => setQuestion(event.currentTarget.value)} />
        </label>
        <label class="wide">
          {REPORT.expected}
          <input
            type="text"
            required
            maxLength={200}
            placeholder={REPORT.example}
            value={expected}
            onInput={(event) => setExpected(event.currentTarget.value)}
          />
        </label>
        <label class="wide">
          {REPORT.note}
          <input type="text" maxLength={500} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <button type="submit" aria-disabled={busy}>
          {busy ? REPORT.sending : REPORT.send}
        </button>
        <p class="problem" role="alert">
          {problem}
        </p>
      </form>
    </details>
  );
}
