import type { Flashcard, QuizQuestion } from '@parlance/contracts';
import { cardsByModel, quizByModel } from './model/cards-by-model.ts';
import { builtin, chooseModel, type Made, type Reader, type Study } from './study.context.ts';
import { presentPlace } from './study.present.ts';
import { findText, type TextInput } from './study.summary.ts';

export interface CardsInput extends TextInput {
  count?: number | undefined;
  model?: string | undefined;
}

const defaultCount = 10;
const tooLittle = (made: number, wanted: number): string | null =>
  made < wanted ? `The text gives no more than ${made}.` : null;

/** Cards to learn a text by, each with the place it comes from; fewer where the text gives no more. */
export async function makeCards(
  study: Study,
  reader: Reader,
  input: CardsInput,
  signal: AbortSignal,
): Promise<Made & { cards: Flashcard[] }> {
  const { count = defaultCount } = input;
  const model = chooseModel(study, input.model);
  const { text, documentId } = await findText(study, reader, input);
  const byModel = model && (await cardsByModel(model, { text, count }, signal));
  const made = byModel?.ok
    ? byModel.value
    : { items: await study.engine.run('flashcards', { text, count }, signal), note: null };
  const cards = made.items.map((card) => ({ ...card, source: presentPlace(documentId, card.source) }));
  if (byModel?.ok) return { cards, engine: model?.vendor ?? '', note: made.note };
  return { cards, ...builtin(byModel?.note ?? tooLittle(cards.length, count)) };
}

/** Questions with choices, each with the place of the right answer. */
export async function makeQuestions(
  study: Study,
  reader: Reader,
  input: CardsInput,
  signal: AbortSignal,
): Promise<Made & { questions: QuizQuestion[] }> {
  const { count = defaultCount } = input;
  const model = chooseModel(study, input.model);
  const { text, documentId } = await findText(study, reader, input);
  const byModel = model && (await quizByModel(model, { text, count }, signal));
  const made = byModel?.ok
    ? byModel.value
    : { items: await study.engine.run('quiz', { text, count }, signal), note: null };
  const questions = made.items.map((question) => ({ ...question, source: presentPlace(documentId, question.source) }));
  if (byModel?.ok) return { questions, engine: model?.vendor ?? '', note: made.note };
  return { questions, ...builtin(byModel?.note ?? tooLittle(questions.length, count)) };
}
