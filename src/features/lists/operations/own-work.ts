import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import type { Services } from '../../services.ts'
import { ListView, Money } from '../list-view.ts'
import { MemberView } from '../member-view.ts'
import { listCampaigns, listOwnMembers, MAX_OWN_MEMBERS } from '../store/own-members.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const list = ListView.pick({ id: true, name: true, is_campaign: true })

const OwnListWork = z
  .object({
    due: z
      .array(
        MemberView.pick({
          blog_id: true,
          username: true,
          full_name: true,
          avatar_hash: true,
          status: true,
          due_on: true,
          price: true,
          currency: true,
        }).extend({ list }),
      )
      .openapi({
        description:
          'Creators that you are responsible for and that have a date, the earliest first; ' +
          `at most ${MAX_OWN_MEMBERS}. Without those published or rejected`,
      }),
    campaigns: z
      .array(
        ListView.pick({ id: true, name: true, ends_at: true, created_at: true }).extend({
          by_member_status: z.object(
            Object.fromEntries(MEMBER_STATUSES.map((status) => [status, z.int()])) as Record<
              (typeof MEMBER_STATUSES)[number],
              z.ZodInt
            >,
          ),
          agreed: z
            .array(z.object({ currency: z.string(), total: Money }))
            .openapi({ description: 'Prices of those agreed or published, by currency' }),
          next_dates: z
            .array(z.object({ due_on: z.iso.date(), username: z.string(), blog_id: z.uuid() }))
            .openapi({ description: 'The next two dates of its creators, from today on' }),
        }),
      )
      .openapi({ description: 'Campaigns that run, those that end first first' }),
  })
  .openapi('OwnListWork')

export const ownWorkOperations = {
  getOwnListWork: operation.get({
    path: '/api/me/list-work',
    access: 'lists:read',
    tags: ['lists'],
    summary: 'What has a date on lists: creators you are responsible for, and running campaigns',
    answer: OwnListWork,
    success: 'The work',
    async run(_, { db }, { principal: { user } }) {
      const [due, campaigns] = await Promise.all([
        user ? listOwnMembers(db, user.id) : [],
        listCampaigns(db),
      ])
      return { due, campaigns }
    },
  }),
}
