import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';

/** Code as it was written, with a way to take it along. */
export function CodeBlock({ language, text }: { language: string; text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <figure
      dir="ltr"
      className="group/code relative my-1.5 max-w-full overflow-hidden rounded-xl bg-sunken first:mt-0.5"
    >
      {language && <figcaption className="px-3.5 pt-2 text-2xs font-medium text-faint">{language}</figcaption>}
      <pre className="overflow-x-auto px-3.5 py-2.5 font-mono text-sm leading-5 -outline-offset-2">
        <code>{text}</code>
      </pre>
      <button
        type="button"
        aria-label={t(copied ? 'message.copied' : 'message.code_copy')}
        title={t('message.code_copy')}
        onClick={() => void copy()}
        className="absolute end-1.5 top-1.5 flex size-7 items-center justify-center rounded-lg bg-sunken text-muted transition-opacity hover:text-ink focus-visible:opacity-100 hover-capable:opacity-0 hover-capable:group-hover/code:opacity-100"
      >
        {copied ? <Check className="size-4 text-accent-ink" /> : <Copy className="size-4" />}
      </button>
    </figure>
  );
}
