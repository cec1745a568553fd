import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import sharp from 'sharp';
import { sniffType } from './sniff.ts';

const sniff = (content: Buffer | string, filename: string): Promise<string> => {
  const bytes = Buffer.from(content);
  return sniffType(async (range) => Readable.from([bytes.subarray(0, range ? range.end + 1 : undefined)]), filename);
};

test('text is what its name says among texts, and plain otherwise', async () => {
  for (const [content, filename, mime] of [
    ['Hallo, schöne Welt 🌍\n', 'notes.txt', 'text/plain'],
    ['BMW is a car, MZ is a motorbike.', 'cars.bmp', 'text/plain'],
    ['alert(1)', 'script.js', 'text/plain'],
    ['name;city\nZoë;Århus\n', 'people.csv', 'text/csv'],
    ['<p align="center">Logo</p>\n\n# Title', 'README.md', 'text/markdown'],
    ['{"a":1}', 'data.JSON', 'application/json'],
    ['{"a":1}', 'data', 'text/plain'],
    ['%PDF-1.4\n%plain ascii', 'x.txt', 'application/pdf'],
    ['BEGIN:VCALENDAR\r\nVERSION:2.0', 'invite.ics', 'text/calendar'],
  ] as const) {
    assert.equal(await sniff(content, filename), mime, filename);
  }
});

test('markup is found whatever the name says', async () => {
  for (const [content, mime] of [
    ['<!DOCTYPE html><script>alert(1)</script>', 'text/html'],
    ['\ufeff \n<!-- a comment --><!-- and --><HTML>', 'text/html'],
    ['<script>alert(1)</script>', 'text/html'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
    ['<?xml version="1.0"?><!-- x --><svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
    ['<?xml version="1.0"?><rss/>', 'application/xml'],
  ] as const) {
    assert.equal(await sniff(content, 'holiday.png'), mime, content);
  }
  assert.equal(await sniff('just words', 'page.html'), 'text/html');
});

test('one byte that no text holds makes it something else', async () => {
  assert.equal(await sniff(Buffer.from('a\0b'), 'a.txt'), 'application/octet-stream');
  assert.equal(await sniff(Buffer.from([0x61, 0xff, 0x62]), 'a.csv'), 'application/octet-stream');
  assert.equal(await sniff(Buffer.from([0xe2, 0x82]), 'cut.txt'), 'application/octet-stream');
  assert.equal(await sniff(Buffer.from('<html>\0'), 'a.html'), 'application/octet-stream');
});

test('pictures are known by their bytes, also with a script behind them', async () => {
  const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  assert.equal(await sniff(png, 'page.html'), 'image/png');
  assert.equal(await sniff(Buffer.concat([png, Buffer.from('<script>alert(1)</script>')]), 'x.html'), 'image/png');
  assert.equal(await sniff('GIF89a/*<script>*/=1;alert(1)', 'x.js'), 'text/plain');
});
