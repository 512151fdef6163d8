import pg from 'pg'
import type { BenchServer } from '../server.ts'
import { chunk, type Driver, type Task, type Worker, type WorkerOptions } from './driver.ts'

const PLAIN_LOOP = 'a plain loop'

const BATCH = 500
const SLOTS = 10
const CHANNEL = 'plain'

const SCHEMA = `
  create table if not exists plain_tasks (
    id bigint generated always as identity primary key,
    due_at timestamptz not null default now(),
    attempt integer not null default 0,
    status smallint not null default 0,
    lease_until timestamptz,
    payload jsonb not null
  ) with (fillfactor = 70);
  create index if not exists plain_tasks_ready_idx on plain_tasks (due_at, id) where status = 0`

const ENQUEUE = `
  with bell as materialized (select pg_notify('${CHANNEL}', ''))
  insert into plain_tasks (payload) select payload from unnest($1::jsonb[]) as payload left join bell on true`

const CLAIM = {
  name: 'claim',
  text: `
    update plain_tasks t set status = 1, attempt = t.attempt + 1, lease_until = now() + interval '45 seconds'
    from (
      select id from plain_tasks where status = 0 order by due_at, id limit ${BATCH} for update skip locked
    ) first
    where t.id = first.id
    returning t.id, t.attempt, t.payload`,
}

const SETTLE = {
  name: 'settle',
  text: `
    update plain_tasks t set status = 2, lease_until = null
    from unnest($1::bigint[], $2::integer[]) as input (id, attempt)
    where t.id = input.id and t.attempt = input.attempt`,
}

type Claimed = { id: string; attempt: number; payload: Task }

/**
 * A minimal loop without a queue's features: it claims 500 tasks at a time into a buffer and
 * settles finished ones in between, fenced by the attempt. Finished rows stay.
 */
export function plainLoop(server: BenchServer): Driver {
  const database = 'bench_plain_loop'
  const url = server.urlOf(database)
  const pool = new pg.Pool({ connectionString: url, max: 4 })
  return {
    name: PLAIN_LOOP,
    database,
    async setup() {
      await server.createDatabase(database)
      await pool.query(SCHEMA)
    },
    enqueueBulk: async (tasks) => void (await pool.query(ENQUEUE, [tasks.map(asJson)])),
    enqueueOne: async (task) => void (await pool.query(ENQUEUE, [[asJson(task)]])),
    async insertHidden(tasks) {
      const holder = await pool.connect()
      await holder.query('begin')
      for (const call of chunk(tasks)) await holder.query(ENQUEUE, [call.map(asJson)])
      return async () => {
        await holder.query('commit')
        holder.release()
      }
    },
    startWorker: async (options) => await startLoop(url, pool, options),
    async isDrained() {
      const { rows } = await pool.query('select from plain_tasks where status < 2 limit 1')
      return rows.length === 0
    },
    truncate: async () => void (await pool.query('truncate plain_tasks')),
    close: async () => await pool.end(),
  }
}

const asJson = (task: Task): string => JSON.stringify(task)

async function startLoop(
  url: string,
  pool: pg.Pool,
  { concurrency = SLOTS, onStart }: WorkerOptions,
): Promise<Worker> {
  const buffer: Claimed[] = []
  let done: Claimed[] = []
  let running = 0
  let isStopping = false
  let ring = (): void => undefined
  const ear = new pg.Client({ connectionString: url })
  await ear.connect()
  ear.on('notification', () => ring())
  await ear.query(`listen ${CHANNEL}`)

  const run = async (task: Claimed): Promise<void> => {
    running += 1
    await onStart(task.payload)
    running -= 1
    done.push(task)
    begin()
    ring()
  }
  const begin = (): void => {
    while (running < concurrency) {
      const task = buffer.shift()
      if (!task) return
      void run(task)
    }
  }
  const settle = async (): Promise<void> => {
    const batch = done
    done = []
    if (batch.length === 0) return
    const values = [batch.map(({ id }) => id), batch.map(({ attempt }) => attempt)]
    await pool.query({ ...SETTLE, values })
  }
  const hasWork = (): boolean => running > 0 || buffer.length > 0 || done.length > 0
  const loop = async (): Promise<void> => {
    while (!isStopping || hasWork()) {
      const rung = new Promise<void>((resolve) => (ring = resolve))
      const isLow = !isStopping && buffer.length < BATCH / 2
      const [claimed] = await Promise.all([
        isLow ? pool.query<Claimed>(CLAIM) : undefined,
        settle(),
      ])
      buffer.push(...(claimed?.rows ?? []))
      begin()
      if (!claimed?.rows.length && done.length === 0 && !isStopping) await rung
    }
  }
  const ended = loop()
  return {
    enqueueHere: async (task) => void (await pool.query(ENQUEUE, [[asJson(task)]])),
    async stop() {
      isStopping = true
      ring()
      await ended
      await ear.end()
    },
  }
}
