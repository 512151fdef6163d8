import { NoSuchRecordError } from '../../../base/errors.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { creatorName } from '../../lists/index.ts'
import type { Services } from '../../services.ts'
import { CampaignParams, CampaignView, Currency } from '../campaign-view.ts'
import { tieLink } from '../by-hand.ts'
import { readCampaignResults } from '../results.ts'
import { AlertView, ResultsView, Totals } from '../results-view.ts'
import { findAlert, storeNote } from '../store/alerts.ts'
import { getCampaign } from '../store/campaigns.ts'
import { confirmLabel, untie } from '../store/results.ts'
import { summaryOf } from '../summary.ts'
import { moveBetweenStatuses } from '../../lists/index.ts'

const operation = operationsFor<Pick<Services, 'db' | 'clock'>>()

const ResultParams = CampaignParams.extend({ result: z.uuid() })

const query = z.strictObject({
  currency: Currency.optional().openapi({
    type: 'string',
    description: "Of the totals; else the team's. Refused where a rate to it is missing",
  }),
})

const refusals = { 404: 'No such list, or it is no campaign' }
const noResult = { 404: 'No such campaign, or it has no such result' }

/** Operations on the posts of campaigns, and the decisions of people about them. */
export const resultOperations = {
  getCampaignResults: operation.get({
    path: '/api/campaigns/{id}/results',
    access: 'lists:read',
    assistant: { tool: true },
    summary: 'What each creator of a campaign promised, published and costs, with alerts',
    params: CampaignParams,
    query,
    answer: ResultsView,
    success: 'The results',
    refusals,
    run: async ({ params, query: { currency } }, { db, clock }) =>
      await readCampaignResults(db, params.id, { now: clock.now(), currency }),
  }),

  getCampaignSummary: operation.get({
    path: '/api/campaigns/{id}/summary',
    access: 'lists:read',
    summary: 'The facts of the sentence with which a report of a campaign begins',
    params: CampaignParams,
    query,
    answer: z
      .object({
        campaign: CampaignView.pick({
          id: true,
          name: true,
          client: true,
          starts_on: true,
          ends_on: true,
          time_zone: true,
          is_running: true,
          day: true,
          days: true,
        }),
        totals: Totals,
        open_alerts: z.int().openapi({ description: 'Alerts that no person has noted' }),
        best: z
          .array(
            z.object({
              result_id: z.uuid(),
              username: z.string(),
              full_name: z.string().nullable(),
              url: z.string().nullable(),
              picture: z.string().nullable(),
              basis: z.enum(['views', 'reactions']),
              value: z.int(),
            }),
          )
          .openapi({ description: 'The posts with the most views, then reactions; at most 4' }),
      })
      .openapi('CampaignSummary'),
    success: 'The facts',
    refusals,
    run: async ({ params, query: { currency } }, { db, clock }) =>
      summaryOf(
        await getCampaign(db, params.id),
        await readCampaignResults(db, params.id, { now: clock.now(), currency }),
      ),
  }),

  tieCampaignResult: operation.act({
    path: '/api/campaigns/{id}/results',
    access: 'lists:write',
    summary: 'Count a post for a campaign, by its address',
    description:
      'A post of a member, or of another account of the same person, which gramd has read. It ' +
      'counts also outside of the window.',
    params: CampaignParams,
    body: z
      .strictObject({
        link: z.string().min(1).max(2_000).openapi({
          example: 'https://www.instagram.com/reel/C8x2Yp1N0aB/',
        }),
        blog: creatorName.optional().openapi({
          description: 'The member whose result it is, where that is not its author',
        }),
      })
      .openapi('CampaignTie'),
    answer: z.object({ id: z.uuid() }).openapi('CampaignTied'),
    success: 'The result',
    status: 201,
    location: ({ id }, { params }) => `/api/campaigns/${params.id}/results/${id}`,
    refusals,
    run: async ({ params, body }, { db }, { principal }) => ({
      id: await tieLink(db, params.id, body, principal.user?.id ?? null),
    }),
  }),

  untieCampaignResult: operation.remove({
    path: '/api/campaigns/{id}/results/{result}',
    access: 'lists:write',
    summary: 'Take a post out of a campaign; no sign puts it back',
    params: ResultParams,
    success: 'Taken out',
    refusals: noResult,
    async run({ params: { id, result } }, { db }, { principal }) {
      await db.transaction().execute(async (tx) => {
        const { blog_id, left } = await untie(tx, id, result, principal.user?.id ?? null)
        if (left > 0) return
        await moveBetweenStatuses(tx, [{ list_id: id, blog_id }], {
          from: 'published',
          to: 'agreed',
        })
      })
    },
  }),

  confirmCampaignLabel: operation.act({
    path: '/api/campaigns/{id}/results/{result}/label',
    access: 'lists:write',
    summary: 'Say that a post is labelled, where gramd does not see it; or take that back',
    params: ResultParams,
    body: z
      .strictObject({ confirmed: z.boolean().default(true) })
      .openapi('CampaignLabelConfirmation'),
    success: 'Stored',
    refusals: noResult,
    async run({ params: { id, result }, body: { confirmed } }, { db }, { principal }) {
      await db
        .transaction()
        .execute(
          async (tx) =>
            await confirmLabel(
              tx,
              { listId: id, resultId: result, userId: principal.user?.id ?? null },
              confirmed,
            ),
        )
    },
  }),

  noteCampaignAlert: operation.act({
    path: '/api/campaigns/{id}/alerts/note',
    access: 'lists:write',
    summary: 'Note an alert, so that it needs no one any more; or take that back',
    params: CampaignParams,
    body: z
      .strictObject({
        key: AlertView.shape.key,
        note: z.string().trim().max(500).nullable().default(null),
        noted: z.boolean().default(true),
      })
      .openapi('CampaignAlertNote'),
    success: 'Stored',
    refusals: { 404: 'No such campaign, or it has no such alert' },
    async run({ params: { id }, body: { key, note, noted } }, { db }, { principal }) {
      await db.transaction().execute(async (tx) => {
        const alert = await findAlert(tx, id, key)
        if (!alert) throw new NoSuchRecordError('no such alert')
        const by = { userId: principal.user?.id ?? null, note: note === '' ? null : note }
        await storeNote(tx, alert, noted ? by : null)
      })
    },
  }),
}
