import { readFileSync, writeFileSync } from 'node:fs';
import { settings } from '../server/settings.ts';

const header = 'Generated from server/settings.ts by `npm run docs:settings`: change it there.';

/** Text of a default as one would write it into `.env`, or undefined when the setting has none. */
function defaultText(value: unknown): string | undefined {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  return String(value);
}

/** A value that dotenv readers take as it is. */
const quoted = (value: string): string => (/[\s#<>"']/.test(value) ? `"${value}"` : value);

/** `.env.example`: every setting with its purpose, switched off and at its default. */
function renderEnvExample(): string {
  const blocks = Object.entries(settings).map(([name, { description, form, default: value }]) => {
    const written = defaultText(value);
    return `# ${description} (${form})\n#${name}=${written === undefined ? '' : quoted(written)}`;
  });
  return `# ${header}\n# Copy this file to .env and remove the # before what you set.\n\n${blocks.join('\n\n')}\n`;
}

/** `docs/settings.md`: the same as a table. */
function renderSettingsPage(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
  const rows = Object.entries(settings).map(([name, { description, form, default: value, secret }]) => {
    const written = defaultText(value);
    const cells = [`\`${name}\``, written === undefined ? 'not set' : `\`${written}\``, cell(form)];
    return `| ${cells.join(' | ')} | ${cell(description)}${secret ? ' *Secret: never shown or logged.*' : ''} |`;
  });
  return `# Settings

<!-- ${header} -->

Parlance reads its settings from the environment and from a file \`.env\` beside \`package.json\`; the environment wins. An empty value
counts as not set. At the start every fault is reported together, and the settings in force are logged without secrets.

| setting | default | values | |
|---|---|---|---|
${rows.join('\n')}

Traces are switched on by the standard variables of OpenTelemetry: \`OTEL_EXPORTER_OTLP_ENDPOINT\` names a collector that
speaks OTLP over HTTP, \`OTEL_SERVICE_NAME\` the service (\`parlance\`).
`;
}

/** Where the generated files lie, and what has to stand in them. */
export const generated = [
  { file: new URL('../.env.example', import.meta.url), render: renderEnvExample },
  { file: new URL('../docs/settings.md', import.meta.url), render: renderSettingsPage },
];

/** Whether a file says what the settings say; a missing file does not. */
export function isCurrent({ file, render }: (typeof generated)[number]): boolean {
  try {
    return readFileSync(file, 'utf8') === render();
  } catch {
    return false;
  }
}

if (import.meta.main) for (const { file, render } of generated) writeFileSync(file, render());
