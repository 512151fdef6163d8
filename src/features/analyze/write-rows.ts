import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import { settleBatch } from '../../queue/batch.ts'
import type { Services } from '../manifest.ts'
import { markAnalyzed } from '../scrape/index.ts'
import { aiAnalysis } from './ai-analysis.ts'
import type { StoredBatch } from '../../ai/batches/batch-store.ts'
import { addDropped, cleanAnswer, nothingDropped, type Dropped } from './clean-answer.ts'
import { holdOffErasures, withoutErased } from './erased-names.ts'
import { holdForIngest, storeOutcomes, type RowOutcome } from '../../ai/batches/ingest-store.ts'
import { storeWritten, writtenAnswer, type WrittenAnswer } from './insights-store.ts'
import { PROMPT_VERSION } from './prompt.ts'
import { readQuotedProfiles } from './quoted-profiles.ts'
import type { FoundRow, Reading, RowReader } from './row-reading.ts'

/** Profiles whose texts are in memory at a time. */
const PROFILES_AT_ONCE = 50

/**
 * Ends the tasks of some rows of a batch and keeps what was answered about their creators, in the transaction of the
 * caller. Gives what was dropped of the answers. Rows that were written before change nothing.
 */
export async function writeRows(
  tx: Tx,
  services: Pick<Services, 'erasures'>,
  batch: StoredBatch,
  { rows, reader }: { rows: readonly FoundRow[]; reader: RowReader },
): Promise<Dropped> {
  const dropped = nothingDropped()
  await holdOffErasures(tx, services)
  if (!(await holdForIngest(tx, batch.id))) return dropped
  const blogIds = rows.flatMap((row) => row.blogId ?? [])
  // A scrape holds its blog before it meets the blog's analysis; in the other order the two could wait for each other.
  await sql`select id from blogs where id = any(${blogIds}::uuid[]) order by id for no key update`.execute(
    tx,
  )
  const { readings, answers } = await readAndClean(tx, batch, { rows, reader })
  const ends = readings.flatMap(({ taskId, end }) => (end === null ? [] : [{ taskId, end }]))
  const settled = new Set((await settleBatch(tx, aiAnalysis, batch.id, ends)).done)
  // By blog, because a creator who was folded into another may have two tasks.
  const news = new Map(
    answers.filter(({ taskId }) => settled.has(taskId)).map((each) => [each.answer.blogId, each]),
  )
  const written = [...news.values()].map(({ answer }) => answer)
  await storeWritten(tx, await withoutErased(tx, services, written))
  for (const each of news.values()) addDropped(dropped, each.dropped)
  await markAnalyzed(
    tx,
    rows.flatMap((row) => (settled.has(row.taskId) ? (row.blogId ?? []) : [])),
  )
  await storeOutcomes(tx, batch.id, readings.map(outcomeOf))
  return dropped
}

type Cleaned = { taskId: number; answer: WrittenAnswer; dropped: Dropped }

/**
 * Rows as they end, and their answers as they may be stored. Evidence is looked up in what is known of the profile now,
 * without the posts that were found after the batch was sent: what the creator has taken back since is not quoted. One
 * answer after the other is unfolded, cleaned and written as text again: whatever lives longer costs the heap more than it
 * costs to read.
 */
async function readAndClean(
  tx: Tx,
  batch: StoredBatch,
  { rows, reader }: { rows: readonly FoundRow[]; reader: RowReader },
): Promise<{ readings: Reading[]; answers: Cleaned[] }> {
  const asked = {
    batchId: batch.id,
    askedAt: batch.sent_at,
    model: batch.model,
    promptVersion: batch.prompt_version ?? PROMPT_VERSION,
  }
  const readings: Reading[] = []
  const answers: Cleaned[] = []
  for (let at = 0; at < rows.length; at += PROFILES_AT_ONCE) {
    const some = rows.slice(at, at + PROFILES_AT_ONCE)
    const blogIds = some.flatMap((row) => row.blogId ?? [])
    const profiles = await readQuotedProfiles(tx, blogIds, batch.sent_at)
    for (const row of some) {
      const { reading, insights } = reader.read(row)
      readings.push(reading)
      const { taskId, blogId } = row
      const profile = blogId === null ? undefined : profiles.get(blogId)
      if (blogId === null || !insights || !profile) continue
      const dropped = nothingDropped()
      const cleaned = cleanAnswer(insights, profile(), dropped)
      const answer = writtenAnswer({ blogId, insights: cleaned, taskId, ...asked })
      answers.push({ taskId, answer, dropped })
    }
  }
  return { readings, answers }
}

const outcomeOf = (row: Reading): RowOutcome => ({
  task_id: row.taskId,
  outcome: row.outcome,
  input_tokens: row.inputTokens,
  output_tokens: row.outputTokens,
  cost_usd: row.costUsd,
})
