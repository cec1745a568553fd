import clsx from 'clsx';
import { RadioGroup, Switch as RadixSwitch } from 'radix-ui';
import { type ReactNode, useId } from 'react';

interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; icon?: ReactNode }[];
  onChange: (value: Value) => void;
}

/** One of a few, all in sight. */
export function Segmented<Value extends string>({ label, value, options, onChange }: SegmentedProps<Value>) {
  const pick = (next: string) => {
    const option = options.find((candidate) => candidate.value === next);
    if (option) onChange(option.value);
  };
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={pick}
      className="inline-flex flex-wrap gap-1 rounded-2xl bg-ink/6 p-1"
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className={clsx(
            'inline-flex h-8 cursor-pointer items-center gap-2 rounded-xl px-3 text-sm font-medium text-muted transition-colors hover:text-ink [&_svg]:size-4',
            'data-[state=checked]:bg-raised data-[state=checked]:text-ink data-[state=checked]:shadow-lift dark:data-[state=checked]:bg-ink/14',
          )}
        >
          {option.icon}
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

/** On or off, at once. */
export function Switch({ label, hint, checked, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex items-center justify-between gap-4">
      <label htmlFor={id} className="min-w-0">
        <span className="block text-base">{label}</span>
        {hint && <span className="block text-sm text-faint">{hint}</span>}
      </label>
      <RadixSwitch.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        className="relative h-6 w-10 shrink-0 cursor-pointer rounded-full bg-edge transition-colors data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-4.5 translate-x-[3px] rounded-full bg-[oklch(1_0_0)] shadow-lift transition-transform data-[state=checked]:translate-x-[19px] rtl:-translate-x-[3px] rtl:data-[state=checked]:-translate-x-[19px] dark:data-[state=checked]:bg-on-accent" />
      </RadixSwitch.Root>
    </div>
  );
}
