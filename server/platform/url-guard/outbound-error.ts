type Reason = 'unreachable' | 'timeout' | 'too_large' | 'too_many_redirects';

/** Someone else's server failed us. The message is fit to be shown to the user who gave the address. */
export class OutboundError extends Error {
  readonly reason: Reason;
  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OutboundError';
    this.reason = reason;
  }
}
