import type { PublishFailure } from '../../../platforms/publish-failures.ts'
import type { PublishCall, Publisher, PublishRequest } from '../../../platforms/publisher.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../services.ts'
import { applyOwn } from './apply-event.ts'
import type { LifeEvent } from './events.ts'
import type { Execution } from './store/executions.ts'
import { logged, type Action } from './store/log.ts'
import type { WaitReason } from './waits.ts'
import type { Watchdog } from './watchdog.ts'

/** One run of an execution. */
export type Run = {
  context: TaskContext<Services>
  execution: Execution
  order: PublishRequest
  publisher: Publisher
  watch: Watchdog
  comment: string | null
  /** Lines of the log that are stored after the outcome that they describe. */
  lines: (() => Promise<void>)[]
}

/** `isBlameless`: the platform has refused nothing, so that the account does not pause for it. */
export type Failed = { kind: 'failed'; failure: PublishFailure; isBlameless?: boolean }

/** The end of a run. */
export type End =
  | { kind: 'published' }
  | { kind: 'wait'; delayMs: number; reason: WaitReason }
  | Failed
  | { kind: 'unknown'; message: string }
  | { kind: 'thrown'; error: unknown }
  /** A gate holds it back, which is stored. */
  | { kind: 'paced'; until: Date; reason: WaitReason }
  /** No worker claimed it at its time. */
  | { kind: 'missed'; lateMs: number }
  /** A person or another task has ended it. */
  | { kind: 'ended'; status: string }

/**
 * The result of a step: an event, null when it was applied already, a wait, or the end of the run.
 */
export type Next = { event: LifeEvent | null } | End

/** Applies an event to the execution of a run. Throws StaleAttemptError. */
export async function happens(run: Run, event: LifeEvent): Promise<void> {
  await run.context.checkpoint({}, async (tx) => {
    run.execution = await applyOwn(tx, run.execution, event)
  })
  touchDeadline(run)
}

/** Restarts the deadline of the run: an upload has as long as its files take. */
export function touchDeadline({ watch, execution: { step }, order: { media } }: Run): void {
  watch.touchDeadline(step === 'upload' ? media.reduce((sum, { bytes }) => sum + bytes, 0) : 0)
}

const callOf = (run: Run) => ({
  account: run.execution.connection_id ?? run.execution.username,
  signal: run.watch.signal,
  taskId: run.context.taskId,
  resume: run.execution.progress,
  save: async (progress: unknown) => await happens(run, { type: 'progressed', progress }),
})

/** Carries out a step at the platform, and logs it. */
export const loggedStep = async <Outcome extends { kind: string }>(
  run: Run,
  action: Action,
  work: (call: PublishCall) => Promise<Outcome>,
): Promise<Outcome> => {
  const { context, execution, lines } = run
  const { services, log } = context
  const keepLater = (line: () => Promise<void>): void => void lines.push(line)
  return await logged({ ...services, log, execution, keepLater }, action, async (onSent) =>
    work({ ...callOf(run), onSent }),
  )
}

export async function flushLog({ lines }: Run): Promise<void> {
  for (const line of lines.splice(0)) await line()
}
