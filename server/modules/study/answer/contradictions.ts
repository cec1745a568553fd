import type { Token } from '../text/analyse.ts';
import type { Question } from './question.ts';

/** Words that exclude each other: a sentence with the one does not answer a question with the other. */
const pairs = (
  'increase/decrease,reduce,decline rise/fall,drop grow/shrink first/last,second most/least,fewest more/less,few max/min ' +
  'maximum/minimum high/low highest/lowest large/small big/small long/short longest/shortest largest/smallest early/late ' +
  'old/new,young ancient/modern north/south east/west northern/southern eastern/western begin/end start/end,stop,finish ' +
  'win/lose accept/reject,refuse support/oppose include/exclude allow/forbid,prohibit,prevent,ban strong/weak rich/poor ' +
  'public/private internal/external male/female man/woman positive/negative success/failure succeed/fail good/bad best/worst ' +
  'same/different before/after above/below over/under inside/outside easy/difficult,hard simple/complex import/export ' +
  'major/minor majority/minority hot/cold wet/dry fast/slow buy/sell gain/lose natural/artificial primary/secondary common/rare ' +
  'upper/lower left/right summer/winter create/destroy live/die love/hate attack/defend rural/urban thick/thin heavy/light ' +
  'dark/light wide/narrow odd/even always/never all/none advantage/disadvantage legal/criminal winner/loser ally/enemy ' +
  'benefit/harm expand/contract leave/arrive,enter,join send/receive teach/learn top/bottom front/back full/empty open/close ' +
  'deep/shallow near/far entrance/exit birth/death parent/child husband/wife king/queen ignore/consider avoid/seek'
)
  .split(' ')
  .map((pair) => pair.split('/').map((side) => side.split(',')));

const opposites = new Map<string, Set<string>>();
for (const [left = [], right = []] of pairs) {
  for (const a of left) for (const b of right) add(a, b);
}

function add(a: string, b: string): void {
  for (const [word, other] of [
    [a, b],
    [b, a],
  ] as const) {
    opposites.set(word, (opposites.get(word) ?? new Set()).add(other));
  }
}

const negating = /^(?:un|in|im|ir|il|dis|non-?|mis|anti-?)(.{4,})$/;
const denials = new Set(
  (
    "not n't never no none nor neither nobody nothing without lack fail refuse deny reject prevent unable cannot except unlike " +
    'rather instead avoid exclude absent little'
  ).split(' '),
);

/** Whether tokens deny something. */
export const denies = (tokens: readonly Token[]): boolean => tokens.some(({ lemma }) => denials.has(lemma));

const isOpposite = (a: string, b: string): boolean =>
  (opposites.get(a)?.has(b) ?? false) || negating.exec(a)?.[1] === b || negating.exec(b)?.[1] === a;

/** How many words of the question are missing from a sentence that has their opposite. */
export function countOpposites({ words }: Question, sentence: readonly Token[]): number {
  const lemmas = new Set(sentence.flatMap(({ lemma, text }) => [lemma, text.toLowerCase()]));
  return words.filter(({ lemma, text }) => {
    const forms = [lemma, text.toLowerCase()];
    if (forms.some((form) => lemmas.has(form))) return false;
    return [...lemmas].some((other) => forms.some((form) => isOpposite(form, other)));
  }).length;
}
