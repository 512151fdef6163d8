import { classify } from '../../../base/classify.ts'
import type { LifeEvent } from './events.ts'
import { happens, loggedStep, type Next, type Run } from './run.ts'

/** Tries of a step after the publication, such as its comment: the post is there in any case. */
const MAX_TRIES = 3
const TRY_AGAIN_MS = 60_000

/** An answer is no proof that the post is there as ordered. */
export async function readBack(run: Run): Promise<Next> {
  const { publisher, order, execution } = run
  const { media_id: mediaId, permalink, lookups } = execution
  if (mediaId === null) return { event: readBackWith('not_shown') }
  let found: Awaited<ReturnType<typeof publisher.readBack>>
  try {
    found = await loggedStep(run, 'read_back', async (call) =>
      publisher.readBack(call, order, { mediaId, permalink }),
    )
  } catch (thrown) {
    return await tryAgain(run, thrown, readBackWith('not_checked'))
  }
  if (found.kind === 'gone') {
    if (lookups + 1 < MAX_TRIES) return await wait(run)
    return { event: readBackWith('not_shown') }
  }
  const lacks = [
    ...(found.hasCaption ? [] : ['caption_lost']),
    ...(found.hasAllItems ? [] : ['items_lost']),
  ]
  return {
    event: { type: 'read_back', warnings: lacks, permalink: found.post.permalink },
  }
}

const readBackWith = (...warnings: string[]): LifeEvent => ({
  type: 'read_back',
  warnings,
  permalink: null,
})

const finishedWith = (...warnings: string[]): LifeEvent => ({ type: 'finished', warnings })

export async function writeComment(run: Run): Promise<Next> {
  const { publisher, order, execution, comment } = run
  const { media_id: mediaId, permalink } = execution
  if (comment === null) return { event: finishedWith() }
  if (mediaId === null) return { event: finishedWith('comment_not_written') }
  const isRepeat = execution.comment_sent_at !== null
  const beforeSend = async (): Promise<void> => await happens(run, { type: 'comment_sent' })
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
    return await tryAgain(run, thrown, finishedWith('comment_not_written'))
  }
  return {
    event: outcome.kind === 'written' ? finishedWith() : finishedWith('comment_not_written'),
  }
}

async function wait(run: Run): Promise<Next> {
  await happens(run, { type: 'unseen' })
  return { kind: 'wait', delayMs: TRY_AGAIN_MS, reason: { code: 'read_back' } }
}

/** A failure here never makes the publication one. Limits and rests are waited for. */
async function tryAgain(run: Run, thrown: unknown, otherwise: LifeEvent): Promise<Next> {
  run.context.signal.throwIfAborted()
  if (classify(thrown).disposition.action === 'snooze') throw thrown
  return run.execution.lookups + 1 < MAX_TRIES ? await wait(run) : { event: otherwise }
}
