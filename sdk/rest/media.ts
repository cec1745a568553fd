import type { Media } from '@parlance/contracts';
import { type Http, path } from '../http.ts';
import { type UploadOptions, uploadFile } from '../upload.ts';
import type { Page } from './page.ts';

/** Files: upload one, then attach it to a message as `{type: 'file', media_id}`. */
export class MediaApi {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  /** Uploads a file. Throws `payload_too_large`, `unsupported_media_type`; an `AbortError` when the signal aborts. */
  upload(file: Blob, filename: string, options: UploadOptions = {}): Promise<Media> {
    return uploadFile(this.#http, file, filename, options);
  }

  /** What is known of a file, with addresses that work for a while without a token. */
  get(id: string): Promise<Media> {
    return this.#http.send({ method: 'GET', path: path`/v1/media/${id}/info` });
  }

  /** The file itself. */
  download(id: string, options: { signal?: AbortSignal } = {}): Promise<Blob> {
    return this.#http.send({ method: 'GET', path: path`/v1/media/${id}`, answer: 'blob', signal: options.signal });
  }

  /** One's own uploads, the newest first. */
  list(query: { cursor?: string; limit?: number } = {}): Promise<Page<Media>> {
    return this.#http.send({ method: 'GET', path: '/v1/media', query });
  }

  /** Deletes an upload of one's own. */
  remove(id: string): Promise<void> {
    return this.#http.send({ method: 'DELETE', path: path`/v1/media/${id}` });
  }
}
