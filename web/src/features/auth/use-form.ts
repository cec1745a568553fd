import { ParlanceError } from '@parlance/sdk';
import { type ChangeEvent, type FormEvent, useState } from 'react';

type Rules<Name extends string> = Record<Name, (value: string) => string | undefined>;

/**
 * A small form: values, errors by field (ours after the first submit, the server's after an answer), and sending.
 * Values are trimmed except where the name contains "password".
 */
export function useForm<Name extends string>(
  rules: Rules<Name>,
  initial: Record<Name, string>,
  send: (values: Record<Name, string>) => Promise<unknown>,
) {
  const names = Object.keys(rules) as Name[];
  const [values, setValues] = useState(initial);
  const [submitted, setSubmitted] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const cleaned = () =>
    Object.fromEntries(
      names.map((name) => [name, name.includes('password') ? values[name] : values[name].trim()]),
    ) as Record<Name, string>;
  const serverError = (name: Name) =>
    error instanceof ParlanceError ? error.fields.find((field) => field.path === name)?.message : undefined;
  const fieldError = (name: Name) => (submitted ? rules[name](cleaned()[name]) : undefined) ?? serverError(name);

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setSubmitted(true);
    setError(undefined);
    const clean = cleaned();
    const wrong = names.find((name) => rules[name](clean[name]));
    if (wrong) {
      form.querySelector<HTMLInputElement>(`[name="${wrong}"]`)?.focus();
      return;
    }
    setBusy(true);
    try {
      await send(clean);
      setSubmitted(false);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };

  const field = (name: Name) => ({
    name,
    value: values[name],
    error: fieldError(name),
    onChange: ({ target }: ChangeEvent<HTMLInputElement>) =>
      setValues((current) => ({ ...current, [name]: target.value })),
  });
  const reset = (next: Record<Name, string> = initial) => setValues(next);

  return { field, onSubmit, busy, error, values, reset };
}
