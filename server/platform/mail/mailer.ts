import nodemailer from 'nodemailer';
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import { openOutbox } from './outbox.ts';

export interface Mail {
  /** Exactly one address. */
  to: string;
  subject: string;
  text: string;
  html?: string;
}

export interface Mailer {
  readonly mode: 'smtp' | 'outbox';
  /** Hands the mail over; throws where the server refuses it or doesn't answer in time. Call it from a job, which tries again. */
  send(mail: Mail): Promise<void>;
  /** Throws within about two seconds when mails can't be handed over. Sends nothing. */
  check(): Promise<void>;
}

type MailConfig = Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'DATA_DIR'>;

/** Sends by SMTP where `SMTP_URL` names a server, else writes an .eml file into DATA_DIR/outbox. */
export function createMailer(config: MailConfig, logger: Logger): Mailer {
  return config.SMTP_URL ? smtpMailer(config, config.SMTP_URL, logger) : outboxMailer(config, logger);
}

/** How long one step of the SMTP conversation may take, in milliseconds. */
const timeouts = { dnsTimeout: 5_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
const checkTimeouts = { dnsTimeout: 2_000, connectionTimeout: 2_000, greetingTimeout: 2_000, socketTimeout: 2_000 };

function smtpMailer(config: MailConfig, url: string, logger: Logger): Mailer {
  const transport = nodemailer.createTransport({ url, ...timeouts });
  return {
    mode: 'smtp',
    send: async (mail) => {
      const info = await transport.sendMail(compose(config, mail));
      logger.info({ to: mail.to, subject: mail.subject, mail: info.messageId }, 'mail sent');
    },
    check: async () => {
      await nodemailer.createTransport({ url, ...checkTimeouts }).verify();
    },
  };
}

function outboxMailer(config: MailConfig, logger: Logger): Mailer {
  const outbox = openOutbox(config.DATA_DIR);
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true });
  return {
    mode: 'outbox',
    send: async (mail) => {
      const { message } = await transport.sendMail(compose(config, mail));
      const file = await outbox.write(message as Buffer);
      // Not the text: it may hold a link that signs in.
      logger.info({ to: mail.to, subject: mail.subject, file }, 'mail written to the outbox (SMTP_URL is not set)');
    },
    check: () => outbox.check(),
  };
}

/** Content comes from the caller alone: no file and no address is read, and nothing can start a header of its own. */
function compose({ MAIL_FROM }: MailConfig, { to, subject, text, html }: Mail) {
  if (!/^[^\s@,;:<>()"\\]+@[^\s@,;:<>()"\\]+$/.test(to)) throw new Error('A mail needs exactly one plain address.');
  return {
    from: MAIL_FROM,
    to: { name: '', address: to },
    subject: subject.replace(/\p{Cc}+/gu, ' '),
    text,
    ...(html === undefined ? {} : { html }),
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
