import { sql } from 'kysely'
import { assess, CREATIONS_PER_HOUR } from '../../../ai/batches/gather.ts'
import type { HeldReason } from '../../../ai/batches/sending-store.ts'
import type { Services } from '../../services.ts'
import { draftKind } from './draft-kind.ts'

const WORDS: Readonly<Record<HeldReason, string>> = {
  openai_refused: 'OpenAI refuses what is sent',
  failed_batches: 'the last batches failed, and another one is tried later',
  creations_per_hour: `OpenAI takes ${CREATIONS_PER_HOUR} batches an hour`,
  daily_budget: 'what is left of GRAMD_OPENAI_DAILY_BUDGET_USD for today does not pay for it',
  enqueued_tokens: 'the batches under way use the tokens that OpenAI takes at a time',
}
const DOWN = 'OpenAI cannot be reached, or answers with errors such as a rate limit'

/**
 * Returns the reason why questions about posts will not be sent in the next batch. Returns null
 * when there is none: they gather, or are sent now. `downForMs` (world time): the minimum time for
 * which OpenAI has to be down.
 */
export async function holdReason(
  { db, config }: Pick<Services, 'db' | 'config'>,
  { downForMs = 0 } = {},
): Promise<string | null> {
  const { rows } = await sql<{ refusal: string | null; is_down: boolean }>`
    select (select message from shared.ai_holds) as refusal,
      held is not distinct from 'openai_down' and held_since <= world_now() - ${downForMs} * interval '1 ms' as is_down
    from shared.ai_sending`.execute(db)
  const [sending] = rows
  if (sending && sending.refusal !== null) return sending.refusal
  if (sending?.is_down) return DOWN
  // A hold of another kind of questions does not apply to these.
  const gathering = await assess(db, config, draftKind)
  return gathering.kind === 'held' ? WORDS[gathering.reason] : null
}
