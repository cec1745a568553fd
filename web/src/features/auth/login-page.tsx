import { Link, useSearch } from '@tanstack/react-router';
import { client } from '../../app/client.ts';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { checkPresent } from './account-rules.ts';
import { FormError, FormFooter, FormHeading, linkClass } from './form-parts.tsx';
import { useForm } from './use-form.ts';

/** Signing in. */
export function LoginPage() {
  const { next } = useSearch({ from: '/auth' });
  const form = useForm(
    { username: checkPresent, password: checkPresent },
    { username: '', password: '' },
    // Signing in makes the router look again at who may see this page, and so leads away from it.
    (values) => client.auth.login(values),
  );
  return (
    <>
      <FormHeading title={t('auth.login_title')} hint={t('auth.login_hint')} />
      <form noValidate onSubmit={form.onSubmit} className="space-y-5">
        <Field label={t('auth.username_or_email')} autoComplete="username" autoFocus {...form.field('username')} />
        <Field label={t('auth.password')} type="password" autoComplete="current-password" {...form.field('password')} />
        <FormError error={form.error} />
        <Button type="submit" look="primary" busy={form.busy} className="h-11 w-full">
          {t('auth.login')}
        </Button>
      </form>
      <p className="mt-4 text-center text-sm">
        <Link to="/app/forgot-password" className={linkClass}>
          {t('auth.forgot')}
        </Link>
      </p>
      <FormFooter>
        {t('auth.no_account')}{' '}
        <Link to="/app/signup" search={next ? { next } : {}} className={linkClass}>
          {t('auth.signup_title')}
        </Link>
      </FormFooter>
    </>
  );
}
