import { z } from 'zod'
import type { GraphCall } from '../graph-call.ts'
import { UnexpectedAnswerError } from '../errors.ts'
import { absent, readAnswer, text } from '../graph-answers.ts'
import type { GraphConnection } from './connection.ts'

const PageAnswer = z.object({
  data: z.array(z.unknown()),
  paging: z
    .object({ cursors: z.object({ after: text }).nullish(), next: absent })
    .nullish()
    .transform((paging) => ({
      after: paging?.cursors?.after ?? null,
      hasNext: paging?.next !== undefined && paging?.next !== null,
    })),
})

/** No list that gramd reads completely has more pages. */
const MAX_PAGES = 100

/**
 * Reads one page of a list, and the cursor of the next. `paging.next` only shows that there is one:
 * its URL contains the token.
 */
export function readPage(answer: unknown, what: string): { data: unknown[]; after: string | null } {
  const { data, paging } = readAnswer(PageAnswer, answer, what)
  return { data, after: paging.hasNext ? paging.after : null }
}

/** Yields all pages of a list; an empty page does not end it. */
export async function* eachPage(
  connection: GraphConnection,
  call: GraphCall,
  { path, query, what }: { path: string; query: Readonly<Record<string, string>>; what: string },
): AsyncGenerator<{ data: unknown[] }> {
  let after: string | null = null
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const position: Record<string, string> = after === null ? {} : { after }
    const answer = await connection.get(call, {
      path,
      query: { ...query, ...position },
      what,
    })
    const read = readPage(answer, what)
    yield { data: read.data }
    if (read.after === null) return
    if (read.after === after) throw new UnexpectedAnswerError("Meta's list does not go on")
    after = read.after
  }
}
