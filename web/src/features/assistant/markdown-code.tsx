import { Check, Copy } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ExtraProps } from 'react-markdown';
import { t } from '../../i18n/index.ts';

type ElementContent = NonNullable<ExtraProps['node']>['children'][number];

const copiedMs = 1_500;

/** A block of code: its language, its coloured text, and a way to take it along. */
export function MarkdownCode({ node, children }: ExtraProps & { children?: ReactNode }) {
  const [copied, setCopied] = useState(false);
  const code = node?.children.find((child) => child.type === 'element');
  const copy = async () => {
    await navigator.clipboard.writeText(code ? textOf(code).replace(/\n$/, '') : '');
    setCopied(true);
    setTimeout(() => setCopied(false), copiedMs);
  };
  return (
    <figure dir="ltr" className="my-2.5 max-w-full overflow-hidden rounded-xl bg-sunken">
      <figcaption className="flex h-8 items-center justify-between ps-3.5 pe-1 text-2xs font-medium text-faint">
        {languageOf(code)}
        <button
          type="button"
          onClick={() => void copy()}
          className="flex h-6 items-center gap-1.5 rounded-lg px-2 text-2xs hover:bg-ink/7 hover:text-ink"
        >
          {copied ? (
            <Check className="size-3.5 text-accent-ink" aria-hidden />
          ) : (
            <Copy className="size-3.5" aria-hidden />
          )}
          {t(copied ? 'message.copied' : 'message.code_copy')}
        </button>
      </figcaption>
      <pre className="overflow-x-auto px-3.5 pb-3 font-mono text-sm leading-5 -outline-offset-2">{children}</pre>
    </figure>
  );
}

function languageOf(code: ElementContent | undefined): string {
  const classes = code?.type === 'element' ? code.properties.className : undefined;
  const named = Array.isArray(classes) ? classes.find((name) => String(name).startsWith('language-')) : undefined;
  return named === undefined ? '' : String(named).slice('language-'.length);
}

function textOf(node: ElementContent): string {
  if (node.type === 'text') return node.value;
  return node.type === 'element' ? node.children.map(textOf).join('') : '';
}
