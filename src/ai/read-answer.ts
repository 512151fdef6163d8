import type { AnswerEnd } from './openai/batch-results.ts'
import type { z } from 'zod'

/** A parsed answer of a batch or a direct call. */
export type AnswerReading<Answer = unknown> =
  | { outcome: 'success'; answer: Answer; fault: null }
  /** The model refuses, and would again. */
  | { outcome: 'refusal' | 'content_filter'; answer: null; fault: null }
  /** Asking again may help. */
  | { outcome: 'cut_off' | 'invalid'; answer: null; fault: { code: string; message: string } }

export function readAnswer<Answer>(
  end: AnswerEnd,
  schema: z.ZodType<Answer>,
): AnswerReading<Answer> {
  switch (end.kind) {
    case 'answer': {
      const parsed = schema.safeParse(end.value)
      if (parsed.success) return { outcome: 'success', answer: parsed.data, fault: null }
      const place = parsed.error.issues[0]?.path.join('.') ?? ''
      return invalid(`the answer does not fit the schema at ${place || 'its root'}`)
    }
    case 'refusal':
    case 'content_filter':
      return { outcome: end.kind, answer: null, fault: null }
    case 'cut_off': {
      const fault = { code: 'ai_cut_off', message: 'the answer was cut off' }
      return { outcome: 'cut_off', answer: null, fault }
    }
    case 'invalid':
      return invalid(end.message)
  }
}

const invalid = (message: string): AnswerReading<never> => ({
  outcome: 'invalid',
  answer: null,
  fault: { code: 'ai_invalid_answer', message },
})
