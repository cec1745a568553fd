import { limits } from '@parlance/contracts/limits';
import { ParlanceError } from '@parlance/sdk';
import { useState } from 'react';
import { client } from '../../app/client.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { checkPassword, checkPresent } from '../auth/account-rules.ts';
import { FormError } from '../auth/form-parts.tsx';
import { useForm } from '../auth/use-form.ts';
import { SavedNote } from './profile-form.tsx';

const blank = { current_password: '', new_password: '' };

/** Changing the password while knowing the old one. */
export function PasswordForm() {
  const [saved, setSaved] = useState(false);
  const form = useForm({ current_password: checkPresent, new_password: checkPassword }, blank, async (values) => {
    setSaved(false);
    await client.users.changePassword(values);
    form.reset(blank);
    setSaved(true);
  });
  const wrong = form.error instanceof ParlanceError && form.error.code === 'invalid_credentials';
  const current = form.field('current_password');
  return (
    <form noValidate onSubmit={form.onSubmit} className="space-y-4">
      <Field
        label={t('settings.password_current')}
        type="password"
        autoComplete="current-password"
        {...current}
        error={wrong ? t('code.wrong_password') : current.error}
      />
      <Field
        label={t('auth.new_password')}
        type="password"
        autoComplete="new-password"
        hint={t('auth.password_hint', { count: limits.passwordMin })}
        {...form.field('new_password')}
      />
      {!wrong && <FormError error={form.error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" busy={form.busy}>
          {t('settings.password_change')}
        </Button>
        <SavedNote shown={saved}>{t('settings.password_changed')}</SavedNote>
      </div>
    </form>
  );
}
