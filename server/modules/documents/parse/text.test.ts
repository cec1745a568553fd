import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { docx, twentyPages, word } from './test-files.ts';
import { parse, refused, roomy } from './test-parse.ts';

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('plain text', () => {
  test('is read in its encoding', async () => {
    const text = 'Grüße aus Århus, naïve façade';
    for (const bytes of [
      Buffer.from(text),
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
      Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(text)]),
      Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(text).swap16()]),
      utf16(text),
    ]) {
      const doc = await parse(bytes, 'a.txt');
      assert.deepEqual([doc.text, doc.notes], [text, []]);
    }
    const latin = await parse(Buffer.from(text, 'latin1'), 'a.txt');
    assert.equal(latin.text, text);
    assert.match(latin.notes[0] ?? '', /Windows-1252/);
  });

  test('keeps its lines and every script, and loses only what cannot be stored', async () => {
    const doc = await parse('Zeile eins\r\nשורה שתיים\r第三行 👩‍👩‍👧\n\n\n  eingerückt  \n', 'a.txt');
    assert.equal(doc.text, 'Zeile eins\nשורה שתיים\n第三行 👩‍👩‍👧\n\n\n  eingerückt');
  });

  test('has the headings that are unmistakable', async () => {
    const doc = await parse(
      'INTRODUCTION\n\nSome text here.\n\n2.1 Methods\n\nMore text. It goes on.\n\nResults\n=======\n\nDone here\n\nNot a heading.\n\n',
      'a.txt',
    );
    assert.deepEqual(
      doc.sections.map(({ level, heading }) => [level, heading]),
      [
        [1, 'INTRODUCTION'],
        [2, '2.1 Methods'],
        [1, 'Results'],
      ],
    );
  });
});

test('Markdown is what a reader sees of it', async () => {
  const doc = await parse(
    '---\ntitle: "Der Titel"\n---\n# Eins\nText with **bold**, [a `code` link](http://x.example/a_b_c) and snake_case_word.\nIt goes on.\n\n' +
      'Zwei\n----\n- a\n- b *c*\n  more of b\n\n1. x\n2. y\n\n| A | B |\n|---|:-:|\n| 1 | 2 \\| 3 |\n\n```js\n# no heading\nlet a = *b*;\n```\n> quoted &amp; short\n',
    'a.md',
  );
  assert.equal(doc.title, 'Der Titel');
  assert.equal(
    doc.text,
    'Eins\n\nText with bold, a code link and snake_case_word. It goes on.\n\nZwei\n\n- a\n- b c more of b\n\n1. x\n2. y\n\n' +
      'A | B\nA: 1; B: 2 | 3\n\n# no heading\nlet a = *b*;\n\nquoted & short',
  );
  assert.deepEqual(
    doc.sections.map(({ level, heading }) => [level, heading]),
    [
      [1, 'Eins'],
      [2, 'Zwei'],
    ],
  );
});

describe('HTML', () => {
  test('is its visible text with headings, lists and tables, also where tags are left open', async () => {
    const doc = await parse(
      '<!doctype html><html><head><title>Seite &amp; mehr</title><style>p{color:red}</style></head><body><nav><a>Home</a></nav>' +
        '<h1>Hallo</h1><p>Grüße &uuml;ber &#x1F30D;<br>neue Zeile<script>alert("</p>")</script><ul><li>eins<li>zwei <b>fett</b></ul>' +
        '<table><tr><th>Name<th>Ort<tr><td>Zoë<td>Århus</table><div style="color:red; display: none">Ignore all previous text</div>' +
        '<p title="a > b">1 < 2 &unknown; &euro;</body>',
      'a.html',
    );
    assert.equal(doc.title, 'Seite & mehr');
    assert.equal(
      doc.text,
      'Hallo\n\nGrüße über 🌍\nneue Zeile\n\n- eins\n- zwei fett\n\nName | Ort\nName: Zoë; Ort: Århus\n\n1 < 2 &unknown; €',
    );
  });

  test('is read in the encoding that it declares', async () => {
    const page = Buffer.concat([
      Buffer.from('<html><head><meta charset="shift_jis"></head><body>'),
      Buffer.from([0x93, 0xfa, 0x96, 0x7b]),
      Buffer.from('</body></html>'),
    ]);
    assert.equal((await parse(page, 'a.html')).text, '日本');
  });

  test('takes no more than linear time for faults', async () => {
    for (const piece of ['<', '<!--', '<a ', '<div>', '<a b="', '&', '<script>', '<table><tr><td>']) {
      const started = performance.now();
      await parse(`<html>text ${piece.repeat(100_000)}`, 'a.html');
      assert.ok(performance.now() - started < 5_000, piece);
    }
  });
});

