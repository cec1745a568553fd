import { Type } from 'typebox';
import { defineTool, type Tool, type ToolContext, type ToolResult } from '../../platform/agent/tool.ts';
import {
  buildSpec,
  type ChartRequest,
  type ChartSpec,
  chartKinds,
  chartRequestOf,
  chooseChart,
  describeChart,
  parseChartRequest,
  renderChart,
} from '../../platform/charts/index.ts';
import { AppError } from '../../platform/errors.ts';

/** Keeps a file as an upload of someone; throws an `AppError` where they have no room. */
export type SaveMedia = (file: { ownerId: string; filename: string; bytes: Uint8Array }) => Promise<{ id: string }>;

const Args = Type.Object({
  text: Type.Optional(
    Type.String({
      maxLength: 65_536,
      description: 'Data in words, e.g. "sales by month Jan 10, Feb 20", or a markdown or CSV table.',
    }),
  ),
  columns: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), {
      minItems: 1,
      maxItems: 50,
      description: 'Names of the columns of `data`.',
    }),
  ),
  data: Type.Optional(
    Type.Array(
      Type.Array(Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Boolean(), Type.Null()]), {
        maxItems: 50,
      }),
      { maxItems: 10_000, description: 'Rows in the order of `columns`.' },
    ),
  ),
  kind: Type.Optional(
    Type.Union(
      chartKinds.map((kind) => Type.Literal(kind)),
      { description: 'Chosen by the data unless told.' },
    ),
  ),
  title: Type.Optional(Type.String({ maxLength: 200 })),
});

/** Draws a chart from words or rows: the specification for the screen, a PNG and an SVG in media. */
export const chartTool = ({ saveMedia }: { saveMedia: SaveMedia }): Tool =>
  defineTool({
    name: 'make_chart',
    title: 'Make a chart',
    description:
      'Draws a bar, line, area, scatter or pie chart or a histogram from data that you give: either `text`, or `columns` and `data`. It fetches nothing: get the numbers first. The user sees the chart; do not describe every value again.',
    parameters: Args,
    // It only adds files of the asker's own; a second one after a crash does no harm.
    risk: 'read',
    call: async ({ text, columns, data, kind, title }, ctx) => {
      const request = columns && data ? chartRequestOf({ columns, data }, text) : parseChartRequest(text ?? '');
      const wish = { ...(kind ? { kind } : {}), ...(title ? { title } : {}) };
      return draw(request.ok ? { ...request, wish: { ...request.wish, ...wish } } : request, ctx, saveMedia);
    },
  });

async function draw(request: ChartRequest, ctx: ToolContext, saveMedia: SaveMedia): Promise<ToolResult> {
  if (!request.ok) return { ok: false, code: 'no_chart_data', detail: request.detail };
  const chosen = chooseChart(request.table, request.wish);
  if (!chosen.ok) return { ok: false, code: 'no_chart_data', detail: chosen.detail };
  ctx.progress('Creating visualization…');
  const spec = buildSpec(chosen.choice);
  const pictures = await keepPictures(spec, { title: chosen.choice.title, ctx, saveMedia });
  if (!pictures.ok) return pictures;
  const description = describeChart(chosen.choice);
  const { note, ...media } = pictures.kept;
  return {
    ok: true,
    content: JSON.stringify({ shown: description, ...media, ...(note ? { note } : {}) }),
    answer: [description, note].filter(Boolean).join('\n\n'),
    parts: [{ type: 'chart', spec, media_id: media.png_media_id }],
  };
}

interface Kept {
  png_media_id: string | null;
  svg_media_id: string | null;
  note?: string;
}

/** A chart that can't be kept as a file is still shown: the reason is a note. */
async function keepPictures(
  spec: ChartSpec,
  { title, ctx, saveMedia }: { title: string | null; ctx: ToolContext; saveMedia: SaveMedia },
): Promise<{ ok: true; kept: Kept } | Extract<ToolResult, { ok: false }>> {
  const drawn = await renderChart(spec, { signal: ctx.signal });
  if (!drawn.ok) return { ok: false, code: drawn.code, detail: drawn.detail };
  const name = (title ?? 'Chart').slice(0, 80);
  try {
    const png = await saveMedia({ ownerId: ctx.userId, filename: `${name}.png`, bytes: drawn.png });
    const svg = await saveMedia({ ownerId: ctx.userId, filename: `${name}.svg`, bytes: Buffer.from(drawn.svg) });
    return { ok: true, kept: { png_media_id: png.id, svg_media_id: svg.id } };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return {
      ok: true,
      kept: { png_media_id: null, svg_media_id: null, note: `No picture was stored: ${error.detail}` },
    };
  }
}
