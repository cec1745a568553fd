import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { serveThread } from '../threads/serve-thread.ts';
import type { RenderedPicture, RenderTask } from './render-chart.ts';
import { chartTheme } from './theme.ts';

const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf', 'DejaVuSans-Oblique.ttf'].map((file) => join(fonts, file));
/** Pixels in each direction that no picture exceeds, whatever a specification says. */
const maxPixels = 6_000;

serveThread<RenderTask, RenderedPicture>(async ({ spec, theme, width, scale }) => {
  const svg = await drawSvg(spec, theme, width);
  return { svg, ...drawPng(svg, scale) };
});

async function drawSvg(
  spec: RenderTask['spec'],
  theme: RenderTask['theme'],
  width: number | undefined,
): Promise<string> {
  // The theme goes over what the specification brings: a dark chart on white paper can't be read.
  const { config: own, background: _background, ...rest } = spec;
  const config = { ...(isRecord(own) ? own : {}), ...chartTheme(theme) };
  const sized = width !== undefined && typeof rest.width === 'number' ? { ...rest, width } : rest;
  const compiled = compile(asVegaLite(sized), { config, logger: silent }).spec;
  const view = new View(parse(compiled), { renderer: 'none', loader: closed, logger: silent });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

/** `checkSpec` saw to its form; what is still wrong in it Vega-Lite says. */
const asVegaLite = (spec: object): Parameters<typeof compile>[0] => spec as Parameters<typeof compile>[0];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function drawPng(svg: string, scale: number): Omit<RenderedPicture, 'svg'> {
  const plain = new Resvg(svg, { font: { loadSystemFonts: false } });
  const fitting = Math.min(scale, maxPixels / plain.width, maxPixels / plain.height);
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: fitting },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  }).render();
  return { png: picture.asPng(), width: picture.width, height: picture.height };
}

/** Nothing is ever fetched. */
const refuse = () => Promise.reject(new Error('A chart loads nothing.'));
const closed = { options: {}, load: refuse, sanitize: refuse, http: refuse, file: refuse };

/** What Vega has to say about a specification is its author's concern. */
const silent = {
  level: () => silent,
  error: (...args: readonly unknown[]) => {
    throw new Error(args.map(String).join(' '));
  },
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};
