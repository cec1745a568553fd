import { limits } from '@parlance/contracts/limits';
import { Link, useSearch } from '@tanstack/react-router';
import { client } from '../../app/client.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { checkEmail, checkPassword, checkUsername } from './account-rules.ts';
import { FormError, FormFooter, FormHeading, linkClass } from './form-parts.tsx';
import { useForm } from './use-form.ts';

const anything = () => undefined;

/** Creating an account. */
export function SignupPage() {
  const { next } = useSearch({ from: '/auth' });
  const form = useForm(
    { username: checkUsername, full_name: anything, email: checkEmail, password: checkPassword },
    { username: '', full_name: '', email: '', password: '' },
    ({ username, password, email, full_name }) =>
      client.auth.signup({ username, password, email: email || null, full_name: full_name || null }),
  );
  return (
    <>
      <FormHeading title={t('auth.signup_title')} hint={t('auth.signup_hint')} />
      <form noValidate onSubmit={form.onSubmit} className="space-y-5">
        <Field
          label={t('auth.username')}
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
          {...form.field('username')}
        />
        <Field
          label={t('auth.password')}
          type="password"
          autoComplete="new-password"
          hint={t('auth.password_hint', { count: limits.passwordMin })}
          {...form.field('password')}
        />
        <Field label={t('auth.full_name')} optional autoComplete="name" {...form.field('full_name')} />
        <Field
          label={t('auth.email')}
          type="email"
          optional
          autoComplete="email"
          hint={t('auth.email_hint')}
          {...form.field('email')}
        />
        <FormError error={form.error} />
        <Button type="submit" look="primary" busy={form.busy} className="h-11 w-full">
          {t('auth.signup')}
        </Button>
      </form>
      <FormFooter>
        {t('auth.have_account')}{' '}
        <Link to="/app/login" search={next ? { next } : {}} className={linkClass}>
          {t('auth.login')}
        </Link>
      </FormFooter>
    </>
  );
}
