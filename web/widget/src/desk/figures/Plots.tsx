/** Bars drawn as SVG, each with its table: a picture for the eye, the same numbers for everybody. */

import { type Bar, type Day, percent, SERIES, stepOf } from "./model";
import { FIGURES } from "./texts";

const WIDTH = 720;
const HEIGHT = 260;
const LEFT = 60;
const BOTTOM = 30;
const TOP = 8;
const ROW = 36;
const LABEL = 310;

export function DayPlot({ days }: { days: Day[] }) {
  const most = Math.max(...days.map((day) => day.count), 1);
  const step = stepOf(most);
  const top = Math.ceil(most / step) * step;
  const scale = (HEIGHT - BOTTOM - TOP) / top;
  const slot = (WIDTH - LEFT) / Math.max(days.length, 1);
  const every = Math.ceil(days.length / 10);
  const peak = days.reduce((best, day) => (day.count > best.count ? day : best), days[0] ?? { day: "", count: 0, parts: [] });
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, n) => n * step);
  return (
    <figure>
      <figcaption>
        <h3>{FIGURES.days}</h3>
        <p class="legend">
          {SERIES.map((name, n) => (
            <span key={name}>
              <svg class="swatch" viewBox="0 0 14 14" aria-hidden="true">
                <rect class={`bar s${n}`} width={14} height={14} />
              </svg>
              {FIGURES.series[name]}
            </span>
          ))}
        </p>
      </figcaption>
      <svg class="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={FIGURES.plotOf(FIGURES.days, FIGURES.peak(peak.day, peak.count))}>
        {lines.map((value) => {
          const y = HEIGHT - BOTTOM - value * scale;
          return (
            <g key={value}>
              <line class="grid" x1={LEFT} x2={WIDTH} y1={y} y2={y} />
              <text class="axis end" x={LEFT - 6} y={y + 6}>
                {value}
              </text>
            </g>
          );
        })}
        {days.map((day, i) => (
          <g key={day.day}>
            <title>{`${day.day} ${day.count}`}</title>
            {stacked(day.parts).map(({ below, part }, n) => (
              <rect
                key={SERIES[n]}
                class={`bar s${n}`}
                x={LEFT + i * slot + slot * 0.15}
                width={slot * 0.7}
                y={HEIGHT - BOTTOM - (below + part) * scale}
                height={part * scale}
              />
            ))}
            {i % every === 0 && (
              <text class="axis" x={LEFT + i * slot} y={HEIGHT - 6}>
                {day.day.slice(5)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <details>
        <summary>{FIGURES.table}</summary>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{FIGURES.day}</th>
              {SERIES.map((name) => (
                <th key={name} scope="col">
                  {FIGURES.series[name]}
                </th>
              ))}
              <th scope="col">{FIGURES.all}</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day.day}>
                <th scope="row">{day.day}</th>
                {day.parts.map((part, n) => (
                  <td key={SERIES[n]}>{part}</td>
                ))}
                <td>{day.count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

function stacked(parts: number[]): { below: number; part: number }[] {
  let below = 0;
  return parts.map((part) => {
    const row = { below, part };
    below += part;
    return row;
  });
}

export function BarPlot({ title, bars }: { title: string; bars: Bar[] }) {
  const first = bars[0];
  if (!first) return null;
  const all = bars.reduce((sum, bar) => sum + bar.count, 0);
  const scale = (WIDTH - LABEL - 70) / Math.max(...bars.map((bar) => bar.count), 1);
  return (
    <figure>
      <figcaption>
        <h3>{title}</h3>
      </figcaption>
      <svg
        class="plot"
        viewBox={`0 0 ${WIDTH} ${ROW * bars.length}`}
        role="img"
        aria-label={FIGURES.plotOf(title, FIGURES.most(first.name, first.count))}
      >
        {bars.map((bar, n) => (
          <g key={bar.name}>
            <text class="axis end" x={LABEL - 8} y={n * ROW + 24}>
              {bar.name.length > 16 ? `${bar.name.slice(0, 15)}…` : bar.name}
            </text>
            <rect class="bar s0" x={LABEL} y={n * ROW + 5} width={bar.count * scale} height={ROW - 10} />
            <text class="axis" x={LABEL + bar.count * scale + 6} y={n * ROW + 24}>
              {bar.count}
            </text>
          </g>
        ))}
      </svg>
      <details>
        <summary>{FIGURES.table}</summary>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{FIGURES.name}</th>
              <th scope="col">{FIGURES.count}</th>
              <th scope="col">{FIGURES.share}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.name}>
                <th scope="row">{bar.name}</th>
                <td>{bar.count}</td>
                <td>{percent(all ? bar.count / all : null)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
