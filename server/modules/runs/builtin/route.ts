import type { Tool } from '../../../platform/agent/tool.ts';
import { classifyIntent, type Intent } from '../../../platform/text/index.ts';

/** What the built-in engine does with a question: says something, or calls a tool and words what comes of it. */
export type Route = { say: string } | { call: { name: string; args: Record<string, unknown> } };

type ToolBox = ReadonlyMap<string, Tool>;

/** Where the answer to a question of an intent may be, the likeliest place first. */
const places: Partial<Record<Intent, readonly string[]>> = {
  chart: ['make_chart'],
  calculate: ['calculate'],
  time: ['current_time'],
  history_question: ['search_messages', 'answer_from_documents'],
  data_question: ['ask_database', 'answer_from_documents'],
  document_question: ['answer_from_documents', 'search_documents'],
  summarize: ['search_documents'],
  general: ['answer_from_documents', 'ask_database', 'search_messages'],
};
/** What a tool is handed a question as. */
const questionFields: Record<string, string> = {
  make_chart: 'text',
  calculate: 'expression',
  search_messages: 'query',
  search_documents: 'query',
};
/** What a tool takes at most, in UTF-16 units. */
const longestQuestion = 2_000;

/** Chooses what to do with a question, by its intent, the tools there are and those that have found nothing already. */
export function route(question: string, tools: ToolBox, tried: readonly string[] = []): Route {
  const asked = question.replace(/(?<!\S)@assistant\b[,:]?\s*/gi, '').trim();
  const { intent } = classifyIntent(asked);
  if (/\b(?:chart|plot):/i.test(asked) && tools.has('make_chart') && tried.length === 0)
    return callOf('make_chart', asked);
  const said = tried.length === 0 ? sayings[intent]?.(tools) : undefined;
  if (said !== undefined) return { say: said };
  const name = (places[intent] ?? []).find((place) => tools.has(place) && !tried.includes(place));
  if (name) return callOf(name, asked);
  // Where it would have been said is known, and it is not there.
  return { say: tried.length > 0 && intent !== 'general' ? '' : needsModel(tools) };
}

function callOf(name: string, question: string): Route {
  const field = questionFields[name] ?? 'question';
  const text = name === 'calculate' ? expressionIn(question) : question;
  return { call: { name, args: { [field]: name === 'make_chart' ? text : text.slice(0, longestQuestion) } } };
}

/** The arithmetic in a sentence: from its first number, sign or function on, without what only asks. */
const expressionIn = (question: string): string =>
  question
    .replace(
      /^.*?(?=[-(√]*\d|\b(?:sqrt|cbrt|abs|round|floor|ceil|a?sin|a?cos|a?tan|ln|log2?|exp|min|max|sum|mean|pi)\b)/is,
      '',
    )
    .replace(/[\s=?!]+$/, '') || question;

const sayings: Partial<Record<Intent, (tools: ToolBox) => string>> = {
  greeting: (tools) => `Hello! ${abilities(tools)}`,
  thanks: () => 'You are welcome.',
  goodbye: () => 'Goodbye!',
  help: abilities,
  translate: needsModel,
  write: needsModel,
  mindmap: () => 'Open the document in the library and choose its mind map.',
};

const abilityOf: Record<string, string> = {
  make_chart: 'draw charts (`chart: sales by month Jan 10, Feb 20, Mar 15`)',
  calculate: 'calculate (`12% of 350`)',
  current_time: 'tell the time anywhere (`what time is it in Tokyo?`)',
  search_messages: 'find what was said in your conversations (`when did Maria mention the invoice?`)',
  answer_from_documents: 'answer from your documents',
  ask_database: 'ask your databases',
};

function abilities(tools: ToolBox): string {
  const known = Object.entries(abilityOf).flatMap(([name, ability]) => (tools.has(name) ? [`- ${ability}`] : []));
  return known.length > 0 ? `I can:\n\n${known.join('\n')}` : 'No tools are set up yet.';
}

/** Said where only a language model could answer. */
export function needsModel(tools: ToolBox): string {
  return [
    'This needs a language model, and none is at hand. An administrator sets one with the setting `LLM`, for example `LLM=ollama:qwen2.5:3b` for a model on this machine.',
    `Without one: ${abilities(tools)}`,
  ].join('\n\n');
}
