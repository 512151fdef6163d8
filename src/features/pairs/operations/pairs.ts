import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import { checkOperations } from '../../checks/index.ts'
import type { Services } from '../../services.ts'
import { PairCheckView, PairsRequest, PairView } from '../pair-view.ts'
import { confirmPairs, requestPairs } from '../request.ts'
import { isAboutUsername, listPairs, pairChecks, viewPairCheck } from '../store/pair-checks.ts'
import { endPairs } from '../store/pairs.ts'

type Needed = Pick<Services, 'db' | 'config' | 'poolContext' | 'queue' | 'erasures'>

const operation = operationsFor<Needed>()

const PATH = '/api/relations/pairs'

const checks = checkOperations({
  path: PATH,
  View: PairCheckView,
  checks: pairChecks,
  isAbout: isAboutUsername,
  viewer: async () => await Promise.resolve(viewPairCheck),
  confirm: async (tx, id, { queue }: Needed) => await confirmPairs(tx, queue, id),
  end: endPairs,
})

export const pairOperations = {
  listPairResults: operation.list({
    path: `${PATH}/{id}/results`,
    access: 'creators:read',
    summary: 'The known answer for each pair, in the order of the request',
    params: z.object({ id: z.uuid() }),
    hasOffset: true,
    answer: pageOf(PairView),
    success: 'A page of pairs',
    refusals: { 404: 'No such check of pairs' },
    key: z.tuple([z.int()]),
    async run({ params: { id }, page }, { db }) {
      await pairChecks.get(db, id)
      const range = { limit: page.take, offset: page.offset, after: page.after?.[0] }
      return page.cut(await listPairs(db, id, range), ({ index }) => [index])
    },
  }),

  listPairChecks: checks.list,
  getPairCheck: checks.get,
  confirmPairCheck: checks.confirm,
  cancelPairCheck: checks.cancel,

  createPairCheck: operation.act({
    path: PATH,
    access: 'creators:write',
    assistant: { isAdditive: true },
    summary: 'Find out who follows whom in named pairs, up to 1,000 at a time',
    body: PairsRequest,
    answer: PairCheckView,
    status: 202,
    success: 'The check that has been begun',
    location: ({ id }) => `${PATH}/${id}`,
    refusals: {
      409: 'It takes more requests than were confirmed',
      422: 'The request is faulty, or an end of a pair names no account',
    },
    async run({ body }, services) {
      const id = await requestPairs(services, body)
      services.queue.wake()
      return await checks.show(services, id)
    },
  }),
}
