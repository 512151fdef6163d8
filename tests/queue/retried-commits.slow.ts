import { sql } from 'kysely'
import { TransientError } from '../../src/base/errors.ts'
import type { Tx } from '../../src/db/handles.ts'
import { aType, enqueue, expect, statusOf, taskRow, test } from './kit.ts'

/** A type that is done at once and has something to write; `runs` counts its handlers. */
function aWriter(commit: (tx: Tx) => Promise<void>) {
  const counter = { runs: 0 }
  const type = aType({
    leaseMs: 2_000,
    handle: async () => {
      counter.runs += 1
      return await Promise.resolve({ kind: 'done', result: { ok: true }, commit })
    },
  })
  return { type, counter }
}

const write = async (tx: Tx): Promise<void> => {
  await tx.insertInto('categories').values({ name: 'written' }).execute()
}

test('a database that is away for longer than a lease has nothing run twice that is done and has writes of its own', async ({
  db,
  run,
}) => {
  await sql
    .raw(
      `create sequence endings;
       create function fault() returns trigger language plpgsql as $$ begin
         if nextval('endings') < 8 then raise exception 'away' using errcode = 'admin_shutdown'; end if;
         return new;
       end $$;
       create trigger fault before insert on scrape_tasks for each statement execute function fault()`,
    )
    .execute(db)
  const { type, counter } = aWriter(write)
  const id = await enqueue(db, type)

  run([type], { owner: 'one' })
  run([type], { owner: 'two' })

  await expect.poll(async () => await statusOf(db, id)).toBe('done')
  expect(counter.runs).toBe(1)
  expect(await taskRow(db, id)).toMatchObject({ attempts: 0, lost_leases: 0 })
  expect(
    await db.selectFrom('categories').select('name').where('name', '=', 'written').execute(),
  ).toHaveLength(1)
})

test('writes that fail again and again end the attempt', async ({ db, run }) => {
  const { type, counter } = aWriter(
    async (tx) =>
      void (await sql`do $$ begin raise exception 'busy' using errcode = 'deadlock_detected'; end $$`.execute(
        tx,
      )),
  )
  const id = await enqueue(db, type)

  run([type])

  await expect.poll(async () => (await taskRow(db, id)).attempts).toBe(1)
  expect(counter.runs).toBe(1)
  expect(await taskRow(db, id)).toMatchObject({
    status: 'pending',
    error_code: new TransientError('').code,
  })
})

test('stopping does not wait for a database that is away', async ({ db, run }) => {
  await sql
    .raw(
      `create function fault() returns trigger language plpgsql as $$ begin
         raise exception 'away' using errcode = 'admin_shutdown';
       end $$;
       create trigger fault before insert on scrape_tasks for each statement execute function fault()`,
    )
    .execute(db)
  const { type, counter } = aWriter(write)
  const id = await enqueue(db, type)
  const { runner } = run([type])
  await expect.poll(() => counter.runs).toBe(1)

  await runner.stop(100)

  expect(counter.runs).toBe(1)
  expect(await statusOf(db, id)).not.toBe('done')
})
