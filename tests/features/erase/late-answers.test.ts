import { readFile, writeFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aCreator } from '../analyze/a-creator.ts'
import { HOUR, startAnalyzeWorld, type AnalyzeWorld } from '../analyze/analyze-world.ts'
import { aScrapedCreator, DirectAnswer, startDirectWorld } from '../analyze/direct-world.ts'
import { findTraces } from './traces.ts'

/** A creator whose analysis is at OpenAI, and whose answer will name another one, who is known too. */
async function aWorld(db: Db): Promise<{ world: AnalyzeWorld; named: string }> {
  const world = await startAnalyzeWorld(db, { GRAMD_BATCH_MIN_TASKS: '1' })
  const named = await aCreator(db, 'goes.away')
  const stays = await aCreator(db, 'stays.here', { captions: ['Breakfast with @goes.away'] })
  await sql`update blog_posts set mentions = '{goes.away}'`.execute(db)
  await world.enqueueAnalyses([stays])
  await world.run('submit_batch')
  await world.advance(HOUR)
  const { openai } = world.services
  if (!openai) throw new Error('the world has no OpenAI')
  world.services.openai = {
    ...openai,
    async downloadFile(id, file, call) {
      const got = await openai.downloadFile(id, file, call)
      const text = await readFile(file.path, 'utf8')
      const notes = String.raw`\"notes\":\"Seen with @Goes.Away, and goes.away.\"`
      await writeFile(file.path, text.replace(/\\"notes\\":(?:null|\\"[^"]*\\")/, notes))
      return got
    },
  }
  return { world, named }
}

test('an answer that comes after a creator was erased does not name that creator', async ({
  db,
}) => {
  const { world, named } = await aWorld(db)
  await world.services.erasures.erase({ blogId: named })

  expect(await world.run('poll_batches')).toMatchObject({ result: { ingested: 1 } })

  const { rows } = await sql<{ notes: string }>`
    select ai_insights ->> 'notes' as notes from blogs`.execute(db)
  expect(rows).toEqual([{ notes: 'Seen with @…, and goes.away.' }])
})

test('a direct answer does not name who was erased while it was asked for', async ({ db }) => {
  const world = await startDirectWorld(db)
  const named = await aCreator(db, 'goes.away')
  const stays = await aScrapedCreator(db, 'stays.here')
  const { openai } = world.services
  if (!openai) throw new Error('the world has no OpenAI')
  world.services.openai = {
    ...openai,
    async complete(body, call) {
      const end = await openai.complete(body, call)
      await world.services.erasures.erase({ blogId: named })
      if (end.kind !== 'answer') return end
      const value = { ...z.looseObject({}).parse(end.value), notes: 'Seen with @goes.away.' }
      return { ...end, value }
    },
  }

  const response = await world.analyze(stays)

  expect(DirectAnswer.parse(await response.json()).insights).toMatchObject({
    notes: 'Seen with @….',
  })
  expect(await findTraces(db, ['goes.away'])).toEqual([])
})

test('whoever is erased while an answer is stored is not named by it', async ({ db }) => {
  const { world, named } = await aWorld(db)
  const waiting = async (): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_locks l join pg_database d on d.oid = l.database
      where not l.granted and d.datname = current_database()`.execute(db)
    const others = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    return Math.max(rows[0]?.count ?? 0, others.rows[0]?.count ?? 0)
  }
  let isErased = false
  const running = await db.transaction().execute(async (tx) => {
    await sql`select from scrape_tasks_open for update`.execute(tx)
    const polling = world.run('poll_batches')
    await expect.poll(waiting).toBe(1)
    const erased = world.services.erasures.erase({ blogId: named })
    const erasing = erased.then(() => (isErased = true))
    await expect.poll(async () => isErased || (await waiting()) === 2).toBe(true)
    return { polling, erasing }
  })
  await running.erasing
  expect(await running.polling).toMatchObject({ result: { ingested: 1 } })

  expect(await findTraces(db, ['@goes.away'])).toEqual([])
})
