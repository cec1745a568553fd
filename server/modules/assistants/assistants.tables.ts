export interface AssistantsTable {
  id: string;
  owner_id: string;
  name: string;
  description: string;
  instructions: string;
  model: string | null;
  tools: string[] | null;
  document_ids: string[];
  visibility: 'private' | 'public';
  created_at: Date;
  updated_at: Date;
}

interface ConversationAssistantsTable {
  conversation_id: string;
  assistant_id: string | null;
  model: string | null;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    assistants: AssistantsTable;
    conversation_assistants: ConversationAssistantsTable;
  }
}
