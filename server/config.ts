import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type SettingName, type SettingValues, settings } from './settings.ts';

/** Every setting in force, parsed and frozen. */
export type Config = Readonly<SettingValues> & { readonly version: string };

/** Thrown with every fault at once, one line each, so that a start-up fails once and not five times. */
export class ConfigError extends Error {
  readonly faults: string[];
  constructor(faults: string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Reads the settings from an environment; an empty value counts as not set. Throws `ConfigError`. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(settings) as SettingName[]) {
    const setting = settings[name];
    const raw = env[name]?.trim();
    try {
      values[name] = raw ? setting.parse(raw) : setting.default;
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const config = { ...values, version: packageVersion() } as Config;
  if (faults.length === 0) faults.push(...crossChecks(config));
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze({ ...config, DATA_DIR: resolve(config.DATA_DIR) });
}

/** The settings that differ from their defaults, as they may be printed: secrets only as set, addresses without their passwords. */
export function describeConfig(config: Config): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const name of Object.keys(settings) as SettingName[]) {
    const value = config[name];
    if (isDeepStrictEqual(value, settings[name].default)) continue;
    if (settings[name].secret) shown[name] = 'set';
    else shown[name] = typeof value === 'string' ? withoutPassword(value) : value;
  }
  return shown;
}

/** An address as it may be shown: the password replaced by `***`. */
export function withoutPassword(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/\s:@]*):[^/\s]*@/i, '$1:***@');
}

function crossChecks(config: Config): string[] {
  const faults: string[] = [];
  if (config.ENVIRONMENT === 'production' && config.DATABASE_URL && !config.SECRET_KEY) {
    faults.push('SECRET_KEY: required in production with DATABASE_URL; make one with `openssl rand -base64 48`');
  }
  if (config.WORKER === 'off' && !config.DATABASE_URL) {
    faults.push('WORKER: has to be inside without DATABASE_URL, for only one process can open the embedded database');
  }
  if (config.HTTPS_ONLY && !config.PUBLIC_URL.startsWith('https://')) {
    faults.push('PUBLIC_URL: has to start with https:// when HTTPS_ONLY is on');
  }
  if (config.HTTPS_ONLY && !config.TRUST_PROXY) {
    faults.push(
      'TRUST_PROXY: has to be on with HTTPS_ONLY, for only the proxy knows whether a request came over https',
    );
  }
  return [...faults, ...modelFaults(config), ...embedderFaults(config)];
}

/** What the model of EMBEDDINGS needs beside its name. */
function embedderFaults(config: Config): string[] {
  const [vendor] = config.EMBEDDINGS.split(':');
  if (vendor === 'google' && !config.GEMINI_API_KEY && !config.GOOGLE_API_KEY)
    return ['GEMINI_API_KEY: required for the google: model of EMBEDDINGS'];
  if (vendor === 'openai' && !config.OPENAI_API_KEY)
    return ['OPENAI_API_KEY: required for the openai: model of EMBEDDINGS'];
  if (vendor === 'openai-compatible' && !config.LLM_BASE_URL)
    return ['LLM_BASE_URL: required for the openai-compatible: model of EMBEDDINGS'];
  return [];
}

/** What the models of LLM need beside their names. */
function modelFaults(config: Config): string[] {
  const uses = (vendor: string): boolean => config.LLM.some((name) => name.startsWith(`${vendor}:`));
  const usesCompatible = uses('openai-compatible') || config.EMBEDDINGS.startsWith('openai-compatible:');
  const faults: string[] = [];
  if (uses('google') && !config.GEMINI_API_KEY && !config.GOOGLE_API_KEY)
    faults.push('GEMINI_API_KEY: required for the google: models of LLM');
  if (uses('openai') && !config.OPENAI_API_KEY) faults.push('OPENAI_API_KEY: required for the openai: models of LLM');
  if (uses('anthropic') && !config.ANTHROPIC_API_KEY)
    faults.push('ANTHROPIC_API_KEY: required for the anthropic: models of LLM');
  if (uses('openai-compatible') && !config.LLM_BASE_URL)
    faults.push('LLM_BASE_URL: required for the openai-compatible: models of LLM, e.g. http://localhost:8080/v1');
  if (config.LLM_BASE_URL && config.LLM.length > 0 && !usesCompatible)
    faults.push('LLM_BASE_URL: only openai-compatible: models use it; the others have addresses of their own');
  return faults;
}

function packageVersion(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}
