import { NoSuchRecordError } from '../../../base/errors.ts'
import { lockExclusive } from '../../../db/locks.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { pageOf } from '../../../http/pagination.ts'
import { z } from '../../../http/router.ts'
import { ListReference } from '../../lists/index.ts'
import type { Services } from '../../services.ts'
import { getWatch, setWatch } from '../set-watch.ts'
import { listWatches, removeWatch } from '../store/watches.ts'
import { viewWatch, WatchChange, WatchView } from '../watch-view.ts'

const operation = operationsFor<Pick<Services, 'db' | 'clock' | 'config'>>()

const ListParams = z.strictObject({ id: ListReference })
const refusals = { 404: 'No such list' }

const version = editedFields(WatchChange)

export const watchOperations = {
  listWatches: operation.list({
    path: '/api/watches',
    access: 'lists:read',
    summary: 'Watched lists, by name, with how many news you have not read',
    answer: pageOf(WatchView),
    success: 'A page of watches',
    key: z.tuple([z.string()]),
    async run({ page }, { db }, { principal: { user } }) {
      const rows = await listWatches(db, user?.id ?? null, {
        limit: page.take,
        after: page.after?.[0] ?? null,
      })
      return page.cut(rows, ({ name }) => [name.toLowerCase()], viewWatch)
    },
  }),

  getWatch: operation.get({
    path: '/api/watches/{id}',
    access: 'lists:read',
    summary: 'The watch of a list: its rules, and who gets messages',
    params: ListParams,
    answer: WatchView,
    success: 'The watch, or how it would begin',
    refusals,
    version,
    run: async ({ params }, services, { principal: { user } }) =>
      await getWatch(services, user?.id ?? null, params.id),
  }),

  setWatch: operation.update({
    method: 'put',
    path: '/api/watches/{id}',
    access: 'lists:write',
    summary: 'Watch a list, or change its rules and messages; what is not sent stays',
    description:
      'News are found when gramd reads a creator; what happened before the watch is none.',
    params: ListParams,
    body: WatchChange,
    answer: WatchView,
    success: 'The watch',
    refusals,
    version,
    async run({ params, body }, services, { principal, requireMatch }) {
      const userId = principal.user?.id ?? null
      return await services.db.transaction().execute(async (tx) => {
        const parts = { ...services, db: tx }
        await lockExclusive(tx, 'watches')
        await requireMatch(async () => await getWatch(parts, userId, params.id))
        return await setWatch(parts, principal, params.id, body)
      })
    },
  }),

  removeWatch: operation.remove({
    path: '/api/watches/{id}',
    access: 'lists:write',
    summary: 'Stop watching a list; the news that were found stay',
    params: ListParams,
    refusals: { 404: 'No such list, or it is not watched' },
    async run({ params }, { db }) {
      if (!(await removeWatch(db, params.id)))
        throw new NoSuchRecordError(`the list ${params.id} is not watched`)
    },
  }),
}