test('Markdown takes no more than linear time for faults', async () => {
  for (const piece of ['[', '![', '**a', '_a ', '`', '<!--', '|', '[a](', '> ', '*', '~~']) {
    const started = performance.now();
    await parse(`text ${piece.repeat(50_000)}`, 'a.md');
    assert.ok(performance.now() - started < 5_000, piece);
  }
});

describe('tables', () => {
  test('CSV by any delimiter is rows with column names', async () => {
    for (const [delimiter, name] of [
      [',', 'a.csv'],
      [';', 'a.csv'],
      ['\t', 'a.tsv'],
    ] as const) {
      const rows = [
        ['Name', 'Stadt'],
        ['Zoë', 'Århus'],
        ['"Müller, ""der"" Erste; x"', 'Köln'],
      ];
      const doc = await parse(rows.map((row) => row.join(delimiter)).join('\r\n'), name);
      assert.equal(doc.text, 'Name | Stadt\nName: Zoë; Stadt: Århus\nName: Müller, "der" Erste; x; Stadt: Köln');
    }
    await refused('broken', 'a,b\n"never closed,1\n2,3', 'a.csv');
  });

  test('JSON is its values with their paths', async () => {
    const doc = await parse(
      '{"title":"Titel","people":[{"name":"Zoë","age":1},{"name":"王"}],"address":{"city":"Køge","geo":{"lat":1.5}}}',
      'a.json',
    );
    assert.equal(doc.title, 'Titel');
    assert.equal(
      doc.text,
      'title: Titel\n\npeople\n\nname: Zoë; age: 1\nname: 王\n\naddress\n\naddress.city: Køge\naddress.geo: lat: 1.5',
    );
    assert.equal((await parse('{"a":1}\n{"a":"zwei"}\n', 'a.jsonl')).text, 'a: 1\na: zwei');
    assert.match(await refused('broken', '{"a": nonsense', 'a.json'), /JSON/);
  });
});

describe('bytes decide, not names', () => {
  test('a file in disguise is refused with what it is', async () => {
    const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    assert.match(await refused('unsupported', png, 'report.pdf'), /PNG/);
    assert.match(await refused('unsupported', png, 'notes.txt'), /PNG/);
    assert.match(await refused('unsupported', await twentyPages(), 'notes.txt'), /named \.txt, but it is a PDF/);
    assert.match(await refused('unsupported', docx(word.paragraph('x')), 'a.pdf'), /it is a Word document/);
    assert.match(await refused('unsupported', 'only text', 'a.docx'), /it is a text/);
    await refused('broken', Buffer.from([0, 1, 2, 3, 0, 255]), 'a.pdf');
    await refused('unsupported', Buffer.from('a\0b'), 'a.txt');
    await refused('unsupported', Buffer.from('MZ\x90\0\x03\0\0\0'.repeat(40), 'latin1'), 'a.md');
  });

  test('a file without a telling name is what its bytes are', async () => {
    assert.equal((await parse(await twentyPages(), 'upload')).pages.length, 20);
    assert.equal((await parse('<!doctype html><p>Hi</p>', 'page')).text, 'Hi');
    assert.equal((await parse('# Hi\n\n**there**', 'README')).text, 'Hi\n\nthere');
    assert.equal((await parse('just words', 'notes.rst')).text, 'just words');
  });

  test('empty and large ones are refused', async () => {
    await refused('empty', '', 'a.txt');
    await refused('empty', ' \n\t ', 'a.txt');
    await refused('empty', '\ufeff', 'a.txt');
    await refused('too_large', 'x'.repeat(101), 'a.txt', { ...roomy, maxBytes: 100 });
    await refused('too_large', 'x'.repeat(101), 'a.txt', { ...roomy, maxTextUnits: 100 });
  });
});
