import type { AnswerOf } from '../../../../console/api.ts'
import type { Filter } from './filter.ts'
import type { Context } from './kit.ts'

export type BlogQuestion = AnswerOf<'readBlogQuestion'>

/** A filter, and how its question was read. */
export type FilterRead = { filter: Filter; reading: BlogQuestion | undefined }

const read = async ({ api }: Context, question: string): Promise<BlogQuestion> =>
  await api.call('readBlogQuestion', { query: { q: question } })

/**
 * Reads the question of an address into the values of its filter, once: then values are changed by
 * themselves. What the question before was read as is removed.
 */
export async function readIn(page: Context, filter: Filter): Promise<FilterRead> {
  const { question, read: before } = filter
  const reading = question === undefined ? undefined : await read(page, question)
  if (question === before) return { filter, reading }
  const earlier = before === undefined ? undefined : await read(page, before)
  const values = {
    ...withoutReading(filter.values, earlier),
    ...reading?.filter,
  }
  return { filter: { ...filter, values, read: question }, reading }
}

/** Words that were searched for as they are belong to the question before, too. */
function withoutReading(
  { q: _words, ...values }: Filter['values'],
  earlier: BlogQuestion | undefined,
): Filter['values'] {
  const known = new Map<string, string>(Object.entries(earlier?.filter ?? {}))
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => known.get(name) !== value),
  )
}
