import { strToU8, zipSync } from 'fflate';
import { PDFDocument, type PDFFont, PDFName, type PDFPage, PDFString, StandardFonts } from 'pdf-lib';
import sharp from 'sharp';

/** Real files for tests, made by real writers. */

export const paragraph =
  'Die Königin von Århus läuft über die Brücke, während Zoë ihr naïves Résumé liest. Nobody has seen the harbour that empty ' +
  'since 1987. The ferry leaves at nine and returns before the evening bells are rung over the old town.';

interface PdfContext {
  document: PDFDocument;
  font: PDFFont;
  bold: PDFFont;
}

export async function makePdf(draw: (context: PdfContext) => void | Promise<void>): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const [font, bold] = [
    await document.embedFont(StandardFonts.Helvetica),
    await document.embedFont(StandardFonts.HelveticaBold),
  ];
  await draw({ document, font, bold });
  return document.save();
}

/** Breaks text into lines of a width and draws them; returns the next baseline. */
export function drawText(
  page: PDFPage,
  text: string,
  { font, x, y, width, size = 11 }: { font: PDFFont; x: number; y: number; width: number; size?: number },
): number {
  let line = '';
  let at = y;
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, size) > width) {
      page.drawText(line, { x, y: at, size, font });
      at -= size * 1.25;
      line = word;
    } else {
      line = longer;
    }
  }
  page.drawText(line, { x, y: at, size, font });
  return at - size * 1.25;
}

/** Twenty pages with a running title, page numbers, a chapter heading and paragraphs on each. */
export const twentyPages = (): Promise<Uint8Array> =>
  makePdf(({ document, font, bold }) => {
    document.setTitle('Der Hafen von Århus');
    for (let number = 1; number <= 20; number += 1) {
      const page = document.addPage([595, 842]);
      page.drawText('Annual harbour report', { x: 60, y: 800, size: 9, font });
      page.drawText(`Page ${number} of 20`, { x: 280, y: 30, size: 9, font });
      page.drawText(`Chapter ${number}: Änderungen`, { x: 60, y: 750, size: 20, font: bold });
      const next = drawText(page, `${paragraph} The berth code of month ${number} is K${number * 37}.`, {
        font,
        x: 60,
        y: 710,
        width: 470,
      });
      drawText(page, paragraph, { font, x: 60, y: next - 12, width: 470 });
    }
  });

/** A PDF that asks for a password: its dictionary of encryption fits no empty one. */
export async function encryptedPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const page = document.addPage();
  page.drawText('secret', { font: await document.embedFont(StandardFonts.Helvetica) });
  const { context } = document;
  const entry = { Filter: 'Standard', V: 2, R: 3, Length: 128, P: -4 };
  const encrypt = context.obj(entry);
  encrypt.set(PDFName.of('O'), PDFString.of('o'.repeat(32)));
  encrypt.set(PDFName.of('U'), PDFString.of('u'.repeat(32)));
  context.trailerInfo.Encrypt = context.register(encrypt);
  context.trailerInfo.ID = context.obj([PDFString.of('0123456789abcdef'), PDFString.of('0123456789abcdef')]);
  return document.save({ useObjectStreams: false });
}

/** Pages that are pictures, as a scanner makes them. */
export const scannedPdf = (pages: number): Promise<Uint8Array> =>
  makePdf(async ({ document }) => {
    const pixels = { create: { width: 60, height: 80, channels: 3, background: 'white' } } as const;
    const image = await document.embedPng(await sharp(pixels).png().toBuffer());
    for (let number = 0; number < pages; number += 1)
      document.addPage([300, 400]).drawImage(image, { width: 300, height: 400 });
  });

/** Japanese in a font that is not embedded, by one of Adobe's character maps. */
export const japanesePdf = (text: string): Promise<Uint8Array> =>
  makePdf(({ document }) => {
    const { context } = document;
    const descriptor = context.obj({
      Type: 'FontDescriptor',
      FontName: 'HeiseiMin-W3',
      Flags: 4,
      FontBBox: [0, -200, 1000, 900],
    });
    const cidFont = context.obj({
      Type: 'Font',
      Subtype: 'CIDFontType0',
      BaseFont: 'HeiseiMin-W3',
      CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Japan1'), Supplement: 2 },
      FontDescriptor: context.register(descriptor),
    });
    const font = context.register(
      context.obj({
        Type: 'Font',
        Subtype: 'Type0',
        BaseFont: 'HeiseiMin-W3',
        Encoding: 'UniJIS-UTF16-H',
        DescendantFonts: [context.register(cidFont)],
      }),
    );
    const page = document.addPage([595, 842]);
    page.node.setFontDictionary(PDFName.of('F9'), font);
    const hex = Buffer.from(text, 'utf16le').swap16().toString('hex');
    const stream = context.flateStream(`BT /F9 12 Tf 60 700 Td <${hex}> Tj ET`);
    page.node.addContentStream(context.register(stream));
  });

const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));

const contentTypes = `${xmlHead}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`;
const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
const relations = (...all: string[]): string => `${xmlHead}<Relationships>${all.join('')}</Relationships>`;

