/** The name of whatever answers here unless told: the first model of the setting LLM, or the built-in engine. */
export const defaultModel = 'parlance';
