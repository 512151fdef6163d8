import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { ListReference } from '../../lists/index.ts'
import type { Services } from '../../services.ts'
import { planOfList } from '../store/plan.ts'

const operation = operationsFor<Pick<Services, 'db' | 'config'>>()

const ReadingsPlan = z
  .object({
    creators: z.int().openapi({ description: 'Creators that are read' }),
    readings_per_day: z.int().openapi({ description: 'Of each creator: GRAMD_READINGS_PER_DAY' }),
    requests: z
      .object({
        profile: z.int().openapi({ description: 'One per reading' }),
        posts: z.int().openapi({ description: 'One per page of the newest posts' }),
        stories: z.int().openapi({ description: 'At most: one per reading while a story is live' }),
        total: z.int(),
      })
      .openapi({ description: 'Of a day, before any limit' }),
    shared_creators: z.int().openapi({
      description: 'Those that another running campaign reads, too: they are read once',
    }),
    daily_requests: z.int().nullable().openapi({
      description: "The campaign's limit; null: none of its own",
    }),
    spent_requests: z.int().openapi({ description: 'Planned for it within 24 hours' }),
    budget: z.int().openapi({
      description: 'Of all readings in a day: GRAMD_READING_REQUESTS_PER_DAY',
    }),
    expected_readings_per_day: z.number().openapi({
      description: 'Of each creator, within the limit of the campaign and the budget',
    }),
  })
  .openapi('ReadingsPlan')

export const operations = {
  getReadingsPlan: operation.get({
    path: '/api/campaigns/{id}/readings-plan',
    access: 'lists:read',
    tags: ['lists'],
    summary: 'What readings of a campaign, or of a list that asks for stories, cost in a day',
    description:
      'Answers before the campaign begins, too. Readings follow the ages of posts: ' +
      '1, 3, 7 and 30 days.',
    params: z.strictObject({ id: ListReference }),
    answer: ReadingsPlan,
    success: 'The cost',
    refusals: { 404: 'No such list' },
    async run({ params: { id } }, { db, config }) {
      const plan = await planOfList(db, id, config)
      const { creators, profile, posts, stories, shared, spent, daily_requests } = plan
      const total = profile + posts + stories
      const allowed = Math.min(daily_requests ?? Infinity, config.readingRequestsPerDay)
      const share = total === 0 ? 1 : Math.min(1, allowed / total)
      return {
        creators,
        readings_per_day: config.readingsPerDay,
        requests: { profile, posts, stories, total },
        shared_creators: shared,
        daily_requests,
        spent_requests: spent,
        budget: config.readingRequestsPerDay,
        expected_readings_per_day: Math.round(config.readingsPerDay * share * 100) / 100,
      }
    },
  }),
}
