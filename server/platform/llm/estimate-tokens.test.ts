import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateTokens } from './index.ts';

/** Counted with o200k_base. */
const counted: [text: string, tokens: number][] = [
  [
    'The assistant reads your documents, queries your databases and uses your tools. When the connection is lost, it goes on, and you see the rest of the answer as soon as you are back. Nothing that was acknowledged gets lost.',
    46,
  ],
  [
    'Wczoraj wieczorem spotkaliśmy się w Łodzi, żeby omówić najważniejsze założenia projektu oraz harmonogram prac na przyszły kwartał.',
    37,
  ],
  [
    'Вчера вечером мы встретились, чтобы обсудить основные положения проекта и график работ на следующий квартал. Все согласились, что сроки слишком короткие.',
    33,
  ],
  [
    'اجتمعنا مساء أمس لمناقشة أهم جوانب المشروع والجدول الزمني للربع القادم، واتفق الجميع على أن المواعيد قصيرة جدا.',
    32,
  ],
  ['昨天晚上我们开会讨论了项目的主要内容和下一季度的工作安排,大家都认为时间太紧了。', 26],
  ['어제 저녁에 우리는 프로젝트의 주요 내용과 다음 분기 일정을 논의하기 위해 모였습니다.', 23],
  ['Great 🎉🎉 see you tomorrow 🌎👍🏽 bring cake 🍰!', 18],
];

for (const [text, tokens] of counted) {
  test(`"${text.slice(0, 12)}…" is estimated rather too high than too low`, () => {
    const ratio = estimateTokens(text) / tokens;
    assert.ok(ratio >= 0.95 && ratio <= 1.55, `${ratio} of what it is`);
  });
}

test('nothing has no tokens, and a long text takes no long time', () => {
  assert.equal(estimateTokens(''), 0);
  assert.equal(estimateTokens('   '), 0);
  assert.equal(estimateTokens('a'.repeat(1_000_000)), Math.ceil(1_000_000 / 7));
});
