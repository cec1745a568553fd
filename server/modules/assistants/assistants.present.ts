import type { Assistant } from '@parlance/contracts';
import type { AssistantsTable } from './assistants.tables.ts';

/** What its owner sees of it; who only may use it does not see how it was told to behave. */
export function presentAssistant(row: AssistantsTable, userId: string): Assistant {
  const isOwner = row.owner_id === userId;
  return {
    id: row.id,
    owner_id: row.owner_id,
    name: row.name,
    description: row.description,
    instructions: isOwner ? row.instructions : '',
    model: row.model,
    tools: row.tools,
    document_ids: isOwner ? row.document_ids : [],
    visibility: row.visibility,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
