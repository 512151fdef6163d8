import { ownerOfNew, ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import type { RowCheck } from '../../../../db/row-check.ts'
import { editedFields } from '../../../../http/operations/version.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { cancelStoreTasks } from '../../syncs/store/cancel-syncs.ts'
import { NewStore, StoreChange, StorePage, StoreParams, StoreView, tags } from '../store-view.ts'
import {
  changeStore,
  createStore,
  getStore,
  listStores,
  lockStore,
  removeStore,
  type StoreRow,
} from '../store/stores/stores.ts'

const operation = operationsFor<Pick<Services, 'db' | 'config' | 'queue'>>()

const version = editedFields(StoreChange)

const noSuchStore = { 404: 'No such store of yours' }
const taken = { 409: 'The address or the connected account is another store’s' }

export const storeOperations = {
  listStores: operation.list({
    path: '/api/stores',
    access: 'own:read',
    tags,
    summary: 'Your stores, newest first; everybody’s for an admin',
    answer: StorePage,
    success: 'A page of stores',
    key: z.tuple([z.uuid()]),
    async run({ page }, { db }, { principal }) {
      const scope = ownerScopeOf(principal)
      const rows = await listStores(db, scope, { after: page.after?.[0], limit: page.take })
      return page.cut(rows, ({ id }) => [id], viewStore)
    },
  }),

  createStore: operation.create({
    path: '/api/stores',
    access: 'own:write',
    tags,
    summary: 'Open a store whose products are made of posts',
    body: NewStore,
    answer: StoreView,
    success: 'The store',
    refusals: { 404: 'No such connected account of yours', ...taken },
    version,
    async run({ body }, { db, config }, { principal }) {
      const { currency = config.catalogCurrency, ...fields } = body
      return viewStore(await createStore(db, ownerOfNew(principal), { ...fields, currency }))
    },
  }),

  getStore: operation.get({
    path: '/api/stores/{id}',
    access: 'own:read',
    tags,
    summary: 'One store',
    params: StoreParams,
    answer: StoreView,
    success: 'The store',
    refusals: noSuchStore,
    version,
    run: async ({ params }, { db }, { principal }) =>
      viewStore(await getStore(db, ownerScopeOf(principal), params.id)),
  }),

  updateStore: operation.update({
    path: '/api/stores/{id}',
    access: 'own:write',
    tags,
    summary: 'Change a store',
    description:
      'The address stays: links to the store would end. With another account, or none, what ' +
      'is queued for the store is cancelled, and the new account is followed from then on; ' +
      'drafts and products stay.',
    params: StoreParams,
    body: StoreChange,
    answer: StoreView,
    success: 'The store',
    refusals: { ...noSuchStore, ...taken },
    version,
    async run({ params: { id }, body }, { db, queue }, { principal, requireMatch }) {
      const scope = ownerScopeOf(principal)
      const check: RowCheck = async (tx) =>
        await requireMatch(async () => {
          await lockStore(tx, scope, id)
          return viewStore(await getStore(tx, scope, id))
        })
      const row = await changeStore({ db, queue }, scope, id, { change: body, check })
      queue.pollSoon()
      return viewStore(row)
    },
  }),

  deleteStore: operation.remove({
    path: '/api/stores/{id}',
    access: 'own:write',
    tags,
    summary: 'Remove a store with its drafts and products; the connected account stays',
    params: StoreParams,
    refusals: noSuchStore,
    async run({ params }, { db, queue }, { principal }) {
      await db.transaction().execute(async (tx) => {
        await cancelStoreTasks(tx, queue, params.id)
        await removeStore(tx, ownerScopeOf(principal), params.id)
      })
    },
  }),
}

const viewStore = ({ owner_id, owner_login, ...row }: StoreRow) => ({
  ...row,
  owner: owner_id === null ? null : { id: owner_id, login: owner_login ?? '' },
})
