export { buildSpec, type ChartSpec, describeChart } from './build-spec.ts';
export { checkSpec } from './check-spec.ts';
export { type ChartChoice, chooseChart } from './choose-chart.ts';
export {
  type ChartRequest,
  chartRequestOf,
  chartRequestOfCsv,
  hasChartPrefix,
  parseChartRequest,
} from './parse-request.ts';
export { type RenderedChart, renderChart } from './render-chart.ts';
export type { ChartTable } from './table.ts';
export { type ChartKind, type ChartWish, chartKinds, parseWish } from './wish.ts';
