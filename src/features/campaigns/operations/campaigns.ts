import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { booleanText, pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { CampaignChange, CampaignParams, CampaignView, NewCampaign } from '../campaign-view.ts'
import { relabel } from '../relabel.ts'
import { createCampaign, updateCampaign } from '../set-up.ts'
import { getCampaign, listCampaigns } from '../store/campaigns.ts'
import { tieStored } from '../tie.ts'

const operation = operationsFor<Pick<Services, 'db' | 'config'>>()

const version = editedFields(CampaignChange)

/** The set-up of campaigns. */
export const campaignOperations = {
  listCampaigns: operation.list({
    path: '/api/campaigns',
    access: 'lists:read',
    assistant: { tool: true },
    summary: 'Campaigns, by name',
    filter: {
      running: booleanText.optional().openapi({ description: 'Whose window is open, or is not' }),
    },
    answer: pageOf(CampaignView),
    success: 'A page of campaigns',
    key: z.tuple([z.string()]),
    async run({ query: { running }, page }, { db }) {
      const rows = await listCampaigns(db, {
        isRunning: running,
        after: page.after?.[0],
        limit: page.take,
      })
      return page.cut(
        rows,
        (row) => [row.sort_key],
        ({ sort_key: _key, ...row }) => row,
      )
    },
  }),

  createCampaign: operation.create({
    path: '/api/campaigns',
    access: 'lists:write',
    summary: 'Make a campaign: a list with a window and the signs of its posts',
    description:
      'Its creators are the members of the list of the same id: POST /api/lists/{id}/members.',
    body: NewCampaign,
    answer: CampaignView,
    success: 'The campaign',
    refusals: { 409: 'There is already a list of this name' },
    version,
    run: async ({ body }, { db, config }, { principal }) =>
      await createCampaign(db, body, {
        userId: principal.user?.id ?? null,
        timeZone: config.cronTimeZone,
      }),
  }),

  getCampaign: operation.get({
    path: '/api/campaigns/{id}',
    access: 'lists:read',
    assistant: { tool: true, resource: 'gramd://campaigns/{id}' },
    summary: 'The set-up of a campaign',
    params: CampaignParams,
    answer: CampaignView,
    success: 'The campaign',
    refusals: { 404: 'No such list, or it is no campaign' },
    version,
    run: async ({ params }, { db }) => await getCampaign(db, params.id),
  }),

  updateCampaign: operation.update({
    path: '/api/campaigns/{id}',
    access: 'lists:write',
    summary: 'Change the set-up of a campaign, or make a list one',
    description:
      'Posts that are stored already are tied by the new signs at once; what was tied stays tied.',
    params: CampaignParams,
    body: CampaignChange,
    answer: CampaignView,
    success: 'The campaign',
    refusals: { 404: 'No such list', 409: 'The name is taken' },
    version,
    run: async ({ params, body }, { db }, { principal, requireMatch }) =>
      await updateCampaign(db, params.id, body, {
        userId: principal.user?.id ?? null,
        check: async (tx) => await requireMatch(async () => await getCampaign(tx, params.id)),
        afterwards: async (tx, listId) => {
          await tieStored(tx, { listId })
          await relabel(tx, listId)
        },
      }),
  }),
}
