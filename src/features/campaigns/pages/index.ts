import { proxyDownload } from '../../../console/parts/download.ts'
import { goTo } from '../../../console/page.ts'
import { confirmLabel, note, tie, untie } from './acts.ts'
import { showAsk } from './ask.ts'
import { showTie } from './tie.ts'
import { editRoutes } from './edit.ts'
import { definePage, type Context } from './kit.ts'
import { changePromise, showPromise } from './promise.ts'
import { changeRates, showRates } from './rates.ts'
import { showCampaign } from './results.ts'

const download = async ({ api, param }: Context): Promise<Response> =>
  proxyDownload(
    await api.file('exportCampaignResults', {
      params: { id: param('id') },
      query: { bom: 'true' },
    }),
  )

const campaigns = definePage({
  path: '/campaigns',
  nav: null,
  routes: {
    'GET /campaigns': async (context) =>
      await Promise.resolve(goTo(context, '/lists?campaign=true')),
    'GET /campaigns/rates': async (context) => await showRates(context),
    'POST /campaigns/rates': changeRates,
    ...editRoutes,
    'GET /campaigns/:id': showCampaign,
    'GET /campaigns/:id/export': download,
    'GET /campaigns/:id/tie': async (context) => await showTie(context),
    'POST /campaigns/:id/tie': tie,
    'POST /campaigns/:id/results/:result/untie': untie,
    'POST /campaigns/:id/results/:result/label': confirmLabel,
    'GET /campaigns/:id/ask': showAsk,
    'POST /campaigns/:id/note': note,
    'GET /campaigns/:id/promises/:blog': async (context) => await showPromise(context),
    'POST /campaigns/:id/promises/:blog': changePromise,
  },
})

export const campaignPages = [campaigns]
