import type { PublishFailure } from '../../../platforms/publish-failures.ts'
import type { Publisher, PublishOrder } from '../../../platforms/publisher.ts'
import type { TaskContext } from '../../../queue/task-type.ts'
import type { Services } from '../../manifest.ts'
import { settlePost } from '../posts/settle-post.ts'
import {
  changeExecution,
  storePublished,
  type Change,
  type Execution,
  type Step,
} from './executions-store.ts'
import { takeCommitTurn } from './gates.ts'
import { writeLog, type Action } from './log-store.ts'

/** One run of an execution. */
export type Run = {
  context: TaskContext<Services>
  execution: Execution
  order: PublishOrder
  publisher: Publisher
  /** Also ends a request that takes longer than its files allow. */
  signal: AbortSignal
  comment: string | null
}

/** How a run ends. */
export type End =
  | { kind: 'published' }
  | { kind: 'wait'; delayMs: number; why: string }
  | { kind: 'failed'; failure: PublishFailure }
  | { kind: 'unknown'; message: string }
  | { kind: 'thrown'; error: unknown }

/** What a step came to: the next step with what it has to know, or the end of the run. */
type Next = { change: Change } | End

/** How often the same publication is sent, and looked for after each time. */
const MOST_COMMITS = 3
const MOST_LOOKS = 6
/** A post that is not shown when it is read back is read so often. */
const MOST_READS = 3
const READ_AGAIN_MS = 60_000

const STEPS: Record<Step, (run: Run) => Promise<Next>> = {
  upload,
  commit,
  look_up: lookUp,
  read_back: readBack,
  comment: writeComment,
  done: async () => ({ kind: 'published' }),
}

/** Takes steps until the publication is there, or something has to be waited for. */
export async function takeSteps(run: Run): Promise<End> {
  try {
    // Something was sent and nobody heard the answer.
    if (run.execution.commit_sent_at !== null && run.execution.step === 'commit')
      await change(run, { step: 'look_up' })
    for (;;) {
      const next = await STEPS[run.execution.step](run)
      if ('kind' in next) return next
      await change(run, next.change)
    }
  } catch (error) {
    return { kind: 'thrown', error }
  }
}

async function change(run: Run, what: Change): Promise<void> {
  await run.context.checkpoint({}, async (tx) => {
    await changeExecution(tx, run.execution.id, what)
  })
  run.execution = { ...run.execution, ...what }
}

const callOf = (run: Run) => ({
  account: run.execution.connection_id ?? run.execution.username,
  signal: run.signal,
  taskId: run.context.taskId,
  resume: run.execution.progress,
  save: async (progress: unknown) => await change(run, { progress }),
})

/** Does what a step asks of the platform, and keeps a line of it. */
async function logged<Outcome extends { kind: string }>(
  run: Run,
  action: Action,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const { clock, db } = run.context.services
  const began = clock.now().getTime()
  const write = async (status: string, details: Record<string, unknown>): Promise<void> =>
    await writeLog(db, run.execution, {
      action,
      status,
      durationMs: clock.now().getTime() - began,
      details,
    })
  try {
    const outcome = await work()
    await write(outcome.kind, detailsOf(outcome))
    return outcome
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    await write('thrown', { message })
    throw thrown
  }
}

function detailsOf(outcome: object): Record<string, unknown> {
  const { failure, post } = outcome as { failure?: PublishFailure; post?: object }
  return {
    ...(failure && { class: failure.class, code: failure.code, message: failure.message }),
    ...(post && { post }),
  }
}

async function upload(run: Run): Promise<Next> {
  const { publisher, order } = run
  const outcome = await logged(run, 'upload', async () => publisher.upload(callOf(run), order))
  if (outcome.kind === 'ready') return { change: { step: 'commit' } }
  if (outcome.kind === 'waiting')
    return { kind: 'wait', delayMs: outcome.delayMs, why: 'the platform processes the files' }
  return { kind: 'failed', failure: outcome.failure }
}

/** A publication of the same post was sent just before: this one keeps its distance. */
class TooSoon extends Error {
  readonly until: Date
  constructor(until: Date) {
    super('another account of the same post was just published')
    this.until = until
  }
}

