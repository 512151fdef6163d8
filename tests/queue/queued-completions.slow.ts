import { sql } from 'kysely'
import type { Db, Tx } from '../../src/db/handles.ts'
import { enqueueAll } from '../../src/queue/enqueue.ts'
import { aBlog, aType, describe, expect, test } from './kit.ts'

const LEASE_MS = 1_500

/** A type that writes down what it runs; every task is to be run once. */
function aCounter() {
  const runs: string[] = []
  const type = aType({
    leaseMs: LEASE_MS,
    handle: async ({ payload }) => {
      runs.push(payload.name)
      return await Promise.resolve({ kind: 'done', result: { ok: true } })
    },
  })
  return { type, runs }
}

const payloads = (count: number) => Array.from({ length: count }, (_, n) => ({ name: String(n) }))

const countOf = async (
  db: Db,
  table: 'scrape_tasks_open' | 'scrape_tasks_ended',
): Promise<number> => {
  const { count } = await db
    .selectFrom(table)
    .select((select) => select.cast<number>(select.fn.countAll(), 'integer').as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Makes every write to scrape_tasks_ended run a piece of PL/pgSQL first. */
async function beforeEnding(db: Db, body: string): Promise<void> {
  await sql
    .raw(
      `create sequence endings;
       create function fault() returns trigger language plpgsql as $$ begin ${body}; return new; end $$;
       create trigger fault before insert on scrape_tasks for each statement execute function fault()`,
    )
    .execute(db)
}

async function expectEachRunOnce(db: Db, runs: readonly string[], count: number): Promise<void> {
  await expect.poll(async () => await countOf(db, 'scrape_tasks_ended')).toBe(count)
  expect(runs.toSorted((a, b) => Number(a) - Number(b))).toEqual(payloads(count).map((p) => p.name))
  const { rows } = await sql<{ problems: number }>`
    select count(*)::int as problems from scrape_tasks_ended
    where status <> 'done' or lost_leases > 0 or attempts > 0`.execute(db)
  expect(rows).toEqual([{ problems: 0 }])
}

/** Faults of a database that pass by themselves. */
const faults = {
  'a full disk': "raise exception 'no space left on device' using errcode = 'disk_full'",
  'a serialization failure': "raise exception 'try again' using errcode = 'serialization_failure'",
  'a statement that takes too long': "raise exception 'too long' using errcode = 'query_canceled'",
  'a fault of a trigger': "raise exception 'this must not happen'",
  'the end of the connection': 'perform pg_terminate_backend(pg_backend_pid())',
}

describe('two workers run every task once', () => {
  test.for(Object.entries(faults))(
    'while many completions meet %s',
    async ([, fault], { db, run }) => {
      await beforeEnding(db, `if nextval('endings') % 3 <> 0 then ${fault}; end if`)
      const { type, runs } = aCounter()
      await enqueueAll(db, type, payloads(300))

      run([type], { owner: 'one', slots: 5 })
      run([type], { owner: 'two', slots: 5 })

      await expectEachRunOnce(db, runs, 300)
    },
  )

  test('while one of them can complete nothing for longer than a lease', async ({ db, run }) => {
    await sql
      .raw(
        `create table refused (owner text);
         insert into refused values ('one');
         create function refuse() returns trigger language plpgsql as $$ begin
           if new.lease_owner in (select owner from refused) then
             raise exception 'no space left on device' using errcode = 'disk_full';
           end if;
           return new;
         end $$;
         create trigger refuse before insert on scrape_tasks_ended for each row execute function refuse()`,
      )
      .execute(db)
    const { type, runs } = aCounter()
    await enqueueAll(db, type, payloads(20))
    const { lines } = run([type], { owner: 'one', slots: 2 })
    await expect
      .poll(() => lines.map((line) => line['msg']))
      .toContain('completions queued: database unavailable')
    const { rows } = await sql<{ until: Date }>`
      select max(lease_until) as until from scrape_tasks`.execute(db)

    run([type], { owner: 'two', slots: 2 })

    await expect.poll(() => Date.now() > Number(rows[0]?.until) + LEASE_MS).toBe(true)
    // What is left is what the one cannot complete. How much that is, is seen only now: it may have been claiming then.
    const others = async () =>
      await sql`select from scrape_tasks where status <> 'done' and lease_owner is distinct from 'one'`.execute(
        db,
      )
    await expect.poll(async () => (await others()).rows).toEqual([])
    expect(await countOf(db, 'scrape_tasks_open')).toBeGreaterThan(0)
    await sql`delete from refused`.execute(db)
    await expectEachRunOnce(db, runs, 20)
  })

  test('while somebody locks the table of ended tasks for longer than a lease', async ({
    db,
    run,
  }) => {
    const { type, runs } = aCounter()
    await enqueueAll(db, type, payloads(8_000))
    let begun = 0
    await db.transaction().execute(async (tx) => {
      await sql`lock table scrape_tasks_ended`.execute(tx)
      run([type], { owner: 'one', slots: 5 })
      run([type], { owner: 'two', slots: 5 })
      await expect.poll(() => runs.length).toBeGreaterThan(10)
      // Neither begins more and more that it cannot end.
      await expect
        .poll(
          () => {
            const before = begun
            begun = runs.length
            return begun - before
          },
          { interval: 2 * LEASE_MS, timeout: 20_000 },
        )
        .toBe(0)
      expect(begun).toBeLessThan(8_000)
    })

    await expectEachRunOnce(db, runs, 8_000)
  })

  test('while a completion waits for a row of another table for longer than a lease', async ({
    db,
    run,
  }) => {
    const { type: counter, runs } = aCounter()
    await aBlog(db, 'ada')
    const type = aType({
      leaseMs: LEASE_MS,
      handle: async (task, context) => {
        const outcome = await counter.handle?.(task, context)
        if (outcome?.kind !== 'done') throw new Error('no result')
        const commit = async (tx: Tx) => void (await sql`select from blogs for update`.execute(tx))
        return { ...outcome, commit }
      },
    })
    await enqueueAll(db, type, payloads(5))
    await db.transaction().execute(async (tx) => {
      await sql`select from blogs for update`.execute(tx)
      run([type], { owner: 'one', slots: 5 })
      await expect.poll(() => runs.length).toBeGreaterThan(0)
      run([type], { owner: 'two', slots: 5 })
      const { rows } = await sql<{ until: Date }>`
        select max(lease_until) as until from scrape_tasks`.execute(db)
      await expect.poll(() => Date.now() > Number(rows[0]?.until) + 2 * LEASE_MS).toBe(true)
    })

    await expectEachRunOnce(db, runs, 5)
  })
})

test('a database that is away for longer than a lease has nothing run twice that was done', async ({
  db,
  run,
}) => {
  await beforeEnding(
    db,
    "if nextval('endings') < 12 then raise exception 'away' using errcode = 'admin_shutdown'; end if",
  )
  const { type, runs } = aCounter()
  await enqueueAll(db, type, payloads(1))

  run([type], { owner: 'one' })
  run([type], { owner: 'two' })

  await expectEachRunOnce(db, runs, 1)
})
