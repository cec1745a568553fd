import { readArchive } from '../archive.ts';
import type { DocumentText } from '../document-text.ts';
import type { BinaryFormat, ReadBounds } from '../format.ts';
import { readTitle } from '../office/core-properties.ts';
import { findAll, findChild, parseXml, type XmlNode } from '../office/xml.ts';
import { ParseError } from '../parse-error.ts';
import { looksLikeHeader, tableLines } from '../table-lines.ts';

const wanted =
  /^(?:docProps\/core\.xml|ppt\/(?:presentation\.xml|_rels\/presentation\.xml\.rels|slides\/.*|notesSlides\/.*))$/;

/** PowerPoint: every slide is a page, its title a heading, its notes behind it. */
export const pptx: BinaryFormat = {
  kind: 'binary',
  label: 'a PowerPoint presentation (pptx)',
  extensions: ['pptx', 'pptm', 'ppsx'],
  matches: (_, entries) => entries.includes('ppt/presentation.xml'),
  read(bytes, out, { maxPages }: ReadBounds) {
    const files = readArchive(bytes, (name) => wanted.test(name) && /\.(?:xml|rels)$/.test(name));
    out.title = readTitle(files);
    const slides = slideOrder(files);
    if (slides.length > maxPages) {
      throw new ParseError('too_many_pages', `The presentation has ${slides.length} slides; ${maxPages} are taken.`);
    }
    for (const [index, path] of slides.entries()) readSlide(files, path, { out, number: index + 1 });
  },
};

/** Paths of the slides as they are shown: the order is in the presentation, the paths in its relations. */
function slideOrder(files: Map<string, Uint8Array>): string[] {
  const presentation = files.get('ppt/presentation.xml');
  if (!presentation) throw new ParseError('broken', 'The presentation has no list of slides.');
  const targets = readRelations(files, 'ppt/presentation.xml');
  return [...findAll(parseXml(presentation), 'sldId')]
    .map(({ attributes }) => Object.values(attributes).map((id) => targets.get(id)?.path))
    .map((paths) => paths.find((path) => path?.startsWith('ppt/slides/')))
    .filter((path) => path !== undefined && files.has(path)) as string[];
}

function readRelations(files: Map<string, Uint8Array>, path: string): Map<string, { type: string; path: string }> {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const bytes = files.get(`${folder}/_rels/${path.slice(folder.length + 1)}.rels`);
  const relations = bytes ? [...findAll(parseXml(bytes), 'Relationship')] : [];
  return new Map(
    relations.map(({ attributes: { Id = '', Type = '', Target = '' } }) => [
      Id,
      { type: Type.split('/').at(-1) ?? '', path: new URL(Target, `file:///${folder}/`).pathname.slice(1) },
    ]),
  );
}

function readSlide(
  files: Map<string, Uint8Array>,
  path: string,
  { out, number }: { out: DocumentText; number: number },
): void {
  out.startPage(number);
  const tree = findChild(parseXml(files.get(path) ?? new Uint8Array()), 'sld', 'cSld', 'spTree');
  const shapes = [...shapesOf(tree)];
  const title = shapes.find((shape) => /^(?:title|ctrTitle)$/.test(placeholder(shape)));
  if (title)
    out.heading(
      1,
      paragraphsOf(title)
        .map(({ text }) => text)
        .join(' '),
    );
  for (const shape of shapes)
    if (shape !== title && !/^(?:sldNum|dt|ftr)$/.test(placeholder(shape))) readShape(out, shape);
  const notes = [...readRelations(files, path).values()].find(({ type }) => type === 'notesSlide');
  const bytes = notes && files.get(notes.path);
  if (bytes) readNotes(out, bytes);
}

/** Shapes and tables, also those in groups. Of alternatives only the first is shown. */
function* shapesOf(node: XmlNode | undefined): Generator<XmlNode> {
  for (const child of node?.children ?? []) {
    if (child.name === 'sp' || child.name === 'graphicFrame') yield child;
    else if (['grpSp', 'AlternateContent', 'Choice'].includes(child.name)) yield* shapesOf(child);
  }
}

const placeholder = (shape: XmlNode): string => {
  const ph = findChild(shape, 'nvSpPr', 'nvPr', 'ph');
  return ph ? (ph.attributes.type ?? 'body') : '';
};

function readShape(out: DocumentText, shape: XmlNode): void {
  const [table] = findAll(shape, 'tbl');
  out.endLines();
  if (table) {
    const rows = [...findAll(table, 'tr')].map((row) => [...findAll(row, 'tc')].map((cell) => plain(cell)));
    for (const line of tableLines(rows, { hasHeader: looksLikeHeader(rows) })) out.line(line);
    return;
  }
  const isList = ['body', 'obj'].includes(placeholder(shape)) && paragraphsOf(shape).length > 1;
  for (const { text, hasBullet } of paragraphsOf(shape)) {
    if (isList && hasBullet) out.line(`- ${text}`);
    else out.paragraph(text);
  }
}

const plain = (node: XmlNode): string =>
  paragraphsOf(node)
    .map(({ text }) => text)
    .join(' ');

const paragraphsOf = (node: XmlNode): { text: string; hasBullet: boolean }[] =>
  [...findAll(node, 'p')]
    .map((paragraph) => ({ text: runText(paragraph).trim(), hasBullet: !findChild(paragraph, 'pPr', 'buNone') }))
    .filter(({ text }) => text !== '');

function runText(node: XmlNode): string {
  if (node.name === 't') return node.children.map(({ text }) => text).join('');
  if (node.name === 'br') return '\n';
  return node.name.endsWith('Pr') ? '' : node.children.map(runText).join('');
}

function readNotes(out: DocumentText, bytes: Uint8Array): void {
  const shapes = [...shapesOf(findChild(parseXml(bytes), 'notes', 'cSld', 'spTree'))];
  const body = shapes.find((shape) => placeholder(shape) === 'body');
  if (body) out.paragraph(plain(body));
}
