/** A reply as a card: point, quotes to fold out, units, verdicts, source and validity. Text nodes only. */

import type { Reply } from "../contract";
import { type Block, type Judged, type Row, readAnswer } from "../reading";
import { TEXTS } from "../texts";
import { VerdictIcon } from "./icons";

export function Answer({ reply }: { reply: Reply }) {
  const answer = readAnswer(reply);
  return (
    <>
      {reply.simple && (
        <p class="simple">
          <strong>{TEXTS.simple}</strong>
          {TEXTS.simpleHint}
        </p>
      )}
      {answer.label && <p class="label">{answer.label}</p>}
      {answer.blocks.map((block, at) => (
        <BlockView key={at} block={block} />
      ))}
      {answer.verdicts.length > 0 && <Verdicts verdicts={answer.verdicts} />}
      {(answer.source || answer.validity) && (
        <dl class="source">
          {answer.source && (
            <>
              <dt>{TEXTS.source}</dt>
              <dd>{answer.source}</dd>
            </>
          )}
          {answer.validity && <dd class="validity">{answer.validity}</dd>}
        </dl>
      )}
    </>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "point":
      return <p class="point">{block.text}</p>;
    case "line":
      return <p class="line">{block.text}</p>;
    case "quote":
      return <Quote caption={block.caption} text={block.text} open={block.open} />;
    case "units":
      return <Units units={block.units} />;
    case "rows":
      return <Rows rows={block.rows} />;
  }
}

function Quote({ caption, text, open }: { caption: string; text: string; open: boolean }) {
  return (
    <details class="quote" open={open}>
      <summary>
        {caption}
        <span class="count">{TEXTS.characters(text.length)}</span>
      </summary>
      <blockquote>{text}</blockquote>
    </details>
  );
}

function Units({ units }: { units: string[] }) {
  return (
    <dl class="units">
      <dt>{TEXTS.units}</dt>
      {units.map((unit) => (
        <dd key={unit}>{unit}</dd>
      ))}
    </dl>
  );
}

/** Measures of a list, each with its clause folded. */
function Rows({ rows }: { rows: Row[] }) {
  return (
    <ul class="rows">
      {rows.map(({ measure, note, tellsUnits }) => (
        <li key={`${measure.document_number} ${measure.number}`}>
          <details>
            <summary>
              <span class="number">{TEXTS.measure(measure.number)}</span>
              <span class="row-text">
                {measure.heading}
                {note && <span class="note">{note}</span>}
                {tellsUnits && <span class="note">{TEXTS.unitsOf(measure.units)}</span>}
              </span>
            </summary>
            {measure.quote && <blockquote>{measure.quote}</blockquote>}
            {!tellsUnits && measure.units.length > 0 && <Units units={measure.units} />}
          </details>
        </li>
      ))}
    </ul>
  );
}

function Verdicts({ verdicts }: { verdicts: Judged[] }) {
  return (
    <section class="verdicts" aria-label={TEXTS.result}>
      {verdicts.map((one, at) => (
        <article key={at} class={`verdict ${one.verdict}`}>
          <h3>
            <span class="stamp">
              <VerdictIcon verdict={one.verdict} />
              {TEXTS.verdicts[one.verdict]}
            </span>
            <span>
              {TEXTS.measure(one.number)} {one.heading}
            </span>
          </h3>
          {one.conditions.length > 0 && <ul class="conditions" aria-label={TEXTS.conditions}>
            {one.conditions.map((condition, number) => (
              <li key={number} class={condition.verdict}>
                <p>
                  <span class="stamp small">
                    <VerdictIcon verdict={condition.verdict} />
                    {TEXTS.verdicts[condition.verdict]}
                  </span>
                  {condition.text}
                </p>
                {condition.quote && (
                  <blockquote>
                    <span class="clause">{TEXTS.clause}</span>
                    {condition.quote}
                  </blockquote>
                )}
              </li>
            ))}
          </ul>}
          {one.blocks.map((block, number) => (
            <BlockView key={number} block={block.kind === "point" ? { ...block, kind: "line" } : block} />
          ))}
          {one.units.length > 0 && <Units units={one.units} />}
        </article>
      ))}
    </section>
  );
}
