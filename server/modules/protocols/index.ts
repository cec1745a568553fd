export { registerOpenAi } from './openai.routes.ts';
