import clsx from 'clsx';
import { memo } from 'react';
import { CodeBlock } from './code-block.tsx';
import { type Inline, isOnlyEmoji, parseText } from './parse-text.ts';

interface RichTextProps {
  text: string;
  /** Usernames in lower case that are really people here; anything else after an @ stays text. */
  usernames: ReadonlySet<string>;
  myUsername: string;
}

/** A message's text with code, links and mentions. Nothing in it is ever taken for HTML. */
export const RichText = memo(function RichText({ text, usernames, myUsername }: RichTextProps) {
  if (isOnlyEmoji(text)) return <p className="py-0.5 text-[2rem] leading-10">{text.trim()}</p>;
  return [...parseText(text).entries()].map(([place, block]) =>
    block.type === 'code' ? (
      <CodeBlock key={place} language={block.language} text={block.text} />
    ) : (
      <p key={place} dir="auto" className="text-start [unicode-bidi:plaintext] whitespace-pre-wrap wrap-anywhere">
        {[...block.inlines.entries()].map(([position, inline]) => (
          <InlineText key={position} inline={inline} usernames={usernames} myUsername={myUsername} />
        ))}
      </p>
    ),
  );
});

function InlineText({ inline, usernames, myUsername }: { inline: Inline } & Omit<RichTextProps, 'text'>) {
  switch (inline.type) {
    case 'code':
      return (
        <code dir="ltr" className="rounded-md bg-ink/7 px-1.5 py-0.5 font-mono text-[0.875em] [unicode-bidi:isolate]">
          {inline.text}
        </code>
      );
    case 'link':
      return (
        <a
          dir="ltr"
          href={inline.href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="text-accent-ink underline decoration-accent-ink/35 underline-offset-3 [unicode-bidi:isolate] hover:decoration-current"
        >
          {inline.text}
        </a>
      );
    case 'mention': {
      const username = inline.username.toLowerCase();
      if (!usernames.has(username)) return inline.text;
      return (
        <span
          dir="auto"
          data-mention={inline.username}
          className={clsx(
            'rounded-md px-1 py-px font-medium [unicode-bidi:isolate]',
            username === myUsername ? 'bg-mark text-ink' : 'bg-accent-soft text-accent-ink',
          )}
        >
          {inline.text}
        </span>
      );
    }
    default:
      return inline.text;
  }
}
