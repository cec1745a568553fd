import type { Media } from '@parlance/contracts';
import { limits } from '@parlance/contracts/limits';
import { useEffect, useRef, useState } from 'react';
import { client } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { t } from '../../i18n/index.ts';
import { notify } from '../../ui/toast.tsx';
import { rememberMedia } from './use-media-info.ts';

/** A file on its way into the message that is being written. */
export interface Upload {
  key: string;
  file: File;
  /** An address of the picture on this device, for images. */
  preview: string | null;
  status: 'uploading' | 'done' | 'failed';
  /** 0 to 100. */
  percent: number;
  media: Media | null;
  error: string | null;
}

/** One part of a message is kept for the text. */
const maxFiles = limits.partsMax - 1;

/** Uploads files as soon as they are chosen, so that sending does not have to wait. */
export function useUploads() {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const stops = useRef(new Map<string, AbortController>());
  const count = useRef(0);
  const previews = useRef(new Set<string>());

  useEffect(
    () => () => {
      for (const stop of stops.current.values()) stop.abort();
      for (const url of previews.current) URL.revokeObjectURL(url);
    },
    [],
  );

  const change = (key: string, changes: Partial<Upload>) =>
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...changes } : upload)));

  const run = async (key: string, file: File) => {
    const stop = new AbortController();
    stops.current.set(key, stop);
    change(key, { status: 'uploading', percent: 0, error: null });
    try {
      const media = await client.media.upload(file, file.name, {
        signal: stop.signal,
        onProgress: ({ loaded, total }) => change(key, { percent: Math.round((loaded / Math.max(total, 1)) * 100) }),
      });
      rememberMedia(media);
      change(key, { status: 'done', percent: 100, media });
    } catch (error) {
      if (!stop.signal.aborted) change(key, { status: 'failed', error: describeError(error) });
    } finally {
      stops.current.delete(key);
    }
  };

  const add = (files: Iterable<File>) => {
    const list = [...files];
    const room = maxFiles - uploads.length;
    if (list.length > room) notify(t('composer.too_many', { count: maxFiles }));
    const made = list.slice(0, Math.max(room, 0)).map((file): Upload => {
      const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
      if (preview) previews.current.add(preview);
      return {
        key: `${file.name}:${++count.current}`,
        file,
        preview,
        status: 'uploading',
        percent: 0,
        media: null,
        error: null,
      };
    });
    setUploads([...uploads, ...made]);
    for (const { key, file } of made) void run(key, file);
  };
  const remove = (key: string) => {
    stops.current.get(key)?.abort();
    setUploads((all) => all.filter((upload) => upload.key !== key));
  };
  const retry = (key: string) => {
    const upload = uploads.find((candidate) => candidate.key === key);
    if (upload) void run(key, upload.file);
  };

  return { uploads, add, remove, retry, clear: () => setUploads([]) };
}
