import type { Source } from '@parlance/contracts';
import { type ComponentProps, memo, useMemo } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import rehypeHighlight from 'rehype-highlight';
import remarkGfm from 'remark-gfm';
import { citeMarks } from './cite-marks.ts';
import { MarkdownCode } from './markdown-code.tsx';
import { SourcePopover } from './sources.tsx';
import { splitMarkdown } from './split-markdown.ts';
import './markdown.css';

interface MarkdownProps {
  text: string;
  /** What `[1]` and so on stand for. */
  sources: readonly Source[];
  streaming: boolean;
}

/** Text in Markdown. HTML in it is shown as text, pictures only as links: an answer fetches nothing from elsewhere by itself. */
export function Markdown({ text, sources, streaming }: MarkdownProps) {
  const blocks = useMemo(() => splitMarkdown(text), [text]);
  return (
    <div className="markdown" data-streaming={streaming || undefined}>
      {[...blocks.entries()].map(([place, block]) => (
        <Block key={place} text={block} sources={sources} />
      ))}
    </div>
  );
}

const remarkPlugins = [remarkGfm];

const Block = memo(function Block({ text, sources }: { text: string; sources: readonly Source[] }) {
  const rehypePlugins = useMemo<Options['rehypePlugins']>(
    () => [rehypeHighlight, citeMarks(sources.length)],
    [sources.length],
  );
  const components = useMemo(() => componentsFor(sources), [sources]);
  return (
    <ReactMarkdown
      remarkPlugins={remarkPlugins}
      rehypePlugins={rehypePlugins}
      components={components}
      urlTransform={safeAddress}
    >
      {text}
    </ReactMarkdown>
  );
}, isSameBlock);

interface BlockProps {
  text: string;
  sources: readonly Source[];
}

/** Sources come as a new list with every word while an answer is written. */
function isSameBlock(before: BlockProps, after: BlockProps): boolean {
  return before.text === after.text && before.sources.length === after.sources.length;
}

const safeAddress = (address: string): string => (/^(?:https?:\/\/|mailto:)/i.test(address) ? address : '');

function componentsFor(sources: readonly Source[]): Components {
  return {
    a: ({ href, children }) => <OutLink href={href}>{children}</OutLink>,
    img: ({ src, alt }) => <OutLink href={typeof src === 'string' ? src : undefined}>{alt || src}</OutLink>,
    pre: ({ node, children }) => <MarkdownCode {...(node && { node })}>{children}</MarkdownCode>,
    table: ({ children }) => (
      <div className="markdown-table">
        <table>{children}</table>
      </div>
    ),
    cite: ({ children }) => {
      const number = Number(children);
      const source = sources[number - 1];
      if (!source) return <>[{children}]</>;
      return (
        <SourcePopover source={source} number={number}>
          <button type="button" className="markdown-cite">
            {number}
          </button>
        </SourcePopover>
      );
    },
  };
}

function OutLink({ href, children }: Pick<ComponentProps<'a'>, 'href' | 'children'>) {
  if (!href) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}
