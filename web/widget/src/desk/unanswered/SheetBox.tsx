import { useRef, useState } from "preact/hooks";

import { sentFile } from "../http";
import { readTaken, type Taken } from "./model";
import { SHEET } from "./texts";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const ADDRESS = "/api/desk/files/questions.xlsx";

interface Props {
  editor: boolean;
  failed(error: unknown): string;
  onSaved(text: string): void;
}

/** 相似问 out and in again. */
export function SheetBox({ editor, failed, onSaved }: Props) {
  const file = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [taken, setTaken] = useState<Taken | null>(null);

  const take = async (event: Event) => {
    event.preventDefault();
    const chosen = file.current?.files?.[0];
    setTaken(null);
    setProblem(chosen ? "" : SHEET.none);
    if (!chosen || busy) return;
    setBusy(true);
    try {
      const told = readTaken(await sentFile(fetch, ADDRESS, chosen, XLSX));
      setTaken(told);
      if (told.added) onSaved(SHEET.taken(told.added, told.known));
    } catch (error) {
      setProblem(failed(error));
    }
    setBusy(false);
  };
  return (
    <section aria-labelledby="sheet-title">
      <h3 id="sheet-title">{SHEET.title}</h3>
      <p class="muted">{SHEET.lead}</p>
      <p>
        <a href={ADDRESS}>{SHEET.save}</a>
      </p>
      {editor && (
        <form class="sheet" onSubmit={take}>
          <label>
            {SHEET.choose}
            <input type="file" ref={file} accept=".xlsx" />
          </label>
          <button type="submit" aria-disabled={busy}>
            {busy ? SHEET.taking : SHEET.take}
          </button>
        </form>
      )}
      <p class="problem" role="alert">
        {problem || (taken && taken.bad.length > 0 ? SHEET.refused(taken.bad.length) : "")}
      </p>
      {taken && taken.bad.length === 0 && <p>{taken.added ? SHEET.taken(taken.added, taken.known) : SHEET.nothing(taken.known)}</p>}
      {taken && taken.bad.length > 0 && (
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{SHEET.row}</th>
              <th scope="col">{SHEET.reason}</th>
            </tr>
          </thead>
          <tbody>
            {taken.bad.map((one) => (
              <tr key={one.row}>
                <td>{one.row}</td>
                <td>{one.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
