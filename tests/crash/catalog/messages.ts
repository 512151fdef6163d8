import { drafted, isOfPost, ofOnePost, type Stage } from './one-post.ts'
import { atInsert, atUpdate, type Step } from './stops.ts'

const telling: Stage = async ({ push }) => {
  await push('notify_of_drafts')
  return false
}

/** The message about new drafts, of which up to three have a link that approves them. */
export function messageSteps(): Step[] {
  const isMessage = "new.kind = 'drafts_ready'"
  return [
    {
      at: 'drafts are taken for a message that is not written',
      stop: (id: string) =>
        atUpdate(
          'product_drafts',
          `${isOfPost(id)} and old.notified_at is null and new.notified_at is not null`,
        ),
    },
    {
      at: 'the links of a message are not stored',
      stop: () => atInsert('draft_links'),
    },
    {
      at: 'a message has its links, but is not stored',
      stop: () => atInsert('notifications', isMessage),
    },
    {
      at: 'a message is stored, but its task has not ended',
      stop: () => atInsert('scrape_tasks_ended', "new.task_type = 'notify_of_drafts'"),
    },
  ].map((step) => ofOnePost({ ...step, stages: [drafted, telling] }))
}