async function commit(run: Run): Promise<Next> {
  const { publisher, order, context } = run
  const beforeSend = async (): Promise<void> => {
    let until: Date | null = null
    await context.checkpoint({}, async (tx) => {
      until = await takeCommitTurn(tx, run.execution)
    })
    if (until !== null) throw new TooSoon(until)
    const { commits } = run.execution
    const now = context.services.clock.now()
    run.execution = { ...run.execution, commit_sent_at: now, commits: commits + 1, looks: 0 }
  }
  try {
    const outcome = await logged(run, 'commit', async () =>
      publisher.commit({ ...callOf(run), beforeSend }, order),
    )
    switch (outcome.kind) {
      case 'published':
        return await published(run, outcome.post)
      case 'waiting':
        await change(run, { commit_sent_at: null })
        return { kind: 'wait', delayMs: outcome.delayMs, why: 'the platform processes the files' }
      case 'not_published':
        await change(run, { commit_sent_at: null })
        return { kind: 'failed', failure: outcome.failure }
      case 'unknown':
        return { change: { step: 'look_up' } }
    }
  } catch (thrown) {
    if (!(thrown instanceof TooSoon)) throw thrown
    const delayMs = Math.max(1_000, thrown.until.getTime() - context.services.clock.now().getTime())
    return { kind: 'wait', delayMs, why: thrown.message }
  }
}

async function published(
  run: Run,
  post: { mediaId: string; permalink: string | null },
): Promise<Next> {
  const { execution, context } = run
  await context.checkpoint({}, async (tx) => {
    await storePublished(tx, execution, post)
    await settlePost(tx, execution.post_id)
  })
  run.execution = {
    ...execution,
    status: 'success',
    media_id: post.mediaId,
    permalink: post.permalink,
  }
  return { change: { step: 'read_back', looks: 0 } }
}

async function lookUp(run: Run): Promise<Next> {
  const { publisher, order, execution } = run
  const { commit_sent_at: sentAt, commits, looks } = execution
  if (sentAt === null) return { change: { step: 'commit' } }
  const outcome = await logged(run, 'look_up', async () =>
    publisher.lookUp(callOf(run), order, sentAt),
  )
  switch (outcome.kind) {
    case 'published':
      return await published(run, outcome.post)
    case 'not_published':
      await change(run, { commit_sent_at: null })
      return { kind: 'failed', failure: outcome.failure }
    case 'absent':
      if (commits >= MOST_COMMITS)
        return { kind: 'unknown', message: `it was sent ${commits} times and is not there` }
      return { change: { step: 'commit', commit_sent_at: null } }
    case 'unseen': {
      if (looks + 1 >= MOST_LOOKS)
        return { kind: 'unknown', message: 'it was sent, and the platform does not show it' }
      await change(run, { looks: looks + 1 })
      return { kind: 'wait', delayMs: outcome.delayMs, why: 'it is being looked for' }
    }
  }
}

/** An answer is no proof that the post is there as ordered. */
async function readBack(run: Run): Promise<Next> {
  const { publisher, order, execution } = run
  const { media_id: mediaId, permalink, looks, warnings } = execution
  if (mediaId === null) throw new Error('a success without a post')
  const found = await logged(run, 'read_back', async () =>
    publisher.readBack(callOf(run), order, { mediaId, permalink }),
  )
  if (found.kind === 'gone') {
    if (looks + 1 < MOST_READS) {
      await change(run, { looks: looks + 1 })
      return { kind: 'wait', delayMs: READ_AGAIN_MS, why: 'it is read back' }
    }
    return { change: { step: 'comment', warnings: [...warnings, 'not_shown'] } }
  }
  const lacks = [
    ...(found.hasCaption ? [] : ['caption_lost']),
    ...(found.hasAllItems ? [] : ['items_lost']),
  ]
  return {
    change: {
      step: 'comment',
      permalink: found.post.permalink ?? permalink,
      warnings: [...warnings, ...lacks],
    },
  }
}

async function writeComment(run: Run): Promise<Next> {
  const { publisher, order, execution, comment, context } = run
  const { media_id: mediaId, permalink, warnings } = execution
  if (comment === null || mediaId === null) return { change: { step: 'done' } }
  const isRepeat = execution.comment_sent_at !== null
  const beforeSend = async (): Promise<void> =>
    await change(run, { comment_sent_at: context.services.clock.now() })
  const outcome = await logged(run, 'comment', async () =>
    publisher.comment(
      { ...callOf(run), beforeSend },
      { mediaId, permalink },
      { order, text: comment, isRepeat },
    ),
  )
  const lacks = outcome.kind === 'written' ? [] : ['comment_not_written']
  return { change: { step: 'done', warnings: [...warnings, ...lacks] } }
}
