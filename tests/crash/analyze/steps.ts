import type { FaultRule } from '../../../sim/openai/index.ts'
import { breakAtRead, breakAtUpdate, type Breakpoint } from './breakpoint.ts'
import type { CrashWorld } from './crash-world.ts'

/** A moment at which gramd is stopped and killed. */
export type Step = {
  at: string
  /** The steps that come before. */
  after: 'nothing' | 'sent'
  /** The task that reaches this moment. */
  task: 'submit_batch' | 'poll_batches' | 'retry_stale_batches'
  /** Makes gramd stop there. */
  arrange(world: CrashWorld): Promise<Breakpoint>
  /** How OpenAI ends the batch; it completes by default. */
  batch?: 'stuck'
  /** The step of an earlier kill that leads here. */
  follows?: string
}

type Struck = Omit<Extract<FaultRule, { on: 'http' }>, 'on'>

/** Stops at a request to OpenAI. `isDone` says whether OpenAI has processed it. */
const atRequest =
  (fault: Struck, isDone: (world: CrashWorld) => boolean = () => true): Step['arrange'] =>
  async (world) => {
    const { control } = world.sim
    const id = control.addFault({ on: 'http', ...fault })
    return {
      isReached: async () => control.faults().every((entry) => entry.id !== id) && isDone(world),
      release: async () => void control.removeFault(id),
    }
  }

const atUpdate =
  (table: string, condition: string): Step['arrange'] =>
  async ({ url }) =>
    await breakAtUpdate(url, table, condition)

const UPLOAD = { method: 'POST', path: '/v1/files$' } as const
const CREATE = { method: 'POST', path: '/v1/batches$' } as const
const DELETE = { method: 'DELETE', path: '/v1/files/' } as const
const CANCEL = { method: 'POST', path: '/cancel$' } as const

const submitting = { after: 'nothing', task: 'submit_batch' } as const
const polling = { after: 'sent', task: 'poll_batches' } as const
const cancelling = { after: 'sent', task: 'retry_stale_batches', batch: 'stuck' } as const

const batches = (world: CrashWorld): number => world.sim.control.report().batches.total
const stored = (world: CrashWorld): number => world.sim.control.report().files.stored

/** Every step of a batch, and each moment between an external action and its record. */
export const STEPS: readonly Step[] = [
  {
    ...submitting,
    at: 'the input file is written',
    arrange: async ({ url, work }) => await breakAtRead(url, work.source),
  },
  { ...submitting, at: 'the upload has begun', arrange: atRequest({ ...UPLOAD, kind: 'hang' }) },
  {
    ...submitting,
    at: 'the file is uploaded, but the reply is lost',
    arrange: atRequest({ ...UPLOAD, kind: 'hang_after' }, (world) => stored(world) === 1),
  },
  {
    ...submitting,
    at: 'the file is uploaded, but its id is not stored',
    arrange: atUpdate('ai_batches', 'new.input_file_id is not null and old.input_file_id is null'),
  },
  {
    ...submitting,
    at: 'the creation of the batch is noted, but not asked for',
    arrange: atUpdate(
      'ai_batches',
      'new.create_attempted_at is not null and old.create_attempted_at is null',
    ),
  },
  {
    ...submitting,
    at: 'the creation of the batch is asked for, but does not arrive',
    arrange: atRequest({ ...CREATE, kind: 'hang' }),
  },
  {
    ...submitting,
    at: 'the batch is created, but the reply is lost',
    arrange: atRequest({ ...CREATE, kind: 'hang_after' }, (world) => batches(world) === 1),
  },
  {
    ...submitting,
    at: 'the batch is created, but not stored',
    arrange: atUpdate('ai_batches', 'new.remote_id is not null and old.remote_id is null'),
  },
  {
    ...submitting,
    at: 'the batch is stored, but its tasks are not sent',
    arrange: atUpdate(
      'scrape_tasks_open',
      "new.status = 'running' and old.status = 'pending' and new.batch_id is not null",
    ),
  },
  {
    ...submitting,
    at: 'a batch whose reply was lost is looked for',
    follows: 'the batch is created, but the reply is lost',
    arrange: atRequest({ method: 'GET', path: '/v1/batches$', kind: 'hang' }),
  },
  {
    ...polling,
    at: 'the state of the batch is asked for',
    arrange: atRequest({ method: 'GET', path: '/v1/batches/', kind: 'hang' }),
  },
  {
    ...polling,
    at: 'half of the results is downloaded',
    arrange: atRequest({ path: '/content$', kind: 'stalled_body' }),
  },
  {
    ...polling,
    at: 'half of the results is written',
    arrange: atUpdate(
      'ai_batch_rows',
      "new.outcome = 'success' and new.task_id = (select max(task_id) from ai_batch_rows)",
    ),
  },
  {
    ...polling,
    at: 'all results are written, but not committed',
    arrange: atUpdate('ai_batches', 'new.ingested_at is not null and old.ingested_at is null'),
  },
  {
    ...polling,
    at: 'the results are stored, but no file is deleted',
    arrange: atRequest({ ...DELETE, kind: 'hang' }),
  },
  {
    ...polling,
    at: 'a file is deleted, but the reply is lost',
    arrange: atRequest({ ...DELETE, kind: 'hang_after' }, (world) => stored(world) === 1),
  },
  {
    ...polling,
    at: 'the files are deleted, but that is not noted',
    arrange: atUpdate(
      'ai_batches',
      'new.files_deleted_at is not null and old.files_deleted_at is null',
    ),
  },
  {
    ...cancelling,
    at: 'the end of an overdue batch is asked for, but that does not arrive',
    arrange: atRequest({ ...CANCEL, kind: 'hang' }),
  },
  {
    ...cancelling,
    at: 'an overdue batch is cancelled, but the reply is lost',
    arrange: atRequest(
      { ...CANCEL, kind: 'hang_after' },
      ({ sim }) => sim.control.report().batches.by_status.cancelling === 1,
    ),
  },
]

/** The step of that name, after its predecessors. */
export function stepsTo(at: string): Step[] {
  const step = STEPS.find((each) => each.at === at)
  if (!step) throw new Error(`no step at which ${at}`)
  return step.follows === undefined ? [step] : [...stepsTo(step.follows), step]
}
