import { sql } from 'kysely'
import { Counter, Gauge, type Registry } from 'prom-client'
import { sharing, type GaugeKind } from '../base/metrics.ts'
import type { Db } from '../db/handles.ts'
import { WORKER_SHARES, type WorkerShare } from './task-type.ts'

/** How a run of a task ended; `lost`: its lease was lost, or its end could not be stored. */
const OUTCOMES = ['done', 'retried', 'snoozed', 'failed', 'cancelled', 'lost'] as const
export type RunOutcome = (typeof OUTCOMES)[number]

/** Counts runs of tasks in this process; a call costs no more than two additions. */
export type RunTally = (taskType: string, outcome: RunOutcome, ms: number) => void

type Runs = Record<RunOutcome, number> & { ms: number }

/** Registers the counters of runs, which read what `RunTally` has added when they are scraped. */
export function registerRunTally(registry: Registry): RunTally {
  const types = new Map<string, Runs>()
  registry.registerMetric(
    new Counter({
      name: 'gramd_task_runs_total',
      help: 'Runs of tasks that ended in this process, by outcome. Analyses in batches have no run.',
      labelNames: ['task_type', 'outcome'],
      registers: [],
      collect() {
        this.reset()
        for (const [type, runs] of types)
          for (const outcome of OUTCOMES) this.inc({ task_type: type, outcome }, runs[outcome])
      },
    }),
  )
  registry.registerMetric(
    new Counter({
      name: 'gramd_task_run_seconds_total',
      help: 'Real seconds that these runs took: divided by their number, the mean duration.',
      labelNames: ['task_type'],
      registers: [],
      collect() {
        this.reset()
        for (const [type, { ms }] of types) this.inc({ task_type: type }, ms / 1_000)
      },
    }),
  )
  return (taskType, outcome, ms) => {
    let runs = types.get(taskType)
    if (!runs) {
      runs = { done: 0, retried: 0, snoozed: 0, failed: 0, cancelled: 0, lost: 0, ms: 0 }
      types.set(taskType, runs)
    }
    runs[outcome] += 1
    runs.ms += ms
  }
}

/** Registers the slots of this process's worker, by share. */
export function registerSlots(
  registry: Registry,
  slots: Readonly<Record<WorkerShare, number>>,
  running: (share: WorkerShare) => number,
): void {
  registry.registerMetric(
    new Gauge({
      name: 'gramd_worker_slots',
      help: "Slots of this process's worker, by share: busy with a task, or free.",
      labelNames: ['share', 'state'],
      registers: [],
      collect() {
        for (const share of WORKER_SHARES) {
          const busy = running(share)
          this.set({ share, state: 'busy' }, busy)
          this.set({ share, state: 'free' }, slots[share] - busy)
        }
      },
    }),
  )
}

type OpenTasks = { count: number; due: number; age: number }
const NONE: OpenTasks = { count: 0, due: 0, age: 0 }

/**
 * The services that the gauges read: types without an open task have zeros, so that no series comes
 * and goes.
 */
type Queued = { db: Db; queue: { types: ReadonlyMap<string, unknown> } }

/** By type and status. Reads no more than 20,000 tasks of a type (derived.task_counts). */
const readOpenTasks = sharing(async (db: Db) => {
  const { rows } = await sql<OpenTasks & { task_type: string; status: string }>`
    select task_type, status, count, coalesce(due, 0) as due,
      case when due > 0 then extract(epoch from (select world_now()) - oldest_at)::float8 else 0 end as age
    from derived.task_counts where status in ('pending', 'running')`.execute(db)
  return new Map(rows.map((row) => [keyOf(row.task_type, row.status), row]))
})

const keyOf = (type: string, status: string): string => `${status} ${type}`

async function pendingTasks(
  { db, queue }: Queued,
  valueOf: (tasks: OpenTasks) => number,
): Promise<{ labels: { task_type: string }; value: number }[]> {
  const open = await readOpenTasks(db)
  return [...queue.types.keys()].map((type) => ({
    labels: { task_type: type },
    value: valueOf(open.get(keyOf(type, 'pending')) ?? NONE),
  }))
}

const openTasks: GaugeKind<Queued> = {
  name: 'gramd_open_tasks',
  help: 'Pending and running tasks, over all processes; counts no further than 20,000 of a type.',
  labelNames: ['task_type', 'status'],
  async read({ db, queue }) {
    const open = await readOpenTasks(db)
    return [...queue.types.keys()].flatMap((type) =>
      ['pending', 'running'].map((status) => ({
        labels: { task_type: type, status },
        value: (open.get(keyOf(type, status)) ?? NONE).count,
      })),
    )
  },
}

const dueTasks: GaugeKind<Queued> = {
  name: 'gramd_due_tasks',
  help:
    'The backlog: pending tasks that could run now, over all processes; counts no further than ' +
    '20,000 of a type.',
  labelNames: ['task_type'],
  read: async (queued) => await pendingTasks(queued, ({ due }) => due),
}

const oldestDueTask: GaugeKind<Queued> = {
  name: 'gramd_oldest_due_task_age_seconds',
  help: 'World time since which the oldest task of the backlog is due, over all processes.',
  labelNames: ['task_type'],
  read: async (queued) => await pendingTasks(queued, ({ age }) => age),
}

/** The reasons of derived.task_stalls; docs/queue.md has the remedies. */
const STALL_REASONS = [
  'paused',
  'nothing_runs',
  'waits_long',
  'lease_expired',
  'runs_long',
  'batch_overdue',
  'loses_leases',
  'last_attempt',
  'pool_stopped',
  'no_account_in_service',
  'no_account_free',
] as const

const stalls: GaugeKind<{ db: Db }> = {
  name: 'gramd_stalled_task_types',
  help:
    'Task types that are stuck, by reason, over all processes; for reasons of the pool: 1 while ' +
    'tasks wait for it.',
  labelNames: ['reason'],
  async read({ db }) {
    const { rows } = await sql<{ reason: string; types: number }>`
      select reason, count(*)::integer as types from derived.task_stalls group by reason`.execute(
      db,
    )
    const found = new Map(rows.map(({ reason, types }) => [reason, types]))
    return STALL_REASONS.map((reason) => ({ labels: { reason }, value: found.get(reason) ?? 0 }))
  },
}

export const QUEUE_GAUGES = [openTasks, dueTasks, oldestDueTask, stalls]
