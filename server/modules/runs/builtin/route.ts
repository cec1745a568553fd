import type { Tool } from '../../../platform/agent/tool.ts';

/** What the built-in engine does with a question: says something, or calls a tool and words what comes of it. */
export type Route = { say: string } | { call: { name: string; args: Record<string, unknown> } };

type ToolBox = ReadonlyMap<string, Tool>;

/** Chooses what to do with a question, by its words and the tools there are. */
export function route(question: string, tools: ToolBox): Route {
  if (/\b(?:chart|plot):/i.test(question) && tools.has('make_chart'))
    return { call: { name: 'make_chart', args: { text: question } } };
  if (/^(?:hi|hello|hey|hallo|guten (?:tag|morgen|abend))\b/i.test(question))
    return { say: `Hello! ${abilities(tools)}` };
  const wanted = ['answer_from_documents', 'search_documents', 'search_messages'];
  const name = wanted.find((candidate) => tools.has(candidate));
  return name ? { call: { name, args: argsFor(name, question) } } : { say: needsModel(tools) };
}

/** When a tool found nothing, the next place to look; undefined: nowhere is left. */
export function nextPlace(question: string, tried: readonly string[], tools: ToolBox): Route | undefined {
  if (tried.length >= 3 || tried.includes('make_chart') || tried.includes('calculate')) return undefined;
  const name = ['answer_from_documents', 'search_messages'].find(
    (candidate) => tools.has(candidate) && !tried.includes(candidate),
  );
  return name ? { call: { name, args: argsFor(name, question) } } : undefined;
}

function argsFor(name: string, question: string): Record<string, unknown> {
  switch (name) {
    case 'make_chart':
      return { text: question };
    case 'calculate':
      return { expression: question };
    case 'current_time':
      return {};
    case 'search_messages':
    case 'search_documents':
    case 'summarize_document':
      return { query: question };
    default:
      return { question };
  }
}

const abilityOf: Record<string, string> = {
  make_chart: 'draw charts (`chart: sales by month Jan 10, Feb 20, Mar 15`)',
  calculate: 'calculate',
  current_time: 'tell the time anywhere',
  search_messages: 'find what was said in your conversations',
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
    'This needs a language model, and none is configured. An administrator sets one with the setting `LLM`, for example `LLM=ollama:qwen2.5:3b` for a model on this machine.',
    `Without one: ${abilities(tools)}`,
  ].join('\n\n');
}
