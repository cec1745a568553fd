import { answerFromPassages } from '../answer/answer-question.ts';
import { makeFlashcards, makeQuiz } from '../cards/cards.ts';
import { drawMindMap } from '../mind-map/mind-map.ts';
import { type SummaryStyle, summarize } from '../summary/summarize.ts';
import type { StudyText } from '../text/study-text.ts';

/** What the built-in engine can be asked to do. All of it is pure and may take seconds, so it runs in a thread of its own. */
export const tasks = {
  answer: ({ question, passages }: { question: string; passages: string[] }) => answerFromPassages(question, passages),
  summarize: ({ text, style, maxLength }: { text: StudyText; style: SummaryStyle; maxLength?: number | undefined }) =>
    summarize(text, { style, maxLength }),
  mindMap: ({ texts, topic, depth }: { texts: StudyText[]; topic: string | null; depth: number }) =>
    drawMindMap(texts, { topic, depth }),
  flashcards: ({ text, count }: { text: StudyText; count: number }) => makeFlashcards(text, count),
  quiz: ({ text, count }: { text: StudyText; count: number }) => makeQuiz(text, count),
};

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
export type TaskInput<N extends TaskName> = Parameters<Tasks[N]>[0];
export type TaskResult<N extends TaskName> = ReturnType<Tasks[N]>;
