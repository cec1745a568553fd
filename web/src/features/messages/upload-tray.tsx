import clsx from 'clsx';
import { FileText, RotateCw, X } from 'lucide-react';
import { fileSize } from '../../i18n/dates.ts';
import { t } from '../../i18n/index.ts';
import type { Upload } from './use-uploads.ts';

interface UploadTrayProps {
  uploads: readonly Upload[];
  onRemove: (key: string) => void;
  onRetry: (key: string) => void;
}

/** The files that go with the message being written. */
export function UploadTray({ uploads, onRemove, onRetry }: UploadTrayProps) {
  if (uploads.length === 0) return null;
  return (
    <ul className="flex gap-2 overflow-x-auto px-3 pt-3">
      {uploads.map((upload) => (
        <UploadCard
          key={upload.key}
          upload={upload}
          onRemove={() => onRemove(upload.key)}
          onRetry={() => onRetry(upload.key)}
        />
      ))}
    </ul>
  );
}

function UploadCard({ upload, onRemove, onRetry }: { upload: Upload; onRemove: () => void; onRetry: () => void }) {
  const { file, preview, status, percent, error } = upload;
  const failed = status === 'failed';
  return (
    <li
      className={clsx(
        'relative flex w-52 shrink-0 animate-fade items-center gap-2.5 overflow-hidden rounded-xl p-1.5 pe-8',
        failed ? 'bg-danger-soft' : 'bg-ink/5',
      )}
    >
      {preview ? (
        <img src={preview} alt="" className="size-11 shrink-0 rounded-lg object-cover" />
      ) : (
        <span className="flex size-11 shrink-0 items-center justify-center rounded-lg bg-accent-soft text-accent-ink">
          <FileText className="size-5" aria-hidden />
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate text-start text-sm font-medium">
          {file.name}
        </span>
        {failed ? (
          <button
            type="button"
            onClick={onRetry}
            title={error ?? undefined}
            className="flex max-w-full items-center gap-1 text-xs text-danger underline underline-offset-2"
          >
            <RotateCw className="size-3 shrink-0" aria-hidden />
            <span className="truncate">{t('common.retry')}</span>
          </button>
        ) : (
          <span className="block text-xs text-faint">{fileSize(file.size)}</span>
        )}
      </span>
      {status === 'uploading' && (
        <span
          role="progressbar"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-label={t('composer.uploading', { name: file.name, percent })}
          className="absolute inset-x-0 bottom-0 h-1 bg-ink/8"
        >
          <span className="block h-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
        </span>
      )}
      {failed && (
        <span role="alert" className="sr-only">
          {t('composer.upload_failed')}: {error}
        </span>
      )}
      <button
        type="button"
        aria-label={t('composer.remove_file', { name: file.name })}
        onClick={onRemove}
        className="absolute end-1 top-1 flex size-6 items-center justify-center rounded-md text-muted hover:bg-ink/8 hover:text-ink"
      >
        <X className="size-4" />
      </button>
    </li>
  );
}
