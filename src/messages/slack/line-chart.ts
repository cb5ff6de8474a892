import type { DataVisualizationBlock } from './data-visualization.ts';
import { cut, SLACK_LIMITS } from './limits.ts';

export interface ChartPoint {
  /** No two of a chart may have the same. */
  readonly label: string;
  readonly value: number;
}

/** One line over some moments; only the newest fit. */
export function lineChart(
  title: string,
  axes: { readonly x: string; readonly y: string },
  points: readonly ChartPoint[],
): DataVisualizationBlock {
  const data = points
    .slice(-SLACK_LIMITS.chartPoints)
    .map(({ label, value }) => ({ label: cut(label, SLACK_LIMITS.chartLabel), value }));
  return {
    type: 'data_visualization',
    title: cut(title, SLACK_LIMITS.chartTitle),
    chart: {
      type: 'line',
      series: [{ name: cut(axes.y, SLACK_LIMITS.chartLabel), data }],
      axis_config: {
        categories: data.map(({ label }) => label),
        x_label: cut(axes.x, SLACK_LIMITS.chartLabel),
        y_label: cut(axes.y, SLACK_LIMITS.chartLabel),
      },
    },
  };
}
