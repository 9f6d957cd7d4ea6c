import { useRef } from "preact/hooks";

import type { Listing, Options } from "./model";
import { UNANSWERED } from "./texts";

export interface Wanted {
  from: string;
  to: string;
  /** Reasons by commas; empty: the usual ones. */
  why: string;
  order: string;
  words: string;
  page: number;
}

interface Props {
  wanted: Wanted;
  options: Options | null;
  listing: Listing | null;
  onChange(part: Partial<Wanted>): void;
  onRefresh(): void;
}

export function Filters({ wanted, options, listing, onChange, onRefresh }: Props) {
  const words = useRef<HTMLInputElement>(null);
  const whys = options?.whys ?? [];
  const chosen = new Set(wanted.why ? wanted.why.split(",") : whys.filter((one) => one.usual).map((one) => one.id));
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange({ why: [...next].join(",") });
  };
  return (
    <form
      class="filters"
      role="search"
      aria-label={UNANSWERED.filters}
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ words: words.current?.value.trim() ?? "" });
        onRefresh();
      }}
    >
      <label>
        {UNANSWERED.from}
        <input type="date" value={wanted.from || listing?.from} onChange={(event) => onChange({ from: event.currentTarget.value })} />
      </label>
      <label>
        {UNANSWERED.to}
        <input type="date" value={wanted.to || listing?.to} onChange={(event) => onChange({ to: event.currentTarget.value })} />
      </label>
      <label>
        {UNANSWERED.order}
        <select value={wanted.order} onChange={(event) => onChange({ order: event.currentTarget.value })}>
          {Object.entries(UNANSWERED.orders).map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {UNANSWERED.words}
        <input type="text" ref={words} maxLength={100} onChange={(event) => onChange({ words: event.currentTarget.value.trim() })} />
      </label>
      <button type="submit">{UNANSWERED.refresh}</button>
      <div class="whys" role="group" aria-label={UNANSWERED.whys}>
        {whys.map((one) => (
          <button key={one.id} type="button" aria-pressed={chosen.has(one.id)} onClick={() => toggle(one.id)}>
            {one.name}
          </button>
        ))}
      </div>
    </form>
  );
}
