import { faultIssue } from '../../../http/fault.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { booleanText } from '../../../http/pagination.ts'
import { problem, z } from '../../../http/router.ts'
import { fileAnswer, fileFields, refineCsv, sendFile } from '../../export/index.ts'
import type { Services } from '../../services.ts'
import { CampaignParams, Currency } from '../campaign-view.ts'
import { COLUMNS_WITHOUT_MONEY, EXPORT_COLUMNS, rowsOf, type ExportRow } from '../export-rows.ts'
import { readCampaignResults } from '../results.ts'
import { getCampaign } from '../store/campaigns.ts'

const operation = operationsFor<Pick<Services, 'db' | 'clock'>>()

const query = z
  .strictObject({
    currency: Currency.optional(),
    prices: booleanText.optional().openapi({
      description: 'Of CSV: false leaves out prices and costs',
    }),
    ...fileFields,
  })
  .superRefine((fields, context) => {
    refineCsv(fields, context)
    if (fields.format !== 'csv' && fields.prices !== undefined)
      context.addIssue(faultIssue('csv_only', 'is for the format csv only', { path: ['prices'] }))
  })

export const exportOperations = {
  exportCampaignResults: operation.raw({
    method: 'get',
    path: '/api/campaigns/{id}/export',
    access: 'exports:read',
    summary: 'The results of a campaign as a file: a row for each post or story',
    description: 'A creator without one has a row, too.',
    params: CampaignParams,
    query,
    responses: { 200: fileAnswer('CampaignExportRow'), 404: problem('No such campaign') },
    async run({ params, query: { currency, prices, ...query } }, { db, clock }, { http }) {
      const { name } = await getCampaign(db, params.id)
      const now = clock.now()
      const { creators } = await readCampaignResults(db, params.id, { now, currency })
      const rows = creators.flatMap((creator) => rowsOf(name, creator))
      const columns = prices === false ? COLUMNS_WITHOUT_MONEY : EXPORT_COLUMNS
      return await sendFile(http, inOnePage(rows), { name, columns, query })
    },
  }),
}

/** Results of a campaign are in memory anyway. */
async function* inOnePage(rows: ExportRow[]): AsyncGenerator<ExportRow[], void> {
  await Promise.resolve()
  yield rows
}
