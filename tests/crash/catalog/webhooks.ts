import type { CrashWorld } from './crash-world.ts'
import { approved, drafted, ofOnePost, type Stage } from './one-post.ts'
import { atInsert, atUpdate, type Step } from './stops.ts'

/** Somebody writes below the post, and Meta says so; null when nobody has taken it. */
const tell = async ({ tell: send, manual }: CrashWorld, mediaId: string): Promise<number | null> =>
  await send(manual, [
    {
      field: 'comments',
      value: {
        id: commentOf(mediaId),
        text: 'How much?',
        media: { id: mediaId },
        from: { id: '77', username: 'anna.buys' },
      },
    },
  ])

export const commentOf = (mediaId: string): string => `${mediaId}7`

/** A later post, which only what Meta says makes gramd look for. */
const publishedAnother: Stage = async (world, id) => {
  world.ledger.told.add(id)
  world.publish(world.manual)
  return await Promise.resolve(true)
}

/** It is not waited for, because gramd may die before it answers. */
const telling: Stage = async (world, id) => {
  void tell(world, id)
  return await Promise.resolve(false)
}

/** Meta sends again what was not taken. */
async function tellAgain(world: CrashWorld, id: string): Promise<void> {
  if ((await tell(world, id)) !== 200) throw new Error('what Meta sends is not taken')
}

const stages = [drafted, approved, publishedAnother, telling]

/** What Meta says by itself about a post, from its arrival to the look that it causes. */
export function webhookSteps(): Step[] {
  return [
    {
      at: 'an event of Meta is stored, but not committed',
      stop: () => atInsert('scrape_tasks_open', "new.task_type = 'process_webhooks'"),
      again: tellAgain,
    },
    {
      at: 'an event is taken, but its comment is not stored',
      stop: (id: string) => atInsert('catalog_comments', `new.media_id = '${id}'`),
    },
    {
      at: 'an event is processed, but its look is not queued',
      stop: () =>
        atInsert(
          'scrape_tasks_open',
          "new.task_type = 'poll_store' and new.payload ->> 'type' = 'webhook_trigger'",
        ),
    },
    {
      at: 'an event has ended, but its task has not',
      stop: () => atInsert('scrape_tasks_ended', "new.task_type = 'process_webhooks'"),
    },
    {
      at: 'the look of an event is done, but not committed',
      stop: () => atUpdate('stores', 'new.polled_at is distinct from old.polled_at'),
    },
  ].map((step) => ofOnePost({ ...step, stages }))
}
