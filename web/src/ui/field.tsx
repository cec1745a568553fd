import clsx from 'clsx';
import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useId, useState } from 'react';
import { t } from '../i18n/index.ts';

/** The look of every one-line input. */
const inputClass =
  'h-11 w-full rounded-xl bg-raised px-3.5 text-base text-ink shadow-[inset_0_0_0_1px_var(--edge)] placeholder:text-faint ' +
  'focus-visible:shadow-[inset_0_0_0_2px_var(--accent)] focus-visible:outline-none aria-invalid:shadow-[inset_0_0_0_2px_var(--danger)] disabled:opacity-60';

interface FieldProps extends ComponentProps<'input'> {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  /** Says "optional" beside the label. */
  optional?: boolean;
}

/** A labelled input with its hint and its error, tied together for screen readers. */
export function Field({ label, hint, error, optional = false, type = 'text', className, ...rest }: FieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const password = type === 'password';
  const note = error ?? hint;
  return (
    <div className={className}>
      <div className="mb-1.5 flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {optional && <span className="text-xs text-faint">{t('auth.optional')}</span>}
      </div>
      <div className="relative">
        <input
          id={id}
          dir="auto"
          type={password && shown ? 'text' : type}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className={clsx(inputClass, password && 'pe-11')}
          {...rest}
        />
        {password && (
          <button
            type="button"
            aria-label={t(shown ? 'auth.password_hide' : 'auth.password_show')}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-1 end-1 flex w-9 items-center justify-center rounded-lg text-faint hover:text-ink"
          >
            {shown ? <EyeOff className="size-4.5" /> : <Eye className="size-4.5" />}
          </button>
        )}
      </div>
      {note && (
        <p
          id={`${id}-note`}
          role={error ? 'alert' : undefined}
          className={clsx('mt-1.5 text-sm', error ? 'text-danger' : 'text-faint')}
        >
          {note}
        </p>
      )}
    </div>
  );
}
