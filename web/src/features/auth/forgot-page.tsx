import { Link } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../app/client.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { EmptyState } from '../../ui/state.tsx';
import { checkEmail, checkPresent } from './account-rules.ts';
import { FormError, FormFooter, FormHeading, linkClass } from './form-parts.tsx';
import { useForm } from './use-form.ts';

/** Asking for a link to choose a new password. */
export function ForgotPage() {
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm(
    { email: (value) => checkPresent(value) ?? checkEmail(value) },
    { email: '' },
    async (values) => {
      await client.auth.forgotPassword(values.email);
      setSentTo(values.email);
    },
  );
  const back = (
    <FormFooter>
      <Link to="/app/login" className={linkClass}>
        {t('auth.to_login')}
      </Link>
    </FormFooter>
  );
  if (sentTo !== undefined) {
    return (
      <div role="status">
        <EmptyState
          icon={<MailCheck />}
          title={t('auth.forgot_sent')}
          hint={t('auth.forgot_sent_hint', { email: sentTo })}
        />
        {back}
      </div>
    );
  }
  return (
    <>
      <FormHeading title={t('auth.forgot_title')} hint={t('auth.forgot_hint')} />
      <form noValidate onSubmit={form.onSubmit} className="space-y-5">
        <Field label={t('auth.email')} type="email" autoComplete="email" autoFocus {...form.field('email')} />
        <FormError error={form.error} />
        <Button type="submit" look="primary" busy={form.busy} className="h-11 w-full">
          {t('auth.forgot_send')}
        </Button>
      </form>
      {back}
    </>
  );
}
