import { useEffect, useRef, useState } from 'react';
import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { useDarkTheme } from '../../app/theme.ts';
import { t } from '../../i18n/index.ts';
import { chartConfig } from './chart-theme.ts';
import { ChartTip, type Tip } from './chart-tip.tsx';

const maxWidth = 672;
const plotHeight = 260;
const narrowBelow = 420;

/** Nothing that a chart names elsewhere is fetched: its data stands in its specification. */
const noLoader = {
  load: () => Promise.reject(new Error('Charts load nothing from elsewhere.')),
  sanitize: () => Promise.reject(new Error('Charts load nothing from elsewhere.')),
  http: () => Promise.reject(new Error('Charts load nothing from elsewhere.')),
  file: () => Promise.reject(new Error('Charts load nothing from elsewhere.')),
};

/** Draws a Vega-Lite chart as SVG, as wide as there is room, in the colours of the theme. Throws for a specification that is none. */
export function ChartView({ spec }: { spec: Record<string, unknown> }) {
  const box = useRef<HTMLDivElement>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const theme = useDarkTheme() ? 'dark' : 'light';

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const draw = () => drawChart(element, { spec, theme, onTip: setTip });
    let view: View | undefined;
    try {
      view = draw();
    } catch (error) {
      setFailure(error instanceof Error ? error : new Error(String(error)));
    }
    const observer = new ResizeObserver(() => {
      view
        ?.signal('width', widthFor(element))
        .runAsync()
        .catch(() => {});
    });
    if (isFluid(spec)) observer.observe(element);
    return () => {
      observer.disconnect();
      view?.finalize();
      setTip(null);
    };
  }, [spec, theme]);

  if (failure) throw failure;
  return (
    <figure
      aria-label={titleOf(spec) || t('message.chart')}
      className="relative my-2 max-w-2xl overflow-x-auto rounded-2xl bg-raised p-4 shadow-[inset_0_0_0_1px_var(--line)]"
    >
      <div ref={box} className="min-h-40 w-full" />
      {tip && <ChartTip tip={tip} />}
    </figure>
  );
}

interface Drawing {
  spec: Record<string, unknown>;
  theme: 'light' | 'dark';
  onTip: (tip: Tip | null) => void;
}

function drawChart(element: HTMLElement, { spec, theme, onTip }: Drawing): View {
  const { config: _, background: __, padding: ___, ...own } = spec;
  const size = isFluid(spec)
    ? { width: widthFor(element), height: typeof spec.height === 'number' ? spec.height : plotHeight }
    : {};
  const sized = { ...own, ...size, autosize: { type: 'fit-x', contains: 'padding' } };
  const compiled = compile(sized as TopLevelSpec, {
    config: chartConfig(theme, element.clientWidth < narrowBelow),
  });
  // The policy of the page allows no code made from text: expressions are interpreted.
  const view = new View(parse(compiled.spec, undefined, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    hover: true,
    loader: noLoader,
    tooltip: (_handler: unknown, event: MouseEvent, _item: unknown, value: unknown) => onTip(tipFor(event, value)),
  });
  view
    .initialize(element)
    .runAsync()
    .catch(() => {});
  return view;
}

function tipFor(event: MouseEvent, value: unknown): Tip | null {
  if (value === null || value === undefined || value === '') return null;
  const rows = typeof value === 'object' ? Object.entries(value) : [['', value] as const];
  return { x: event.clientX, y: event.clientY, rows: rows.map(([name, text]) => [name, String(text)]) };
}

/** Charts side by side or in facets have sizes of their own. */
const isFluid = (spec: Record<string, unknown>): boolean =>
  ('mark' in spec || 'layer' in spec) && !hasFacet(spec.encoding) && !isStep(spec.width);

const isStep = (width: unknown): boolean => typeof width === 'object' && width !== null && 'step' in width;

const hasFacet = (encoding: unknown): boolean =>
  typeof encoding === 'object' &&
  encoding !== null &&
  ['row', 'column', 'facet'].some((channel) => channel in encoding);

const widthFor = (element: HTMLElement): number => Math.max(200, Math.min(element.clientWidth, maxWidth));

function titleOf({ title }: Record<string, unknown>): string {
  if (typeof title === 'string') return title;
  if (typeof title === 'object' && title !== null && 'text' in title) return String(title.text);
  return '';
}
