import { scheduleUpdates } from '../tasks/schedule-updates.ts'
import { InvalidInputError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { jobId, notifyField, startJob } from '../../jobs/index.ts'
import type { Services } from '../../services.ts'
import { requestScrapes, ScrapeAnswer } from '../request-scrapes.ts'

const MAX_USERNAMES = 10_000
/** Addresses carry long tails of parameters. */
const LONGEST_ADDRESS = 2_000
const MAX_PROBLEMS = 100

const ScrapeRequest = z
  .strictObject({
    usernames: z
      .array(z.string().max(LONGEST_ADDRESS))
      .min(1)
      .max(MAX_USERNAMES)
      .openapi({
        description:
          'Creators: usernames, with or without @, in any case, or addresses of profiles',
        example: ['natgeo', '@nasa', 'https://www.instagram.com/usgs/'],
      }),
    priority: z.int().min(1).max(3).default(3).openapi({ description: '1 is most urgent' }),
    notify: notifyField,
  })
  .openapi('ScrapeRequest')

const ScrapeAnswers = z
  .object({
    created: z.int(),
    already_open: z.int(),
    invalid: z.int(),
    erased: z.int(),
    job_id: jobId,
    /** The results in the order of the request. */
    results: z.array(ScrapeAnswer),
  })
  .openapi('ScrapeAnswer')

const operation = operationsFor<Pick<Services, 'db' | 'queue' | 'erasures'>>()

export const scrapeOperations = {
  scrapeCreators: operation.act({
    path: '/api/tasks/scrape',
    access: 'creators:write',
    assistant: { tool: true, isAdditive: true },
    summary: 'Have creators scraped and analyzed',
    description:
      'Creators that gramd does not know yet are added. Each name gets an answer of its own. ' +
      'A scrape that is `already_open` and has not begun takes the priority asked for, if ' +
      'that is more urgent, and reads everything.',
    body: ScrapeRequest,
    answer: ScrapeAnswers,
    status: 202,
    success: 'What became of each name',
    refusals: { 422: 'The request as a whole is faulty, or no name in it can exist' },
    async run({ body: { usernames, priority, notify } }, services, { http, principal }) {
      const { results, job } = await services.db.transaction().execute(async (tx) => {
        const results = await requestScrapes(tx, services, usernames, priority)
        const taskIds = results.flatMap((each) => ('task_id' in each ? [each.task_id] : []))
        const userId = principal.user?.id ?? null
        const job = await startJob(tx, { kind: 'scrape', userId, notifies: notify, taskIds })
        return { results, job }
      })
      refuseAllInvalid(results)
      services.queue.wake()
      const count = (result: string): number =>
        results.filter((each) => each.result === result).length
      const erased = count('erased')
      // A stored answer would retain the name.
      if (erased > 0) http.set('isAnswerStorable', false)
      return {
        created: count('created'),
        already_open: count('already_open'),
        invalid: count('invalid'),
        erased,
        job_id: job,
        results,
      }
    },
  }),

  updateCreators: operation.act({
    path: '/api/tasks/update',
    access: 'creators:write',
    summary: 'Queue updates of the creators that profit most',
    description:
      'What schedule_updates does every day, now: within what is left of ' +
      'GRAMD_UPDATE_REQUESTS_PER_DAY.',
    answer: z
      .object({ result: z.enum(['created', 'already_open']), task_id: z.int() })
      .openapi('UpdateAnswer'),
    status: 202,
    success: 'The task that will do it',
    async run(_, { db, queue }) {
      const { id, created } = await queue.enqueue(db, scheduleUpdates, {})
      queue.wake()
      return { result: created ? ('created' as const) : ('already_open' as const), task_id: id }
    },
  }),
}

/** A request in which no name can exist is a mistake; one with some is answered name by name. */
function refuseAllInvalid(results: readonly ScrapeAnswer[]): void {
  const problems = results.flatMap((each, place) =>
    each.result === 'invalid'
      ? [{ field: `usernames.${place}`, reason: each.reason, code: 'not_a_username' as const }]
      : [],
  )
  if (problems.length < results.length) return
  throw new InvalidInputError('none of this names a creator', problems.slice(0, MAX_PROBLEMS))
}
