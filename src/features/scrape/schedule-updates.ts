import { z } from 'zod'
import { sql } from 'kysely'
import { defineTask } from '../../queue/task-type.ts'
import type { Services } from '../manifest.ts'

const DUE_FOR_UPDATE_PRIORITY = 8
/** Blogs that one statement enqueues; the checkpoint is the last id. */
const PAGE = 5_000

const Checkpoint = z.object({ after: z.uuid().nullable(), scheduled: z.number().int() })
const Payload = z.object({})
const Result = z.object({ scheduled: z.number().int() })

/** Has blogs scraped again whose last scrape is too old. */
export const scheduleUpdates = defineTask<
  Services,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'schedule_updates',
  summary: 'Queues a full scrape for every creator whose data is older than RESCRAPE_AFTER_DAYS.',
  payload: Payload,
  result: Result,
  priority: 2,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  resource: 'none',
  dedupeKey: () => 'schedule_updates',
  async handle(task, context) {
    const { db, queue, config } = context.services
    let { after, scheduled } = Checkpoint.safeParse(task.checkpoint).data ?? {
      after: null,
      scheduled: 0,
    }
    for (;;) {
      const page = await db
        .selectFrom('blogs')
        .select('id')
        .where('scrape_status', 'in', ['active', 'private', 'failed'])
        .where(
          'scraped_at',
          '<',
          sql<Date>`world_now() - make_interval(days => ${config.RESCRAPE_AFTER_DAYS})`,
        )
        .$if(after !== null, (query) => query.where('id', '>', after))
        .orderBy('id')
        .limit(PAGE)
        .execute()
      const last = page.at(-1)
      if (!last) break
      after = last.id
      await context.checkpoint({ after, scheduled: scheduled + page.length }, async (tx) => {
        const tasks = await queue.enqueueMany(
          tx,
          'full_scrape',
          page.map((blog) => ({ blog_id: blog.id })),
          { priority: DUE_FOR_UPDATE_PRIORITY },
        )
        scheduled += tasks.filter((each) => each.created).length
      })
      queue.wake()
    }
    return { kind: 'done', result: { scheduled } }
  },
})
