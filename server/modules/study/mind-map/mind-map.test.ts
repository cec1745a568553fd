import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toStudyText } from '../text/study-text.ts';
import { drawMindMap, type MindMapNode } from './mind-map.ts';

const handbook = [
  '# Handbook of Harbours',
  '## Ships\n\nContainer ships carry steel boxes. Container ships need deep water. Tugboats pull container ships.',
  '### Sails\n\nOld sailing ships used linen sails.',
  '## Cranes\n\nGantry cranes lift steel boxes. A gantry crane moves on rails.',
  '## Customs\n\nCustoms officers check the freight papers.',
].join('\n\n');

const everyNode = (node: MindMapNode): MindMapNode[] => [node, ...node.children.flatMap(everyNode)];
const depthOf = (node: MindMapNode): number => 1 + Math.max(-1, ...node.children.map(depthOf));

test('headings are branches, below the title, as deep as asked', () => {
  const text = toStudyText(handbook);
  for (const depth of [1, 2, 3, 4]) {
    const root = drawMindMap([text], { topic: null, depth });
    assert.equal(root.label, 'Handbook of Harbours');
    assert.deepEqual(
      root.children.map(({ label }) => label),
      ['Ships', 'Cranes', 'Customs'],
    );
    assert.ok(depthOf(root) <= depth, `${depthOf(root)} levels`);
  }
  const [ships] = drawMindMap([text], { topic: null, depth: 2 }).children;
  assert.deepEqual(
    ships?.children.map(({ label }) => label),
    ['Sails'],
  );
});

test('every branch says where it comes from', () => {
  for (const given of [handbook, handbook.replaceAll('#', '')]) {
    const text = toStudyText(given);
    const root = drawMindMap([text], { topic: 'Harbours', depth: 4 });
    assert.equal(root.label, 'Harbours');
    const nodes = everyNode(root).slice(1);
    assert.ok(nodes.length >= 3);
    for (const { label, source } of nodes) {
      assert.ok(source, label);
      const there = given.slice(source.start, source.end).replace(/\s+/g, ' ');
      assert.ok(there.includes(label.replace(/…$/, '')), `${label} is not in ${there}`);
    }
  }
});

test('passages of several documents are drawn as one, and say which they are from', () => {
  const texts = [
    'Tidal power plants use the tide. Tidal power is steady.',
    'Tidal power needs strong currents. Solar power needs sun.',
  ];
  const root = drawMindMap(
    texts.map((text) => toStudyText(text)),
    { topic: 'Energy', depth: 2 },
  );
  const sources = everyNode(root).flatMap(({ source }) => (source ? [source] : []));
  assert.deepEqual([...new Set(sources.map(({ text }) => text))].sort(), [0, 1]);
  const labels = root.children.map(({ label }) => label.toLowerCase());
  assert.equal(new Set(labels).size, labels.length, 'no branch twice');
});

test('a topic without any text is a root alone', () => {
  assert.deepEqual(drawMindMap([], { topic: 'Photosynthese 🌱', depth: 3 }), {
    label: 'Photosynthese 🌱',
    children: [],
  });
});

test('texts in any script and of any size are drawn', () => {
  for (const text of [
    '東京は日本の首都です。大阪は商業の都市です。',
    'שלום עולם. זה טקסט.',
    'x',
    `${handbook}\n\n`.repeat(300),
  ]) {
    const root = drawMindMap([toStudyText(text)], { topic: null, depth: 5 });
    assert.ok(root.label.length > 0 && root.label.length <= 80);
    assert.ok(everyNode(root).length < 1_000);
  }
});
