import type { AnswerEnd } from '../../ai/openai/batch-results.ts'
import type { answerSchema, AIInsights } from './insights.ts'

type AnswerSchema = ReturnType<typeof answerSchema>

/** What an answer comes to, in a batch or without one. */
export type AnswerReading =
  | { outcome: 'success'; insights: AIInsights; fault: null }
  /** The model does not say anything about this profile, and would not if asked again. */
  | { outcome: 'refusal' | 'content_filter'; insights: null; fault: null }
  /** Another answer may be better. */
  | { outcome: 'cut_off' | 'invalid'; insights: null; fault: { code: string; message: string } }

/** Reads an answer by the schema that it was asked for with. */
export function readAnswer(end: AnswerEnd, schema: AnswerSchema): AnswerReading {
  switch (end.kind) {
    case 'answer': {
      const parsed = schema.safeParse(end.value)
      if (parsed.success) return { outcome: 'success', insights: parsed.data, fault: null }
      const place = parsed.error.issues[0]?.path.join('.') ?? ''
      return invalid(`the answer does not fit the schema at ${place || 'its root'}`)
    }
    case 'refusal':
    case 'content_filter':
      return { outcome: end.kind, insights: null, fault: null }
    case 'cut_off': {
      const fault = { code: 'ai_cut_off', message: 'the answer was cut off' }
      return { outcome: 'cut_off', insights: null, fault }
    }
    case 'invalid':
      return invalid(end.message)
  }
}

const invalid = (message: string): AnswerReading => ({
  outcome: 'invalid',
  insights: null,
  fault: { code: 'ai_invalid_answer', message },
})
