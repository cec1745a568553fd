import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zipSync } from 'fflate';
import { docx, pptx, word, xlsx, zip } from './test-files.ts';
import { parse, refused, roomy } from './test-parse.ts';

const { paragraph, table } = word;
const numbers = { id: 1, level: 0 };

test('Word: headings by style in any language, lists, tables, all scripts', async () => {
  const doc = await parse(
    docx(
      paragraph('Bericht 2026', 'berschrift1') +
        paragraph('Grüße &amp; Küsse 🌍 an alle') +
        paragraph('مرحبا بالعالم، هذا نص عربي') +
        paragraph('Erstens', undefined, numbers) +
        paragraph('Zweitens', undefined, numbers) +
        paragraph('Punkt', undefined, { id: 2, level: 0 }) +
        paragraph('Anhang', 'Eigene') +
        table([
          ['Name', 'Ort', ''],
          ['Zoë', 'Århus', 'x'],
          ['李小龍', '香港', ''],
        ]),
    ),
    'bericht.docx',
  );
  assert.equal(
    doc.text,
    'Bericht 2026\n\nGrüße & Küsse 🌍 an alle\n\nمرحبا بالعالم، هذا نص عربي\n\n1. Erstens\n2. Zweitens\n- Punkt\n\nAnhang\n\n' +
      'Name | Ort\nName: Zoë; Ort: Århus; x\nName: 李小龍; Ort: 香港',
  );
  assert.deepEqual(
    doc.sections.map(({ level, heading }) => [level, heading]),
    [
      [1, 'Bericht 2026'],
      [2, 'Anhang'],
    ],
  );
});

test('Word: deleted text is gone, inserted text, boxes, notes and the title are there', async () => {
  const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;
  const doc = await parse(
    docx(
      `<w:p>${run('Es ist ')}<w:del><w:r><w:delText>alt</w:delText></w:r></w:del><w:ins>${run('neu')}</w:ins><w:r><w:tab/><w:t>hier</w:t></w:r></w:p>` +
        `<w:p><w:r><w:instrText>TOC</w:instrText><w:rPr><w:vanish/></w:rPr><w:t>versteckt</w:t></w:r>${run('sichtbar')}</w:p>` +
        `<w:sdt><w:sdtContent><w:p>${run('im Feld')}<w:r><w:txbxContent><w:p>${run('im Kasten')}</w:p></w:txbxContent></w:r></w:p></w:sdtContent></w:sdt>`,
      {
        'word/footnotes.xml': `<w:footnotes><w:footnote w:type="separator"><w:p>${run('-')}</w:p></w:footnote><w:footnote w:id="2"><w:p>${run('Eine Note')}</w:p></w:footnote></w:footnotes>`,
        'docProps/core.xml': '<cp:coreProperties><dc:title>Der Titel</dc:title></cp:coreProperties>',
      },
    ),
    'x.docx',
  );
  assert.equal(doc.title, 'Der Titel');
  assert.equal(doc.text, 'Es ist neu\thier\n\nsichtbar\n\nim Feld\nim Kasten\n\nEine Note');
});

test('Word: thousands of entities are read, a document type is refused', async () => {
  const many = await parse(docx(paragraph('a &lt; b &amp; c; '.repeat(5_000))), 'x.docx');
  assert.equal(many.text.match(/a < b & c;/g)?.length, 5_000);
  const bomb =
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document><w:body>&b;</w:body></w:document>';
  await refused('broken', zip({ 'word/document.xml': bomb }), 'x.docx');
});

test('PowerPoint: slides in their shown order are pages, with points, tables and notes', async () => {
  const doc = await parse(
    pptx(
      [
        { title: 'Überblick', points: ['Erster Punkt', 'שלום עולם'], notes: 'Langsam sprechen' },
        {
          title: 'Zahlen',
          points: ['Nur eins'],
          table: [
            ['Jahr', 'Umsatz'],
            ['2025', '12 €'],
          ],
        },
      ],
      [2, 1],
    ),
    'folien.pptx',
  );
  assert.equal(
    doc.text,
    'Zahlen\n\nNur eins\n\nJahr | Umsatz\nJahr: 2025; Umsatz: 12 €\n\nÜberblick\n\n- Erster Punkt\n- שלום עולם\n\nLangsam sprechen',
  );
  assert.deepEqual(
    doc.pages.map(({ number }) => number),
    [1, 2],
  );
  assert.ok(doc.text.slice(doc.pages[1]?.start).startsWith('Überblick'));
  const three = pptx(['a', 'b', 'c'].map((title) => ({ title, points: [] })));
  await refused('too_many_pages', three, 'x.pptx', { ...roomy, maxPages: 2 });
});

test('Excel: sheets are sections, rows lines with column names, dates are dates, wide tables are whole', async () => {
  const columns = Array.from({ length: 60 }, (_, index) => `Spalte ${index + 1}`);
  const doc = await parse(
    xlsx({
      Personen: [
        ['Name', 'Geboren', 'Größe'],
        ['Zoë 🎿', { date: 32_000 }, 1.75],
        ['王', { date: 33_000 }, 1.8],
      ],
      Breit: [columns, columns.map((_, index) => index * 3)],
    }),
    'daten.xlsx',
  );
  assert.ok(
    doc.text.startsWith('Personen\n\nName | Geboren | Größe\nName: Zoë 🎿; Geboren: 1987-08-11; Größe: 1.75\nName: 王'),
    doc.text,
  );
  assert.ok(doc.text.includes('Spalte 59: 174; Spalte 60: 177'));
  assert.deepEqual(
    doc.sections.map(({ heading }) => heading),
    ['Personen', 'Breit'],
  );
});

test('what unfolds without end is refused before it does', async () => {
  const zeros = new Uint8Array(60 * 1024 * 1024);
  await refused('too_large', zipSync({ 'word/document.xml': zeros }), 'x.docx');
  const far = zip({
    'xl/workbook.xml': '<workbook/>',
    'xl/worksheets/sheet1.xml':
      '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
  });
  await refused('too_large', far, 'x.xlsx');
});

test('damaged, foreign and protected archives say so', async () => {
  const whole = docx(paragraph('Text'));
  await refused('broken', whole.slice(0, whole.length - 60), 'x.docx');
  await refused('broken', zip({ 'xl/workbook.xml': '<workbook/>' }), 'x.xlsx');
  await refused('empty', docx(paragraph(' ')), 'x.docx');
  await refused('unsupported', zip({ 'a.txt': 'text' }), 'x.zip');
  const compound = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(500)]);
  assert.match(await refused('unsupported', compound, 'x.doc'), /old Office format/);
  const locked = Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')]);
  assert.match(await refused('encrypted', locked, 'x.docx'), /password/);
});
