const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Words that say nothing about a topic, of the languages most documents are in. */
export const stopWords = new Set(
  (
    'the and for are but not you all any can had her was one our out has his how its may new now old see two who did get him she too ' +
    'use that with have this will your from they been were said each which their time there would make like into than them then these ' +
    'some what when where more most such only also other over very many much between both under while about after before because ' +
    'could should does being through during those same per via often however although since until upon within without among is in it ' +
    'of on or to be as at by an if so no we he do ' +
    'der die das und ist von den mit sich des auf für nicht ein eine als auch dem einer eines einem einen war werden aus bei nach ' +
    'wird sind noch wie über zum zur haben nur oder aber vor bis mehr durch man sein wurde wurden dass kann können diese dieser dieses ' +
    'hat unter wenn sehr im am zu es er sie wir ihr ich so ' +
    'les des une est pour que qui dans par plus pas sur avec son ses aux ont été cette mais comme tout elle sont ces leur ' +
    'los las del una por con para como más pero sus sobre entre cuando muy sin también hasta donde desde todo nos durante ' +
    'het een van zijn voor met niet aan ook als bij maar door wordt naar heeft'
  ).split(' '),
);

/** The words of a text that carry a topic: lower case, without stop words, English plurals as their singular. */
export function terms(text: string): string[] {
  const found: string[] = [];
  for (const { segment, isWordLike } of words.segment(text)) {
    if (!isWordLike) continue;
    const word = segment.toLowerCase();
    const isCjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(word);
    if (stopWords.has(word) || (!isCjk && word.length < 3)) continue;
    found.push(singular(word));
  }
  return found;
}

/** "cities" and "city", "dogs" and "dog" are one term. */
function singular(word: string): string {
  if (word.length > 5 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.length > 4 && /[^suio]s$/.test(word) ? word.slice(0, -1) : word;
}
