import { z } from 'zod'
import { badRequest, notFound } from './api-error.ts'

/** One page of a list as the API returns it. */
export type Page<T> = {
  object: 'list'
  data: T[]
  first_id: string | null
  last_id: string | null
  has_more: boolean
}

const Limit = z.coerce.number().int().min(1)

/**
 * The page of sorted items after the one with the id `after`. Throws the API's 400 for a limit
 * outside 1…max and its 404 for an unknown cursor.
 */
export function pageOf<T extends { id: string }>(
  items: readonly T[],
  query: { limit?: string | undefined; after?: string | undefined },
  limits: { standard: number; max: number },
): Page<T> {
  const limit = Limit.max(limits.max).safeParse(query.limit ?? limits.standard)
  if (!limit.success) {
    throw badRequest(
      `Invalid 'limit': expected an integer from 1 to ${limits.max}.`,
      'limit',
      'invalid_value',
    )
  }
  const before = items.findIndex(({ id }) => id === query.after)
  if (query.after !== undefined && before < 0) {
    throw notFound(`No item with id '${query.after}'.`, 'after')
  }
  const data = items.slice(before + 1, before + 1 + limit.data)
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: before + 1 + limit.data < items.length,
  }
}
