import type { ListedMeasure, Notice } from "../contract";
import { contentQuestion } from "../suggestions";
import { TEXTS } from "../texts";

const { town } = TEXTS;

function shownDate(iso: string | null): string | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso ?? "");
  return found && TEXTS.date(Number(found[1]), Number(found[2]), Number(found[3]));
}

export function NoticeCard({ notice }: { notice: Notice }) {
  const facts: [string, string | null][] = [
    [town.number, notice.document_number],
    [town.issued, shownDate(notice.issued)],
    [town.effective, shownDate(notice.effective_from)],
    [town.until, shownDate(notice.effective_until) ?? town.untilUnknown],
    [town.issuers, notice.issuers.join("、")],
    [town.areas, notice.areas.join("、")],
  ];
  return (
    <section class="basis">
      <h2>{town.notice}</h2>
      <p class="notice-title">《{notice.title}》</p>
      <dl>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

interface ChaptersProps {
  notice: Notice;
  notices: Notice[];
  measures: ListedMeasure[];
  onAsk(question: string): void;
}

export function Chapters({ notice, notices, measures, onAsk }: ChaptersProps) {
  const headings = new Map(
    measures.filter((one) => one.document_number === notice.document_number).map((one) => [one.number, one.heading]),
  );
  return (
    <section class="chapters">
      <h2>{town.chapters}</h2>
      <p class="chapters-lead">{town.chaptersLead}</p>
      {notice.chapters.map((chapter, at) => (
        <details key={chapter.number} open={at === 0}>
          <summary>
            <span>{chapter.title}</span>
            <span class="count">{TEXTS.measuresCount(chapter.measures.length)}</span>
          </summary>
          <ul>
            {chapter.measures.map((number) => (
              <li key={number}>
                <button type="button" onClick={() => onAsk(contentQuestion(notice, number, notices))}>
                  <span class="number">{TEXTS.measure(number)}</span>
                  <span>{headings.get(number) ?? ""}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}
