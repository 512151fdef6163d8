import type { Tx } from '../../db/handles.ts'
import { settleBatch, type BatchEnd } from '../../queue/batch.ts'
import type { AiKind, AiTaskRow, PromptBy, StoredAnswer } from '../kind.ts'
import { kindNamed, type AiServices } from '../services.ts'
import type { StoredBatch } from './store/ai-batches/batches.ts'
import { lockForIngest, rowsOf, storeOutcomes, type EndedRow } from './store/ai-batches/ingest.ts'
import type { FoundRow, RowReader } from './row-reading.ts'

/** Answers that are parsed at a time, with the data they are compared with. */
const ANSWERS_AT_ONCE = 50

/**
 * Stores results of some rows and ends their tasks. Rows that were stored before change nothing.
 * Returns the kind's report, or null when all results had been read before.
 */
export async function writeRows(
  tx: Tx,
  services: AiServices,
  batch: StoredBatch,
  { rows: found, reader }: { rows: readonly FoundRow[]; reader: RowReader },
): Promise<unknown> {
  const kind = kindNamed(services, batch.kind)
  await services.erasures.lockOut(tx)
  if (!(await lockForIngest(tx, batch.id, 'shared'))) return null
  const ids = found.map(({ taskId }) => taskId)
  const about = await rowsOf(tx, ids)
  await kind.lock(tx, services, about)
  const rows = new Map(about.map((row) => [row.taskId, row]))
  const by: PromptBy = {
    batchId: batch.id,
    requestedAt: batch.sent_at,
    model: batch.model,
    prompt: batch.prompt ?? kind.prompt(services.config),
  }
  const { ended, ends, answers } = await read(
    found,
    { rows, reader },
    async (about) => await kind.reader(tx, services, about, by),
  )
  const { done } = await settleBatch(tx, kind.task, batch.id, ends)
  const settled = new Set(done)
  const paid = await storeOutcomes(tx, batch.id, ended)
  const report = await kind.store(
    tx,
    services,
    answers.filter(({ row }) => row.taskId !== null && settled.has(row.taskId)),
    {
      by,
      ended: done.flatMap((taskId) => rows.get(taskId) ?? []),
      spent: paid.flatMap(({ task_id: taskId, cost_usd: costUsd }) => {
        const row = rows.get(taskId)
        return row ? [{ row, costUsd }] : []
      }),
    },
  )
  return report
}

/**
 * Parses answers a few at a time, directly into what is stored: objects that live longer cost the
 * heap more than reading them.
 */
async function read(
  found: readonly FoundRow[],
  { rows, reader }: { rows: ReadonlyMap<number, AiTaskRow>; reader: RowReader },
  answerReaderFor: (about: readonly AiTaskRow[]) => ReturnType<AiKind<AiServices>['reader']>,
): Promise<{ ended: EndedRow[]; ends: BatchEnd[]; answers: StoredAnswer<unknown>[] }> {
  const ended: EndedRow[] = []
  const ends: BatchEnd[] = []
  const answers: StoredAnswer<unknown>[] = []
  for (let at = 0; at < found.length; at += ANSWERS_AT_ONCE) {
    const some = found.slice(at, at + ANSWERS_AT_ONCE)
    const about = some.flatMap(({ taskId }) => rows.get(taskId) ?? [])
    const answerReader = await answerReaderFor(about)
    for (const each of some) {
      const { taskId } = each
      const { row: endedRow, end, answer } = reader.read(each)
      ended.push(endedRow)
      if (end !== null) ends.push({ taskId, end })
      const row = rows.get(taskId)
      const toStore = answer === null || !row ? null : answerReader.keep(row, answer)
      if (row && toStore !== null) answers.push({ row, toStore })
    }
  }
  return { ended, ends, answers }
}
