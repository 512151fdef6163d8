import { classify } from '../../../base/classify.ts'
import type { Step } from './store/executions.ts'
import { change, loggedStep, type Next, type Run } from './run.ts'
import { WAITS } from './waits.ts'

/** What follows the publication is tried so often, and then left: the post is there in any case. */
const MOST_TRIES = 3
const TRY_AGAIN_MS = 60_000

/** An answer is no proof that the post is there as ordered. */
export async function readBack(run: Run): Promise<Next> {
  const { publisher, order, execution } = run
  const { media_id: mediaId, permalink, looks, warnings } = execution
  if (mediaId === null)
    return { change: { step: 'comment', looks: 0, warnings: [...warnings, 'not_shown'] } }
  let found: Awaited<ReturnType<typeof publisher.readBack>>
  try {
    found = await loggedStep(run, 'read_back', async (call) =>
      publisher.readBack(call, order, { mediaId, permalink }),
    )
  } catch (thrown) {
    return await tryAgain(run, thrown, { step: 'comment', warning: 'not_checked' })
  }
  if (found.kind === 'gone') {
    if (looks + 1 < MOST_TRIES) return await wait(run)
    return { change: { step: 'comment', looks: 0, warnings: [...warnings, 'not_shown'] } }
  }
  const lacks = [
    ...(found.hasCaption ? [] : ['caption_lost']),
    ...(found.hasAllItems ? [] : ['items_lost']),
  ]
  return {
    change: {
      step: 'comment',
      looks: 0,
      permalink: found.post.permalink ?? permalink,
      warnings: [...warnings, ...lacks],
    },
  }
}

export async function writeComment(run: Run): Promise<Next> {
  const { publisher, order, execution, comment, context } = run
  const { media_id: mediaId, permalink, warnings } = execution
  if (comment === null) return { change: { step: 'done' } }
  if (mediaId === null)
    return { change: { step: 'done', warnings: [...warnings, 'comment_not_written'] } }
  const isRepeat = execution.comment_sent_at !== null
  const beforeSend = async (): Promise<void> =>
    await change(run, { comment_sent_at: context.services.clock.now() })
  let outcome: Awaited<ReturnType<typeof publisher.comment>>
  try {
    outcome = await loggedStep(run, 'comment', async (call) =>
      publisher.comment(
        { ...call, beforeSend },
        { mediaId, permalink },
        { order, text: comment, isRepeat },
      ),
    )
  } catch (thrown) {
    return await tryAgain(run, thrown, { step: 'done', warning: 'comment_not_written' })
  }
  const lacks = outcome.kind === 'written' ? [] : ['comment_not_written']
  return { change: { step: 'done', warnings: [...warnings, ...lacks] } }
}

async function wait(run: Run): Promise<Next> {
  await change(run, { looks: run.execution.looks + 1 })
  return { kind: 'wait', delayMs: TRY_AGAIN_MS, why: WAITS.read_back }
}

/** A failure here never makes the publication one. Limits and rests are waited for. */
async function tryAgain(
  run: Run,
  thrown: unknown,
  otherwise: { step: Step; warning: string },
): Promise<Next> {
  run.context.signal.throwIfAborted()
  if (classify(thrown).disposition.action === 'snooze') throw thrown
  const { looks, warnings } = run.execution
  if (looks + 1 < MOST_TRIES) return await wait(run)
  const { step, warning } = otherwise
  return { change: { step, looks: 0, warnings: [...warnings, warning] } }
}
