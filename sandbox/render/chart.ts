import type { Chart } from './blocks.ts';
import { escaped } from './mrkdwn.ts';

const WIDTH = 480;
const HEIGHT = 150;
const LEFT = 52;
const BOTTOM = 22;
/** Half of the last label. */
const RIGHT = 18;

/** A chart as a drawing: each series a line over the categories. */
export function chartSvg(title: string, { series, axis_config }: Chart): string {
  const values = series.flatMap(({ data }) => data.map(({ value }) => value));
  const top = values.reduce((most, value) => Math.max(most, value), 0) || 1;
  const count = axis_config.categories.length;
  const x = (index: number): number =>
    LEFT + (count < 2 ? 0 : (index / (count - 1)) * (WIDTH - LEFT - RIGHT));
  const y = (value: number): number => 10 + (1 - value / top) * (HEIGHT - BOTTOM - 10);
  const lines = series.map(
    ({ name, data }, number) =>
      `<polyline class="series s${number}" points="${data.map(({ value }, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}"><title>${escaped(name)}</title></polyline>`,
  );
  const every = Math.max(1, Math.ceil(count / 5));
  const labels = axis_config.categories.flatMap((label, index) =>
    index % every === 0 || index === count - 1
      ? [
          `<text x="${x(index).toFixed(1)}" y="${HEIGHT - 6}" text-anchor="middle">${escaped(label)}</text>`,
        ]
      : [],
  );
  const scale = [0, top].map(
    (value) =>
      `<text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${short(value)}</text><line x1="${LEFT}" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}"/>`,
  );
  const legend =
    series.length < 2
      ? ''
      : `<figcaption>${series.map(({ name }, number) => `<span class="key s${number}"></span>${escaped(name)}`).join(' ')}</figcaption>`;
  const unit =
    axis_config.y_label === undefined || title.includes(axis_config.y_label)
      ? ''
      : ` <small>${escaped(axis_config.y_label)}</small>`;
  return `<figure class="chart"><b>${escaped(title)}</b>${unit}<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">${[...scale, ...lines, ...labels].join('')}</svg>${legend}</figure>`;
}

const short = (value: number): string =>
  value >= 10_000 ? value.toPrecision(2) : String(Math.round(value * 10) / 10);
