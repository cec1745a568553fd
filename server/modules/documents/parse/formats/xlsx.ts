import { zipSync } from 'fflate';
import readWorkbook from 'read-excel-file/node';
import { readArchive } from '../archive.ts';
import type { BinaryFormat } from '../format.ts';
import { readTitle } from '../office/core-properties.ts';
import { ParseError } from '../parse-error.ts';
import { looksLikeHeader, tableLines } from '../table-lines.ts';

/** Cells of one sheet, empty ones before and between full ones included. */
const maxCells = 4_000_000;
const needed =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|docProps\/core\.xml|xl\/(?:workbook|sharedStrings|styles)\.xml|xl\/_rels\/.*\.rels|xl\/worksheets\/[^/]+\.xml)$/i;

/** Excel: every sheet is a section, every row a line with the names of the columns. */
export const xlsx: BinaryFormat = {
  kind: 'binary',
  label: 'an Excel workbook (xlsx)',
  extensions: ['xlsx', 'xlsm'],
  matches: (_, entries) => entries.includes('xl/workbook.xml'),
  async read(bytes, out) {
    const files = readArchive(bytes, (name) => needed.test(name));
    out.title = readTitle(files);
    for (const [name, sheet] of files) if (name.startsWith('xl/worksheets/')) assertSize(sheet);
    // The library unpacks without limits, so it is given what was unpacked within ours.
    const packed = zipSync(Object.fromEntries(files), { level: 0 });
    const sheets = await readWorkbook(Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength));
    for (const { sheet, data } of sheets) {
      const rows = data.map((row) => row.map(cellText));
      const filled = rows.filter((row) => row.some((cell) => cell !== ''));
      if (filled.length === 0) continue;
      out.heading(1, sheet);
      for (const line of tableLines(filled, { hasHeader: looksLikeHeader(filled) })) out.line(line);
      out.endLines();
    }
  },
};

/** One cell in the last corner of a sheet would unfold to 17 thousand million. */
function assertSize(sheet: Uint8Array): void {
  let rows = 0;
  let columns = 0;
  for (const [, letters = '', row] of new TextDecoder()
    .decode(sheet)
    .matchAll(/<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})(\d{1,7})"/g)) {
    rows = Math.max(rows, Number(row));
    columns = Math.max(
      columns,
      [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0),
    );
  }
  if (rows * columns > maxCells) throw new ParseError('too_large', `A sheet spans more than ${maxCells} cells.`);
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (!(value instanceof Date)) return String(value);
  const iso = value.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 16).replace('T', ' ');
}
