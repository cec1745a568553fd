import { serveThread } from '../threads/serve-thread.ts';
import type { TextAnalysis } from './analyze-text.ts';
import { detectLanguage } from './detect-language.ts';
import { keyPhrases, type TaggedWord, tagPlainly, topics } from './key-phrases.ts';
import { isFrequentWord } from './language-words.ts';
import { neutral, scoreSentiment } from './score-sentiment.ts';
import { splitSentences } from './split-sentences.ts';
import { tokenize } from './tokenize.ts';
import { type EnglishSentence, readEnglish } from './wink.ts';

/** A sentence of more UTF-16 units is read in pieces: no prose has such, and the analyser slows down. */
const longestSentence = 1_000;

serveThread<string, TextAnalysis>((text) => {
  const language = detectLanguage(text);
  const sentences = splitSentences(text).flatMap((sentence) => inPieces(sentence.text));
  // An emoji or a name alone has no language; the analyser of English finds nothing wrong in it.
  const english = language === 'en' || language === 'und';
  return english ? analyzeEnglish(sentences, language) : analyzePlainly(sentences, language);
});

function inPieces(sentence: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < sentence.length; at += longestSentence) pieces.push(sentence.slice(at, at + longestSentence));
  return pieces;
}

function analyzeEnglish(sentences: string[], language: string): TextAnalysis {
  const read = sentences.map((text) => ({ text, read: readEnglish(text) }));
  const tagged = read.map((sentence) => sentence.read.words.map(tagEnglish));
  return { sentiment: scoreSentiment(read), topics: topics(tagged), key_phrases: keyPhrases(tagged), language };
}

function analyzePlainly(sentences: string[], language: string): TextAnalysis {
  const tagged = sentences.map((text) =>
    tagPlainly(
      tokenize(text, language).map((word) => word.text),
      language,
    ),
  );
  return { sentiment: neutral, topics: topics(tagged), key_phrases: keyPhrases(tagged), language };
}

function tagEnglish({ text, lemma, pos }: EnglishSentence['words'][number]): TaggedWord {
  const isWord = /\p{L}{2}/u.test(text) && !isFrequentWord(text, 'en');
  const role = !isWord ? 'other' : pos === 'NOUN' || pos === 'PROPN' ? 'noun' : pos === 'ADJ' ? 'modifier' : 'other';
  return { text, base: lemma.toLowerCase(), role };
}
