import type { Preferences } from '@parlance/contracts';
import type { Config } from '../../config.ts';
import type { Mail } from '../../platform/mail/index.ts';

interface Recipient {
  username: string;
  language: Preferences['language'];
}

type Text = (values: { username: string; minutes: number; link: string }) => Pick<Mail, 'subject' | 'text'>;

const texts: Record<Preferences['language'], Text> = {
  en: ({ username, minutes, link }) => ({
    subject: 'Set a new password for Parlance',
    text: `Hello ${username},

someone, hopefully you, asked for a new password for your Parlance account. Set it here:

${link}

The link works once, for ${minutes} minutes. If it wasn't you, ignore this mail: nothing changes.
`,
  }),
  de: ({ username, minutes, link }) => ({
    subject: 'Neues Passwort für Parlance',
    text: `Hallo ${username},

jemand, hoffentlich du, möchte ein neues Passwort für dein Parlance-Konto. Hier kannst du es setzen:

${link}

Der Link gilt ein Mal und ${minutes} Minuten lang. Warst du es nicht, dann ignoriere diese Mail: Es ändert sich nichts.
`,
  }),
};

/** The mail with the link that sets a new password, in the recipient's language. */
export function composeResetMail(
  config: Pick<Config, 'PUBLIC_URL' | 'RESET_TOKEN_SECONDS'>,
  { to, user, token }: { to: string; user: Recipient; token: string },
): Mail {
  const link = `${config.PUBLIC_URL}/app/reset-password?token=${token}`;
  const minutes = Math.floor(config.RESET_TOKEN_SECONDS / 60);
  return { to, ...texts[user.language]({ username: user.username, minutes, link }) };
}
