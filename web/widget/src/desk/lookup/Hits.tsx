import { useEffect, useRef } from "preact/hooks";

import { Marked } from "./Marked";
import type { Found, Hit } from "./model";
import { LOOKUP } from "./texts";

export const hitId = (at: number) => `desk-hit-${at}`;

interface Props {
  found: Found | null;
  selected: number;
  onOpen(at: number): void;
}

/** The hits, best first. The focus stays in the field; the chosen one is told to screen readers from there. */
export function Hits({ found, selected, onOpen }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView?.({ block: "nearest" });
  }, [selected, found]);
  const hits = found?.hits ?? [];
  return (
    <section class="hits" aria-label={LOOKUP.hits}>
      <p class="hits-head muted" role="status">
        {found ? headOf(found) : LOOKUP.hint}
      </p>
      <ul id="desk-hits" ref={list} role="listbox" aria-label={LOOKUP.hits} tabIndex={-1}>
        {hits.map((hit, at) => (
          <li
            key={`${hit.notice}-${hit.number}`}
            id={hitId(at)}
            role="option"
            aria-selected={at === selected}
            onClick={() => onOpen(at)}
          >
            <HitLines hit={hit} words={found?.words ?? []} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function headOf(found: Found): string {
  if (!found.hits.length) return LOOKUP.none;
  if (found.spelt.length) return LOOKUP.spelt(found.spelt);
  return found.status === "found" ? LOOKUP.count(found.hits.length, found.total) : LOOKUP.weak;
}

function HitLines({ hit, words }: { hit: Hit; words: string[] }) {
  return (
    <>
      <p class="hit-head">
        <span class="hit-number">{LOOKUP.place(hit.number)}</span>
        <b>
          <Marked text={hit.heading} words={words} />
        </b>
        <span class="hit-by">{LOOKUP.matched[hit.matchedBy] ?? ""}</span>
      </p>
      <p class="hit-quote">
        <Marked text={hit.quote} words={words} />
      </p>
      <p class="hit-foot muted">
        {hit.amounts.map((amount, at) => (
          <b key={at} class="sum">
            {amount.qualifier}
            {amount.text}
          </b>
        ))}
        <Marked text={hit.units.join("、")} words={words} />
      </p>
    </>
  );
}
