import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanFilename, extensionOf } from './filename.ts';

test('names become one line without a path, and keep what people wrote', () => {
  for (const [given, clean] of [
    ['Übersicht für Zoë – März.pdf', 'Übersicht für Zoë – März.pdf'],
    ['תמונה מהחוף.jpg', 'תמונה מהחוף.jpg'],
    ['👩‍👩‍👧 family.png', '👩‍👩‍👧 family.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ana\\report.docx', 'report.docx'],
    ['in\nvoice\r\n.pdf', 'invoice.pdf'],
    ['a\u0000b.txt', 'ab.txt'],
    ['evil\u202egpj.exe', 'evilgpj.exe'],
    ['"quoted"; filename=x.html', '"quoted"; filename=x.html'],
    ['  many   spaces .txt ', 'many spaces .txt'],
    ['e\u0301t\u00e9.txt', 'été.txt'],
    ['.env', '.env'],
    ['..', 'file'],
    ['folder/', 'file'],
    ['\u202e', 'file'],
    ['', 'file'],
    [undefined, 'file'],
  ] as const) {
    assert.equal(cleanFilename(given), clean, JSON.stringify(given));
  }
});

test('long names lose their middle and keep their extension, without half an emoji', () => {
  assert.equal(cleanFilename(`${'a'.repeat(300)}.tar.gz`), `${'a'.repeat(197)}.gz`);
  const flags = cleanFilename(`x${'🇩🇪'.repeat(100)}.png`);
  assert.equal(flags, `x${'🇩🇪'.repeat(48)}.png`);
  assert.equal(cleanFilename('a'.repeat(500)).length, 200);
});

test('any text becomes a name that can be stored, and cleaning twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
      const name = cleanFilename(given);
      assert.ok(name.length > 0 && name.length <= 200 && name.isWellFormed());
      assert.doesNotMatch(name, /[/\\\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
      assert.equal(cleanFilename(name), name);
    }),
  );
});

test('the extension is what stands behind the last dot', () => {
  assert.equal(extensionOf('a.b.CSV'), 'csv');
  assert.equal(extensionOf('README'), '');
});
