import type { Media } from '@parlance/contracts';
import { errorFromText, NetworkError } from './errors.ts';
import type { Http } from './http.ts';
import type { Transport } from './transport.ts';

/** How far an upload is, in bytes of the request. */
export interface UploadProgress {
  loaded: number;
  total: number;
}

/** What a caller may watch and stop about an upload. */
export interface UploadOptions {
  /** Called while bytes leave the device; where the platform can't tell, only at the end. */
  onProgress?: (progress: UploadProgress) => void;
  signal?: AbortSignal;
}

const uploadPath = '/v1/media';
/** An upload may take this long beside what its size explains. */
const slowestBytesPerMs = 16;

/** Sends a file as the multipart field `file`, through XMLHttpRequest where progress is wanted and can be had. */
export function uploadFile(http: Http, file: Blob, filename: string, options: UploadOptions): Promise<Media> {
  const form = new FormData();
  form.set('file', file, filename);
  const timeoutMs = http.transport.options.timeoutMs + file.size / slowestBytesPerMs;
  if (options.onProgress !== undefined && typeof XMLHttpRequest === 'function') {
    return http.withToken((token) => sendWithProgress(http.transport, { form, token, timeoutMs, ...options }));
  }
  return uploadPlainly(http, { form, timeoutMs, size: file.size, ...options });
}

interface PlainUpload extends UploadOptions {
  form: FormData;
  timeoutMs: number;
  size: number;
}

async function uploadPlainly(http: Http, { form, timeoutMs, size, onProgress, signal }: PlainUpload): Promise<Media> {
  const media = await http.send<Media>({ method: 'POST', path: uploadPath, form, timeoutMs, signal });
  onProgress?.({ loaded: size, total: size });
  return media;
}

interface WatchedUpload extends UploadOptions {
  form: FormData;
  token: string | undefined;
  timeoutMs: number;
}

/** fetch can't say how far an upload is, XMLHttpRequest can. */
function sendWithProgress(transport: Transport, upload: WatchedUpload): Promise<Media> {
  const { form, token, timeoutMs, onProgress, signal } = upload;
  const request = new XMLHttpRequest();
  request.open('POST', transport.url(uploadPath));
  request.timeout = timeoutMs;
  request.setRequestHeader('accept', 'application/json');
  if (token !== undefined) request.setRequestHeader('authorization', `Bearer ${token}`);
  request.upload.onprogress = ({ loaded, total }) => onProgress?.({ loaded, total });
  const stop = () => request.abort();
  signal?.addEventListener('abort', stop, { once: true });
  return new Promise<Media>((resolve, reject) => {
    request.onload = () => {
      try {
        resolve(readAnswer(request, transport.options.clock.now()));
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = () => reject(new NetworkError('The server could not be reached.'));
    request.ontimeout = () => reject(new NetworkError('The upload took too long.', { timedOut: true }));
    request.onabort = () => reject(signal?.reason ?? new DOMException('The upload was stopped.', 'AbortError'));
    if (signal?.aborted) reject(signal.reason);
    else request.send(form);
  }).finally(() => signal?.removeEventListener('abort', stop));
}

function readAnswer(request: XMLHttpRequest, now: number): Media {
  if (request.status >= 400) {
    throw errorFromText(request.status, request.responseText, request.getResponseHeader('retry-after'), now);
  }
  try {
    return JSON.parse(request.responseText) as Media;
  } catch (cause) {
    throw new NetworkError('The answer did not come from a Parlance server.', { cause });
  }
}
