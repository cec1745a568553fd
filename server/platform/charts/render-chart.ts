import { createThread, ThreadError } from '../threads/index.ts';
import type { ChartSpec } from './build-spec.ts';
import { checkSpec } from './check-spec.ts';
import type { ChartTheme } from './theme.ts';

export interface RenderOptions {
  /** `light` unless told. */
  theme?: ChartTheme;
  /** Of the whole picture in the SVG, in pixels; the specification's own unless told. */
  width?: number;
  /** Pixels of the PNG for one of the SVG; 2 unless told. */
  scale?: number;
  signal?: AbortSignal;
}

export interface RenderTask {
  spec: ChartSpec;
  theme: ChartTheme;
  width: number | undefined;
  scale: number;
}

export interface RenderedPicture {
  svg: string;
  png: Uint8Array;
  /** Of the PNG, in pixels. */
  width: number;
  height: number;
}

export type RenderedChart =
  | ({ ok: true } & RenderedPicture)
  | { ok: false; code: 'spec_not_allowed' | 'not_renderable' | 'timeout' | 'busy'; detail: string };

/** Loading Vega takes longer than any chart, and it happens once. */
const thread = createThread<RenderTask, RenderedPicture>({
  file: new URL('./render.worker.ts', import.meta.url),
  timeoutMs: 5_000,
  startMs: 20_000,
  maxQueue: 50,
});

/**
 * Draws a Vega-Lite specification as SVG and PNG in a thread, five seconds at most. The specification is checked first (`checkSpec`).
 * Rejects only when `signal` aborts.
 */
export async function renderChart(spec: unknown, options: RenderOptions = {}): Promise<RenderedChart> {
  const checked = checkSpec(spec);
  if (!checked.ok) return { ok: false, code: 'spec_not_allowed', detail: checked.detail };
  const { theme = 'light', width, scale = 2, signal } = options;
  const bounded = { width: width && Math.min(Math.max(width, 100), 2_000), scale: Math.min(Math.max(scale, 0.5), 4) };
  try {
    return { ok: true, ...(await thread.run({ spec: checked.spec, theme, ...bounded }, signal)) };
  } catch (error) {
    if (!(error instanceof ThreadError)) throw error;
    return { ok: false, ...explain(error) };
  }
}

function explain({ code, message }: ThreadError): { code: 'not_renderable' | 'timeout' | 'busy'; detail: string } {
  if (code === 'busy')
    return { code, detail: 'Too many charts are being drawn at the moment; try again in a few seconds.' };
  if (code === 'timeout')
    return { code, detail: 'Drawing this chart took longer than five seconds, so it was stopped.' };
  return { code: 'not_renderable', detail: `This chart can't be drawn: ${message.slice(0, 300)}` };
}
