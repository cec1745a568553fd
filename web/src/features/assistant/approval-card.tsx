import type { ApprovalScope, RunSnapshotPart } from '@parlance/contracts';
import type { RunState } from '@parlance/sdk';
import { ShieldAlert } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { Button } from '../../ui/button.tsx';
import { useOpenChat } from '../messages/chat-context.ts';
import { displayName } from '../people/names.ts';
import { Json } from './steps.tsx';
import { useDecision } from './use-run-actions.ts';

type ToolCall = Extract<RunSnapshotPart, { type: 'tool-call' }>;

/** The calls that wait for a decision. */
export function Approvals({ run }: { run: RunState }) {
  if (run.status !== 'waiting') return null;
  const waiting = run.parts.filter((part): part is ToolCall => part.type === 'tool-call' && part.state === 'waiting');
  return waiting.map((call) => <ApprovalCard key={call.tool_call_id} run={run} call={call} />);
}

function ApprovalCard({ run, call }: { run: RunState; call: ToolCall }) {
  const { conversation, myId } = useOpenChat();
  const asker = conversation.members.find((member) => member.user_id === run.userId);
  return (
    <section
      aria-label={t('assistant.approval')}
      className="my-2 animate-rise rounded-2xl bg-raised p-3.5 shadow-[inset_0_0_0_1.5px_var(--warn)]"
    >
      <h4 className="flex items-center gap-2 font-semibold">
        <ShieldAlert className="size-4.5 shrink-0 text-warn" aria-hidden />
        {t('assistant.approval_title', { tool: call.title })}
      </h4>
      <p className="mt-1 mb-2 text-sm text-muted">
        {run.calls[call.tool_call_id]?.question ?? t('assistant.approval_hint')}
      </p>
      <Json value={call.args} />
      {run.userId === myId ? (
        <Decision run={run} call={call} />
      ) : (
        <p className="mt-2 text-sm text-muted">
          {t('assistant.approval_other', { name: asker ? displayName(asker) : '…' })}
        </p>
      )}
    </section>
  );
}

function Decision({ run, call }: { run: RunState; call: ToolCall }) {
  const decide = useDecision(run.id);
  const [rejecting, setRejecting] = useState(false);
  const busy = decide.isPending || decide.isSuccess;
  const approve = (scope: ApprovalScope) => decide.mutate({ approved: true, tool_call_id: call.tool_call_id, scope });
  if (rejecting) {
    return (
      <RejectForm
        busy={busy}
        onReject={(reason) =>
          decide.mutate({ approved: false, tool_call_id: call.tool_call_id, ...(reason && { reason }) })
        }
        onCancel={() => setRejecting(false)}
      />
    );
  }
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      <Button look="primary" className="h-9" disabled={busy} onClick={() => approve('once')}>
        {t('assistant.approve_once')}
      </Button>
      <Button className="h-9" disabled={busy} onClick={() => approve('conversation')}>
        {t('assistant.approve_conversation')}
      </Button>
      <Button className="h-9" disabled={busy} onClick={() => approve('always')}>
        {t('assistant.approve_always')}
      </Button>
      <Button look="quiet-danger" className="h-9" disabled={busy} onClick={() => setRejecting(true)}>
        {t('assistant.reject')}
      </Button>
    </div>
  );
}

interface RejectFormProps {
  busy: boolean;
  onReject: (reason: string) => void;
  onCancel: () => void;
}

function RejectForm({ busy, onReject, onCancel }: RejectFormProps) {
  const id = useId();
  const [reason, setReason] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      className="mt-3"
      onSubmit={(event) => {
        event.preventDefault();
        onReject(reason.trim());
      }}
    >
      <label htmlFor={id} className="text-sm font-medium">
        {t('assistant.reject_reason')}
      </label>
      <input
        id={id}
        dir="auto"
        ref={field}
        maxLength={1_000}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        className="mt-1 h-10 w-full rounded-xl bg-paper px-3 text-base shadow-[inset_0_0_0_1px_var(--edge)] focus-visible:shadow-[inset_0_0_0_2px_var(--accent)] focus-visible:outline-none"
      />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button type="submit" look="danger" className="h-9" disabled={busy}>
          {t('assistant.reject')}
        </Button>
        <Button look="quiet" className="h-9" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
