import type { Media } from '@parlance/contracts';
import { Download, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { client } from '../../app/client.ts';
import { fileSize } from '../../i18n/dates.ts';
import { t } from '../../i18n/index.ts';

const button = 'flex size-10 items-center justify-center rounded-xl text-white/85 hover:bg-white/12 hover:text-white';

/** One picture, as large as the window allows. */
export function ImageViewer({ media, onClose }: { media: Media; onClose: () => void }) {
  const url = client.url(media.url);
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-fade bg-[oklch(0.13_0.01_70/0.94)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-0 z-50 flex animate-fade flex-col text-white focus:outline-none"
        >
          <div className="flex items-center gap-2 px-4 py-2">
            <Dialog.Title dir="auto" className="min-w-0 flex-1 truncate text-start text-base font-medium">
              {media.filename}
              <span className="ms-2 text-sm font-normal text-white/65">{fileSize(media.size)}</span>
            </Dialog.Title>
            <a href={url} download={media.filename} aria-label={t('message.download')} className={button}>
              <Download className="size-5" />
            </a>
            <Dialog.Close aria-label={t('common.close')} className={button}>
              <X className="size-5" />
            </Dialog.Close>
          </div>
          <div className="relative flex min-h-0 flex-1 items-center justify-center p-4 pt-0">
            <Dialog.Close tabIndex={-1} aria-label={t('common.close')} className="absolute inset-0 cursor-zoom-out" />
            <img
              src={url}
              alt={t('message.image', { name: media.filename })}
              className="relative max-h-full max-w-full rounded-lg object-contain"
            />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
