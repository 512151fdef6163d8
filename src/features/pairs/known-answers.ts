import type { Tx } from '../../db/database.ts'
import { answersFromLists } from '../relations/index.ts'
import { sidesOf } from './plan.ts'
import { FRESH_MS, loadPairs, storeAnswers } from './store.ts'

/** Answers open questions from lists of relation checks. */
export async function answerFromLists(tx: Tx, id: string): Promise<void> {
  const { people, open } = await loadPairs(tx, id)
  const questions = open.flatMap(({ follower, followed }) =>
    (['following', 'followers'] as const).map((kind) => {
      const { owner, member } = sidesOf({ follower, followed }, kind)
      const [whose, who] = [people.get(owner), people.get(member)]
      return {
        follower,
        followed,
        kind,
        owner_id: whose?.platformId ?? null,
        member_id: who?.platformId ?? null,
        member_name: who?.username ?? null,
      }
    }),
  )
  const answers = await answersFromLists(tx, questions, FRESH_MS)
  await storeAnswers(
    tx,
    id,
    answers.map((each) => ({ ...each, basis: 'check' as const })),
  )
}
