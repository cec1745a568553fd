import model from 'wink-eng-lite-web-model';
import winkNLP from 'wink-nlp';

const nlp = winkNLP(model);
const { its } = nlp;

/** What the analyser of English says about one sentence. */
export interface EnglishSentence {
  /** −1 to 1. */
  sentiment: number;
  words: { text: string; lemma: string; pos: string }[];
}

/** The analyser takes quadratic time for a long token: longer ones are no words. */
const longestWord = 40;

/** Analyses a sentence of English; runs of marks and endless words are shortened first. */
export function readEnglish(sentence: string): EnglishSentence {
  const clean = sentence
    .replace(/https?:\/\/\S+|\S+@\S+/g, ' ')
    .replace(new RegExp(`\\S{${longestWord},}`, 'gu'), ' ')
    .replace(/([^\p{L}\p{N}\s])[^\p{L}\p{N}\s]{2,}/gu, '$1')
    .replace(/[“”„]/g, '"')
    .replace(/[‘’]/g, "'");
  const document = nlp.readDoc(clean);
  const tokens = document.tokens();
  // The declared type of `lemma` lacks what the library hands in by itself.
  const lemmas = tokens.out(its.lemma as typeof its.normal);
  const [texts, tags] = [tokens.out(), tokens.out(its.pos)];
  return {
    sentiment: Number(document.out(its.sentiment)),
    words: texts.map((text, index) => ({ text, lemma: lemmas[index] ?? text, pos: String(tags[index] ?? 'X') })),
  };
}
