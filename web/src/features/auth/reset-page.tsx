import { limits } from '@parlance/contracts/limits';
import { Link, useSearch } from '@tanstack/react-router';
import { KeyRound, Link2Off } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../app/client.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { EmptyState } from '../../ui/state.tsx';
import { checkPassword } from './account-rules.ts';
import { FormError, FormHeading, linkClass } from './form-parts.tsx';
import { useForm } from './use-form.ts';

/** Choosing a new password with the link of the mail. */
export function ResetPage() {
  const { token } = useSearch({ from: '/auth/app/reset-password' });
  const [done, setDone] = useState(false);
  const form = useForm({ new_password: checkPassword }, { new_password: '' }, async ({ new_password }) => {
    await client.auth.resetPassword({ token: token ?? '', new_password });
    client.session.end();
    setDone(true);
  });
  if (token === undefined) {
    return (
      <EmptyState icon={<Link2Off />} title={t('auth.reset_missing')} hint={t('auth.reset_missing_hint')}>
        <Link to="/app/forgot-password" className={linkClass}>
          {t('auth.forgot_send')}
        </Link>
      </EmptyState>
    );
  }
  if (done) {
    return (
      <div role="status">
        <EmptyState icon={<KeyRound />} title={t('auth.reset_done')} hint={t('auth.reset_done_hint')}>
          <Link to="/app/login" className={linkClass}>
            {t('auth.login')}
          </Link>
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      <FormHeading title={t('auth.reset_title')} hint={t('auth.reset_hint')} />
      <form noValidate onSubmit={form.onSubmit} className="space-y-5">
        <Field
          label={t('auth.new_password')}
          type="password"
          autoComplete="new-password"
          autoFocus
          hint={t('auth.password_hint', { count: limits.passwordMin })}
          {...form.field('new_password')}
        />
        <FormError error={form.error} />
        <Button type="submit" look="primary" busy={form.busy} className="h-11 w-full">
          {t('auth.reset')}
        </Button>
      </form>
    </>
  );
}
