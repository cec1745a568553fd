export { analyzeSentiment, analyzeText, type TextAnalysis } from './analyze-text.ts';
export { detectLanguage } from './detect-language.ts';
export { classifyIntent, type Intent, type IntentGuess } from './intent.ts';
export { keyPhrases, tagPlainly, topics } from './key-phrases.ts';
export { splitSentences } from './split-sentences.ts';
export { tokenize } from './tokenize.ts';