export const word = {
  paragraph: (text: string, style?: string, list?: { id: number; level: number }): string => {
    const number = list ? `<w:numPr><w:ilvl w:val="${list.level}"/><w:numId w:val="${list.id}"/></w:numPr>` : '';
    const properties = `<w:pPr>${style ? `<w:pStyle w:val="${style}"/>` : ''}${number}</w:pPr>`;
    return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
  },
  table: (rows: string[][]): string => {
    const cell = (text: string): string => `<w:tc>${word.paragraph(text)}</w:tc>`;
    return `<w:tbl>${rows.map((row) => `<w:tr>${row.map(cell).join('')}</w:tr>`).join('')}</w:tbl>`;
  },
};

/** A Word document with German style ids, as a German Word writes them. */
export const docx = (body: string, others: Record<string, string> = {}): Uint8Array =>
  zip({
    '[Content_Types].xml': contentTypes,
    'word/styles.xml': `${xmlHead}<w:styles><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style><w:style w:styleId="Eigene"><w:name w:val="Eigene"/><w:basedOn w:val="berschrift2"/></w:style></w:styles>`,
    'word/numbering.xml': `${xmlHead}<w:numbering><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num></w:numbering>`,
    'word/document.xml': `${xmlHead}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}<w:sectPr/></w:body></w:document>`,
    ...others,
  });

const shape = (type: string, paragraphs: string[]): string =>
  `<p:sp><p:nvSpPr><p:nvPr><p:ph type="${type}"/></p:nvPr></p:nvSpPr><p:txBody>${paragraphs
    .map((text) => `<a:p><a:r><a:rPr lang="de"/><a:t>${text}</a:t></a:r></a:p>`)
    .join('')}</p:txBody></p:sp>`;

/** Slides as a presentation; `order` are their numbers as they are shown. */
export function pptx(
  slides: { title: string; points: string[]; notes?: string; table?: string[][] }[],
  order = slides.map((_, index) => index + 1),
): Uint8Array {
  const files: Record<string, string> = {
    '[Content_Types].xml': contentTypes,
    'ppt/presentation.xml': `${xmlHead}<p:presentation><p:sldIdLst>${order.map((number) => `<p:sldId id="${255 + number}" r:id="rId${number}"/>`).join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      ...slides.map((_, index) => relation(`rId${index + 1}`, 'slide', `slides/slide${index + 1}.xml`)),
    ),
  };
  for (const [index, { title, points, notes, table }] of slides.entries()) {
    const rows = table?.map(
      (row) =>
        `<a:tr>${row.map((text) => `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`).join('')}</a:tr>`,
    );
    const frame = rows
      ? `<p:graphicFrame><a:graphic><a:graphicData><a:tbl>${rows.join('')}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`
      : '';
    files[`ppt/slides/slide${index + 1}.xml`] =
      `${xmlHead}<p:sld><p:cSld><p:spTree>${shape('title', [title])}${shape('body', points)}${frame}${shape('sldNum', [String(index + 1)])}</p:spTree></p:cSld></p:sld>`;
    if (notes === undefined) continue;
    files[`ppt/slides/_rels/slide${index + 1}.xml.rels`] = relations(
      relation('rId1', 'notesSlide', `../notesSlides/notesSlide${index + 1}.xml`),
    );
    files[`ppt/notesSlides/notesSlide${index + 1}.xml`] =
      `${xmlHead}<p:notes><p:cSld><p:spTree>${shape('body', [notes])}</p:spTree></p:cSld></p:notes>`;
  }
  return zip(files);
}

/** A workbook; cells are texts, numbers, or dates by their serial number in style 1. */
export function xlsx(sheets: Record<string, (string | number | { date: number })[][]>): Uint8Array {
  const names = Object.keys(sheets);
  const files: Record<string, string> = {
    '[Content_Types].xml': contentTypes,
    '_rels/.rels': relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `${xmlHead}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ...names.map((_, index) => relation(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`)),
      relation('rId99', 'styles', 'styles.xml'),
    ),
    'xl/styles.xml': `${xmlHead}<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  };
  for (const [index, rows] of Object.values(sheets).entries()) {
    files[`xl/worksheets/sheet${index + 1}.xml`] =
      `${xmlHead}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map((row, at) => `<row r="${at + 1}">${row.map((cell, column) => cellXml(cell, cellName(column, at + 1))).join('')}</row>`).join('')}</sheetData></worksheet>`;
  }
  return zip(files);
}

function cellXml(cell: string | number | { date: number }, name: string): string {
  if (typeof cell === 'string') return `<c r="${name}" t="inlineStr"><is><t>${cell}</t></is></c>`;
  if (typeof cell === 'number') return `<c r="${name}"><v>${cell}</v></c>`;
  return `<c r="${name}" s="1"><v>${cell.date}</v></c>`;
}

function cellName(column: number, row: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return `${column < 26 ? '' : String.fromCharCode(64 + Math.floor(column / 26))}${letter}${row}`;
}
