/** Figures for the head of the hotline. */

import { useEffect, useState } from "preact/hooks";

import { address } from "../http";
import type { PaneProps } from "../pane";
import { type Figures, percent, readFigures, type Share } from "./model";
import { BarPlot, DayPlot } from "./Plots";
import { FIGURES } from "./texts";

export function FiguresPane({ door, shown, failed }: PaneProps) {
  const [period, setPeriod] = useState({ from: "", to: "" });
  const [figures, setFigures] = useState<Figures | null>(null);
  const [problem, setProblem] = useState("");

  useEffect(() => {
    if (!shown) return;
    const stop = new AbortController();
    door.get(address("/api/desk/figures", period), stop.signal).then(
      (body) => {
        setFigures(readFigures(body));
        setProblem("");
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setProblem(failed(error));
      },
    );
    return () => stop.abort();
  }, [shown, period, door, failed]);

  return (
    <section class="review" aria-labelledby="figures-title">
      <h2 id="figures-title">{FIGURES.title}</h2>
      <p class="muted">{FIGURES.lead}</p>
      <div class="filters" role="group" aria-label={FIGURES.period}>
        <label>
          {FIGURES.from}
          <input
            type="date"
            value={period.from || figures?.from}
            onChange={(event) => setPeriod({ ...period, from: event.currentTarget.value })}
          />
        </label>
        <label>
          {FIGURES.to}
          <input type="date" value={period.to || figures?.to} onChange={(event) => setPeriod({ ...period, to: event.currentTarget.value })} />
        </label>
        <p class="files">
          {FIGURES.save}
          <a href={address("/api/desk/files/figures.csv", period)}>{FIGURES.byDay}</a>
          <a href={address("/api/desk/files/measures.csv", period)}>{FIGURES.byMeasure}</a>
        </p>
      </div>
      <p class="problem" role="alert">
        {problem}
      </p>
      {!figures && !problem && <p role="status">{FIGURES.loading}</p>}
      {figures && <Shown figures={figures} />}
    </section>
  );
}

function Shown({ figures }: { figures: Figures }) {
  return (
    <>
      <dl class="facts">
        <Fact name={FIGURES.questions} value={String(figures.questions)} note={FIGURES.others(figures.others)} />
        <Fact name={FIGURES.declined} value={percent(figures.declined.share)} note={FIGURES.declinedOf(told(figures.declined))} />
        <Fact name={FIGURES.askedBack} value={percent(figures.askedBack.share)} note={told(figures.askedBack)} />
        <Fact name={FIGURES.failed} value={percent(figures.failed.share)} note={told(figures.failed)} />
        <Fact
          name={FIGURES.useful}
          value={percent(figures.useful.share)}
          note={FIGURES.ofRated(figures.useful.count, figures.useful.of)}
        />
        <Fact name={FIGURES.reported} value={String(figures.reported)} note="" />
      </dl>
      {figures.questions === 0 ? (
        <p class="empty">{FIGURES.empty}</p>
      ) : (
        <div class="plots">
          <DayPlot days={figures.days} />
          <BarPlot title={FIGURES.kinds} bars={figures.kinds} />
          <BarPlot title={FIGURES.statuses} bars={figures.statuses} />
          <BarPlot title={FIGURES.measures} bars={figures.measures} />
        </div>
      )}
    </>
  );
}

function told(share: Share): string {
  return FIGURES.of(share.count, share.of);
}

function Fact({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{value}</b>
        <span class="muted">{note}</span>
      </dd>
    </div>
  );
}
