import { useEffect, useRef } from "preact/hooks";

import { SIDES, type Side as SideName } from "./keys";
import { Marked } from "./Marked";
import type { NoticeText } from "./model";
import { LOOKUP } from "./texts";

interface Props {
  notices: NoticeText[];
  side: SideName;
  onSide(side: SideName): void;
  /** The measure that is chosen or opened: shown and marked in the full text. */
  at: { notice: string; number: number } | null;
  words: string[];
  onOpen(notice: NoticeText, number: number): void;
}

const NAMES: Record<SideName, string> = { full: LOOKUP.full, units: LOOKUP.unitTable, amounts: LOOKUP.amountTable };

const anchor = (notice: number, number: number) => `m-${notice}-${number}`;

export function Side(props: Props) {
  const { notices, side, onSide } = props;
  return (
    <section class="side" aria-label={LOOKUP.tables}>
      <div class="sides" role="group" aria-label={LOOKUP.tables}>
        {SIDES.map((name, at) => (
          <button
            key={name}
            type="button"
            aria-pressed={side === name}
            aria-keyshortcuts={String(at + 5)}
            onClick={() => onSide(name)}
          >
            {NAMES[name]}
            <kbd aria-hidden="true">{at + 5}</kbd>
          </button>
        ))}
      </div>
      {side === "full" && <FullText {...props} />}
      {side !== "full" && (
        <div class="scroll" tabIndex={0} role="region" aria-label={NAMES[side]}>
          {notices.map((notice) => (
            <div key={notice.key}>
              {notices.length > 1 && <p class="muted">{notice.title}</p>}
              {side === "units" ? <Units {...props} notice={notice} /> : <Amounts {...props} notice={notice} />}
            </div>
          ))}
        </div>
      )}
    </section>
  );
}

/** The whole notice with an anchor at each measure; the one that is looked at is in view. */
function FullText({ notices, at, words }: Props) {
  const scroll = useRef<HTMLDivElement>(null);
  const place = notices.findIndex((notice) => notice.key === at?.notice);
  useEffect(() => {
    const block = at && document.getElementById(anchor(place, at.number));
    if (block && scroll.current) scroll.current.scrollTop = block.offsetTop - 8;
  }, [place, at?.number]);
  return (
    <>
      <nav class="jumps" aria-label={LOOKUP.jump}>
        {notices.map((notice, index) =>
          [...notice.headings.keys()].map((number) => (
            <a key={anchor(index, number)} href={`#${anchor(index, number)}`} title={notice.headings.get(number)}>
              {number}
            </a>
          )),
        )}
      </nav>
      <div class="scroll text" ref={scroll} tabIndex={0} role="region" aria-label={LOOKUP.full}>
        {notices.map((notice, index) =>
          notice.blocks.map((block, row) => {
            const shown = index === place && block.number !== null && block.number === at?.number;
            return (
              <p
                key={`${index}-${row}`}
                id={block.number === null ? undefined : anchor(index, block.number)}
                class={`block ${block.kind}`}
                aria-current={shown ? "true" : undefined}
              >
                <Marked text={block.text} words={shown ? words : []} />
              </p>
            );
          }),
        )}
      </div>
    </>
  );
}

function Units({ notice, onOpen }: Props & { notice: NoticeText }) {
  return (
    <table>
      <caption class="offscreen">{LOOKUP.unitTable}</caption>
      <thead>
        <tr>
          <th scope="col">{LOOKUP.unit}</th>
          <th scope="col">{LOOKUP.unitMeasures}</th>
        </tr>
      </thead>
      <tbody>
        {notice.units.map((row) => (
          <tr key={row.unit}>
            <th scope="row">
              {row.unit}
              <span class="aliases">{row.aliases.join("、")}</span>
            </th>
            <td>
              <div class="numbers">
                {row.measures.map((number) => (
                  <Open key={number} notice={notice} number={number} onOpen={onOpen} />
                ))}
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Amounts({ notice, onOpen }: Props & { notice: NoticeText }) {
  return (
    <table>
      <caption class="offscreen">{LOOKUP.amountTable}</caption>
      <thead>
        <tr>
          <th scope="col">{LOOKUP.amount}</th>
          <th scope="col">{LOOKUP.amountRole}</th>
          <th scope="col">{LOOKUP.amountFor}</th>
          <th scope="col">{LOOKUP.amountPlace}</th>
        </tr>
      </thead>
      <tbody>
        {notice.amounts.map((row, at) => (
          <tr key={at}>
            <th scope="row">
              {row.qualifier}
              {row.text}
            </th>
            <td>{LOOKUP.roles[row.role] ?? ""}</td>
            <td>{[row.recipient, row.purpose].filter(Boolean).join("，")}</td>
            <td>
              <Open notice={notice} number={row.number} onOpen={onOpen} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Open({ notice, number, onOpen }: { notice: NoticeText; number: number; onOpen: Props["onOpen"] }) {
  return (
    <button
      type="button"
      class="open"
      aria-label={LOOKUP.open(number, notice.headings.get(number) ?? "")}
      onClick={() => onOpen(notice, number)}
    >
      {number}
    </button>
  );
}
