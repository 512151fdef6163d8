import { z } from 'zod'
import { OpenAiAnswerError } from './errors.ts'

/** A model in OpenAI's list. */
export type ListedModel = {
  id: string
  /** The day (UTC, YYYY-MM-DD) of its shutdown; null when OpenAI has announced none. */
  endsOn: string | null
}

/** The maximum number of models read from one list; OpenAI has about a hundred. */
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
 * Returns the models of a list that have an end date, each once. Other services with OpenAI's
 * interface omit the date or format it differently: the end of those models is unknown. Rejects
 * with OpenAiAnswerError when the list has no model at all.
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
