import type { Part } from '@parlance/contracts';
import { Download, FileArchive, FileImage, FileText, FileWarning } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../app/client.ts';
import { fileSize } from '../../i18n/dates.ts';
import { t } from '../../i18n/index.ts';
import { ImageViewer } from './image-viewer.tsx';
import { useMediaInfo } from './use-media-info.ts';

type FilePart = Extract<Part, { type: 'file' }>;

/** Types a browser shows as an image by itself; SVG is only ever downloaded. */
const isPicture = (mime: string) => /^image\/(png|jpe?g|gif|webp|avif)$/.test(mime);

/** The files of a message: pictures as pictures, everything else as cards. */
export function Attachments({ files }: { files: readonly FilePart[] }) {
  if (files.length === 0) return null;
  return (
    <div className="mt-1 flex flex-wrap gap-2">
      {files.map((file) =>
        isPicture(file.mime) ? (
          <Picture key={file.media_id} file={file} />
        ) : (
          <FileCard key={file.media_id} file={file} />
        ),
      )}
    </div>
  );
}

const maxWidth = 352;
const maxHeight = 288;

function Picture({ file }: { file: FilePart }) {
  const info = useMediaInfo(file.media_id);
  const [open, setOpen] = useState(false);
  const [broken, setBroken] = useState(false);
  if (info.isError || broken) return <FileCard file={file} />;
  const { width, height } = info.data ?? {};
  const scale = width && height ? Math.min(1, maxWidth / width, maxHeight / height) : 1;
  const shownWidth = width ? Math.max(48, Math.round(width * scale)) : 256;
  const ratio = width && height ? `${width} / ${height}` : '4 / 3';
  return (
    <>
      <button
        type="button"
        aria-label={t('message.open_image', { name: file.filename })}
        onClick={() => setOpen(true)}
        className="block max-w-full cursor-zoom-in overflow-hidden rounded-2xl bg-ink/6 shadow-[inset_0_0_0_1px_var(--line)]"
        style={{ width: shownWidth, aspectRatio: ratio }}
      >
        {info.data && (
          <img
            src={client.url(info.data.thumbnail_url ?? info.data.url)}
            alt={t('message.image', { name: file.filename })}
            onError={() => setBroken(true)}
            className="size-full animate-fade object-cover"
          />
        )}
      </button>
      {open && info.data && <ImageViewer media={info.data} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The drawn picture of a chart. */
export function ChartPicture({ mediaId }: { mediaId: string }) {
  const file = { type: 'file', media_id: mediaId, filename: t('message.chart'), mime: 'image/png', size: 0 } as const;
  return <Picture file={file} />;
}

function iconFor(mime: string) {
  if (mime.startsWith('image/')) return FileImage;
  if (/zip|tar|compressed/.test(mime)) return FileArchive;
  return FileText;
}

function FileCard({ file }: { file: FilePart }) {
  const info = useMediaInfo(file.media_id);
  const Icon = info.isError ? FileWarning : iconFor(file.mime);
  return (
    <div className="flex w-72 max-w-full items-center gap-3 rounded-2xl bg-raised p-2.5 shadow-[inset_0_0_0_1px_var(--line)]">
      <span className="flex size-10 shrink-0 items-center justify-center rounded-xl bg-accent-soft text-accent-ink">
        <Icon className="size-5" aria-hidden />
      </span>
      <span className="min-w-0 flex-1">
        <span dir="auto" title={file.filename} className="block truncate text-start text-sm font-medium">
          {file.filename}
        </span>
        <span className="block truncate text-xs text-faint">
          {info.isError ? t('message.file_error') : fileSize(file.size)}
        </span>
      </span>
      {info.data && (
        <a
          href={client.url(info.data.url)}
          download={file.filename}
          aria-label={`${t('message.download')}: ${file.filename}`}
          title={t('message.download')}
          className="flex size-9 shrink-0 items-center justify-center rounded-xl text-muted hover:bg-ink/7 hover:text-ink"
        >
          <Download className="size-4.5" />
        </a>
      )}
    </div>
  );
}
