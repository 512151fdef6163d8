import { z } from 'zod'
import { OpenAiAnswerError } from './errors.ts'

/** A model as OpenAI's list has it. */
export type ListedModel = {
  id: string
  /** The day (UTC, YYYY-MM-DD) of its shutdown; null when OpenAI has announced none. */
  endsOn: string | null
}

/** Models that are read of one list; OpenAI has about a hundred. */
const MAX_MODELS = 10_000
const MAX_ID = 200

const Listed = z.object({
  id: z
    .string()
    .min(1)
    .max(MAX_ID)
    .regex(/^[^\p{Cc}]+$/u),
  shutdown_date: z.iso.date().nullable(),
})

/**
 * The models of a list of which it says when they end, each once. Other services with OpenAI's
 * interface leave the date out, or have another form of it: of those models nothing is known.
 * Rejects with OpenAiAnswerError when the list has no model at all.
 */
export async function readListedModels(list: AsyncIterable<unknown>): Promise<ListedModel[]> {
  const models = new Map<string, ListedModel>()
  let count = 0
  for await (const each of list) {
    count += 1
    if (count > MAX_MODELS) break
    const listed = Listed.safeParse(each).data
    if (listed !== undefined) models.set(listed.id, { id: listed.id, endsOn: listed.shutdown_date })
  }
  if (count === 0) throw new OpenAiAnswerError('the list of models has no model')
  return [...models.values()]
}
