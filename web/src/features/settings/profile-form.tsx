import type { User } from '@parlance/contracts';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { useChat } from '../../app/chat-store.tsx';
import { client } from '../../app/client.ts';
import { longDate } from '../../i18n/dates.ts';
import { t } from '../../i18n/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { checkEmail, checkUsername } from '../auth/account-rules.ts';
import { FormError } from '../auth/form-parts.tsx';
import { useForm } from '../auth/use-form.ts';
import { displayName } from '../people/names.ts';

/** Name, username and e-mail address. */
export function ProfileForm() {
  const me = useChat((state) => state.me);
  if (!me) return <Skeleton className="h-40 rounded-2xl" />;
  return <Loaded key={me.id} me={me} />;
}

function Loaded({ me }: { me: User }) {
  const [saved, setSaved] = useState(false);
  const form = useForm(
    { full_name: () => undefined, username: checkUsername, email: checkEmail },
    { full_name: me.full_name ?? '', username: me.username, email: me.email ?? '' },
    async ({ full_name, username, email }) => {
      await client.users.updateMe({ full_name: full_name || null, username, email: email || null });
      setSaved(true);
    },
  );
  const changed =
    form.values.full_name !== (me.full_name ?? '') ||
    form.values.username !== me.username ||
    form.values.email !== (me.email ?? '');
  return (
    <form noValidate onSubmit={form.onSubmit} className="space-y-4">
      <div className="flex items-center gap-4 pb-1">
        <Avatar id={me.id} name={displayName(me)} size="xl" />
        <div className="min-w-0">
          <p dir="auto" className="truncate text-lg font-semibold">
            {displayName(me)}
          </p>
          <p className="text-sm text-faint">{t('details.since', { date: longDate(me.created_at) })}</p>
        </div>
      </div>
      <Field label={t('auth.full_name')} optional autoComplete="name" {...form.field('full_name')} />
      <Field label={t('auth.username')} autoComplete="username" autoCapitalize="none" {...form.field('username')} />
      <Field
        label={t('auth.email')}
        type="email"
        optional
        autoComplete="email"
        hint={t('auth.email_hint')}
        {...form.field('email')}
      />
      <FormError error={form.error} />
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" busy={form.busy} disabled={!changed}>
          {t('common.save')}
        </Button>
        <SavedNote shown={saved && !changed}>{t('common.saved')}</SavedNote>
      </div>
    </form>
  );
}

/** A quiet confirmation beside a button. */
export function SavedNote({ shown, children }: { shown: boolean; children: string }) {
  return (
    <span role="status" className="flex items-center gap-1.5 text-sm text-accent-ink">
      {shown && (
        <>
          <Check className="size-4" aria-hidden />
          {children}
        </>
      )}
    </span>
  );
}
