export { analyzeText } from './analyze-text.ts';
export { classifyIntent, type Intent } from './intent.ts';
