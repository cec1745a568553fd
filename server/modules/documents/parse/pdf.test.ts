import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawText, encryptedPdf, japanesePdf, makePdf, paragraph, scannedPdf, twentyPages } from './test-files.ts';
import { parse, refused, roomy } from './test-parse.ts';

test('twenty pages have their numbers, headings and text, and no running titles', async () => {
  const doc = await parse(await twentyPages(), 'hafen.pdf');
  assert.equal(doc.title, 'Der Hafen von Århus');
  assert.deepEqual(
    doc.pages.map(({ number }) => number),
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  assert.equal(doc.sections.length, 20);
  for (const { number, start, end } of doc.pages) {
    const page = doc.text.slice(start, end);
    assert.ok(page.startsWith(`Chapter ${number}: Änderungen\n\n`), page.slice(0, 80));
    assert.ok(
      page.includes(`${paragraph} The berth code of month ${number} is K${number * 37}.\n\n${paragraph}`),
      page,
    );
  }
  assert.doesNotMatch(doc.text, /Annual harbour report|Page \d+ of 20/);
});

test('what tells something on every page is no running title', async () => {
  const doc = await parse(
    await makePdf(({ document, font }) => {
      for (let number = 1; number <= 5; number += 1) {
        const page = document.addPage([595, 842]);
        page.drawText(`Page ${number}: the code is ${number * number * 113}`, { x: 60, y: 800, size: 11, font });
        drawText(page, paragraph, { font, x: 60, y: 700, width: 470 });
      }
    }),
    'codes.pdf',
  );
  for (const [index, code] of [113, 452, 1017, 1808, 2825].entries()) {
    assert.ok(doc.text.includes(`Page ${index + 1}: the code is ${code}`));
  }
});

test('columns are read one after the other, below a title over both', async () => {
  const left =
    'Linke Spalte: Vögel ziehen im Herbst nach Süden und kommen im Frühling wieder zurück in ihre alten Nester.';
  const right =
    'Right column: whales follow the krill along the coast and sing for hours in the cold water of the bay.';
  const doc = await parse(
    await makePdf(({ document, font, bold }) => {
      const page = document.addPage([595, 842]);
      page.drawText('A title that stands over both of the columns', { x: 60, y: 780, size: 18, font: bold });
      // Drawn in turns and with lines that don't stand beside each other.
      drawText(page, right, { font, x: 320, y: 735, width: 210 });
      drawText(page, left, { font, x: 60, y: 740, width: 210 });
    }),
    'columns.pdf',
  );
  assert.equal(doc.text, `A title that stands over both of the columns\n\n${left}\n\n${right}`);
});

test('hyphens of line ends are joined, those of words are kept', async () => {
  const lines = [
    'The well-known author wrote about the harbour and the develop-',
    'ment of the town. She stayed a well-',
    'known guest of the mayor for the rest of her long and happy life.',
  ];
  const doc = await parse(
    await makePdf(({ document, font }) => {
      const page = document.addPage();
      for (const [index, line] of lines.entries()) page.drawText(line, { x: 50, y: 600 - index * 14, size: 11, font });
    }),
    'hyphens.pdf',
  );
  assert.ok(doc.text.includes('the development of the town. She stayed a well-known guest'), doc.text);
});

test('a sentence that the end of a page cuts goes on', async () => {
  const doc = await parse(
    await makePdf(({ document, font }) => {
      drawText(document.addPage(), 'The ship left the harbour at nine and reached', {
        font,
        x: 50,
        y: 600,
        width: 480,
      });
      drawText(document.addPage(), 'the island before noon.', { font, x: 50, y: 600, width: 480 });
    }),
    'cut.pdf',
  );
  assert.equal(doc.text, 'The ship left the harbour at nine and reached the island before noon.');
  assert.equal(doc.text.slice(doc.pages[1]?.start), 'the island before noon.');
});

test('a wide table keeps its rows with the names of the columns', async () => {
  const columns = ['City', 'Country', 'People', 'Area', 'Mayor', 'Founded'];
  const rows = ['Århus', 'Köln', 'Łódź'].map((city, row) => [
    city.replace('Ł', 'L').replace('ź', 'z'),
    ...columns.slice(1).map((name, column) => `${name.slice(0, 2)}${row}${column}`),
  ]);
  const doc = await parse(
    await makePdf(({ document, font }) => {
      const page = document.addPage([842, 595]);
      for (const [row, cells] of [columns, ...rows].entries()) {
        for (const [column, text] of cells.entries()) {
          page.drawText(text, { x: 50 + column * 120, y: 500 - row * 18, size: 10, font });
        }
      }
    }),
    'table.pdf',
  );
  assert.ok(
    doc.text.includes('City: Köln; Country: Co10; People: Pe11; Area: Ar12; Mayor: Ma13; Founded: Fo14'),
    doc.text,
  );
});

test('text of a font that is not embedded is read by its character map', async () => {
  const doc = await parse(await japanesePdf('東京は日本の首都です。'), 'tokyo.pdf');
  assert.equal(doc.text, '東京は日本の首都です。');
  assert.equal(doc.language, 'ja');
});

test('what cannot be read says why', async () => {
  const whole = await twentyPages();
  assert.match(await refused('encrypted', await encryptedPdf(), 'a.pdf'), /password/);
  assert.match(await refused('scanned', await scannedPdf(3), 'a.pdf'), /pictures/);
  await refused('empty', await makePdf(({ document }) => void document.addPage()), 'a.pdf');
  await refused('broken', '%PDF-1.7\nnothing of the kind', 'a.pdf');
  await refused('broken', whole.slice(0, 400), 'a.pdf');
  await refused('too_many_pages', whole, 'a.pdf', { ...roomy, maxPages: 19 });
  await refused('too_large', whole, 'a.pdf', { ...roomy, maxTextUnits: 5_000 });
  await refused('too_large', whole, 'a.pdf', { ...roomy, timeoutMs: 0 });
});

test('a scanned page among others is said', async () => {
  const { notes, pages } = await parse(
    await makePdf(async ({ document, font }) => {
      drawText(document.addPage(), paragraph, { font, x: 50, y: 600, width: 400 });
      document.addPage();
    }),
    'mixed.pdf',
  );
  assert.deepEqual(notes, ['Page 2 has no text.']);
  assert.equal(pages.length, 2);
});
