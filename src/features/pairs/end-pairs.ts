import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'

export type PairsEnd = {
  /** `nothing`: no question is answered. */
  status: 'complete' | 'incomplete' | 'nothing'
  /** Why not all questions have a yes or no: of several reasons the one of most questions. */
  reason: string | null
  /** Questions that are settled, the unknown ones included. */
  answered: number
  questions: number
}

/** How a check of pairs would end with the answers that it has. */
export async function endOfPairs(db: Db | Tx, id: string): Promise<PairsEnd> {
  const { rows } = await sql<{
    questions: number
    answered: number
    known: number
    reason: string | null
  }>`
    select count(*)::int as questions, count(answer)::int as answered,
      (count(*) filter (where answer in ('yes', 'no')))::int as known,
      mode() within group (order by reason) filter (where answer = 'unknown') as reason
    from relation_pair_questions where check_id = ${id}::uuid`.execute(db)
  const { questions = 0, answered = 0, known = 0, reason = null } = rows[0] ?? {}
  const status = known === questions ? 'complete' : known === 0 ? 'nothing' : 'incomplete'
  return { status, reason, answered, questions }
}
