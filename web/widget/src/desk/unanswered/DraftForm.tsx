import { useState } from "preact/hooks";

import type { DeskDoor } from "../api";
import { asText } from "../../reply";
import { type Group, likelyMeasure, type Named, type Options, saidNotWritten } from "./model";
import { DRAFT } from "./texts";

type Sort = keyof typeof DRAFT.sorts;

interface Props {
  group: Group;
  options: Options;
  door: DeskDoor;
  failed(error: unknown): string;
  onSaved(text: string): void;
}

/** Filled in from the group, so that one click is enough where it is right. */
export function DraftForm({ group, options, door, failed, onSaved }: Props) {
  const likely = likelyMeasure(group);
  const kinds = options.kinds.map((kind) => kind.id);
  const [sort, setSort] = useState<Sort>("question");
  const [text, setText] = useState(group.question);
  const [place, setPlace] = useState(likely === null ? "" : placeOf(options, likely));
  const [kind, setKind] = useState(group.kinds.find((one) => kinds.includes(one)) ?? "content");
  const [word, setWord] = useState("");
  const [term, setTerm] = useState("");
  const [status, setStatus] = useState(saidNotWritten(group) ? "not_in_notice" : "answered");
  const [must, setMust] = useState("");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);

  const [notice = "", number = ""] = place.split("\t");
  const entry = () => {
    if (sort === "question") return { notice, measure: Number(number), kind, text: text.trim() };
    if (sort === "synonym") return { term: term.trim(), word: word.trim() };
    const facts = must.split(/[、,，]/).map((one) => one.trim()).filter(Boolean);
    const first = number ? [Number(number)] : [];
    return { text: text.trim(), status: [status], kind: status === "out_of_scope" ? null : kind, first, must: facts, must_not: [] };
  };
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem("");
    try {
      const about = `${group.question}（${group.count}）`.slice(0, 500);
      const told = await door.post("/api/desk/drafts", { sort, entry: entry(), about });
      onSaved(DRAFT.saved(asText(told.title)));
    } catch (error) {
      setProblem(failed(error));
    }
    setBusy(false);
  };
  const offered = sort === "evaluation" ? options.answerKinds : options.kinds;
  return (
    <form class="draft" onSubmit={save}>
      <p class="muted">{DRAFT.lead}</p>
      <div class="sorts" role="group" aria-label={DRAFT.sort}>
        {(Object.keys(DRAFT.sorts) as Sort[]).map((one) => (
          <button key={one} type="button" aria-pressed={one === sort} onClick={() => setSort(one)}>
            {DRAFT.sorts[one]}
          </button>
        ))}
      </div>
      {sort !== "synonym" && (
        <>
          <Text name={DRAFT.text} value={text} most={sort === "question" ? 100 : 200} onInput={setText} />
          <label>
            {DRAFT.measure}
            <select value={place} required={sort === "question"} onChange={(event) => setPlace(event.currentTarget.value)}>
              <option value="">{sort === "question" ? DRAFT.choose : DRAFT.noMeasure}</option>
              {options.notices.flatMap((one) =>
                one.measures.map((m) => (
                  <option key={`${one.key}${m.number}`} value={`${one.key}\t${m.number}`}>
                    {DRAFT.measureOf(m.number, m.heading)}
                  </option>
                )),
              )}
            </select>
          </label>
          <Choice name={DRAFT.kind} value={kind} offered={offered} onChange={setKind} />
        </>
      )}
      {sort === "synonym" && (
        <>
          <Text name={DRAFT.word} value={word} most={20} onInput={setWord} />
          <Text name={DRAFT.term} value={term} most={30} list={`terms-${group.id}`} onInput={setTerm} />
          <datalist id={`terms-${group.id}`}>
            {options.terms.map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </>
      )}
      {sort === "evaluation" && (
        <>
          <Choice name={DRAFT.status} value={status} offered={options.statuses} onChange={setStatus} />
          <label class="wide">
            {DRAFT.must}
            <input type="text" value={must} maxLength={200} onInput={(event) => setMust(event.currentTarget.value)} />
          </label>
        </>
      )}
      <button type="submit" class="primary" aria-disabled={busy}>
        {busy ? DRAFT.saving : DRAFT.submit}
      </button>
      <p class="problem" role="alert">
        {problem}
      </p>
    </form>
  );
}

function placeOf(options: Options, number: number): string {
  const notice = options.notices.find((one) => one.measures.some((measure) => measure.number === number));
  return notice ? `${notice.key}\t${number}` : "";
}

interface TextProps {
  name: string;
  value: string;
  most: number;
  list?: string;
  onInput(value: string): void;
}

function Text({ name, value, most, list, onInput }: TextProps) {
  return (
    <label class="wide">
      {name}
      <input type="text" required value={value} maxLength={most} list={list} onInput={(event) => onInput(event.currentTarget.value)} />
    </label>
  );
}

interface ChoiceProps {
  name: string;
  value: string;
  offered: Named[];
  onChange(value: string): void;
}

function Choice({ name, value, offered, onChange }: ChoiceProps) {
  return (
    <label>
      {name}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {offered.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}
