import { fault } from '../../../http/fault.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { editedFields } from '../../../http/operations/version.ts'
import { Timestamp, z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { addView, changeView, listViews, lockView, removeView, VIEW_PAGES } from '../store/views.ts'

const LONGEST_QUERY = 4_000

const View = z
  .object({
    id: z.uuid(),
    page: z.enum(VIEW_PAGES),
    name: z.string(),
    query: z.string(),
    is_shared: z.boolean().openapi({ description: 'Everybody who signs in sees it' }),
    is_own: z.boolean().openapi({ description: 'You may change and remove it' }),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .openapi('SavedView')

const name = z.string().trim().normalize('NFC').min(1).max(100)
const query = z
  .string()
  .max(LONGEST_QUERY)
  .transform((text) => text.replace(/^\?/, ''))
  .openapi({
    description: "What stands behind the ? of the page's address",
    example: 'tier=10k_50k&sort=er',
  })

const ViewChange = z
  .strictObject({ name, query, is_shared: z.boolean() })
  .partial()
  .refine(
    (body) => Object.keys(body).length > 0,
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('ViewChange')
const version = editedFields(ViewChange)

const ViewParams = z.strictObject({ id: z.uuid() })
const noSuchView = { 404: 'No such view of yours' }
const nameTaken = { 409: 'You have a view of this name, or too many' }

const operation = operationsFor<Pick<Services, 'db'>>()

export const viewOperations = {
  listViews: operation.get({
    path: '/api/views',
    access: 'signed-in',
    summary: 'Saved views of a page of the console: your own and those that others share',
    query: z.strictObject({ page: z.enum(VIEW_PAGES) }),
    answer: z.object({ data: z.array(View) }),
    success: 'By name',
    run: async ({ query: { page } }, { db }, { principal }) => ({
      data: await listViews(db, userOf(principal), page),
    }),
  }),

  createView: operation.create({
    path: '/api/views',
    access: 'signed-in',
    summary: 'Save a view: a name for an address',
    body: z
      .strictObject({
        page: z.enum(VIEW_PAGES),
        name,
        query,
        is_shared: z.boolean().default(false),
      })
      .openapi('NewView'),
    answer: View,
    success: 'The view',
    refusals: nameTaken,
    version,
    run: async ({ body }, { db }, { principal }) =>
      await db.transaction().execute(async (tx) => await addView(tx, userOf(principal), body)),
  }),

  updateView: operation.update({
    path: '/api/views/{id}',
    access: 'signed-in',
    summary: 'Rename or share a view of yours, or give it another address',
    params: ViewParams,
    body: ViewChange,
    answer: View,
    success: 'The view',
    refusals: { ...noSuchView, ...nameTaken },
    version,
    run: async ({ params: { id }, body }, { db }, { principal, requireMatch }) =>
      await db.transaction().execute(async (tx) => {
        const user = userOf(principal)
        await requireMatch(async () => await lockView(tx, user, id))
        return await changeView(tx, user, id, body)
      }),
  }),

  deleteView: operation.remove({
    path: '/api/views/{id}',
    access: 'signed-in',
    summary: 'Remove a view of yours',
    params: ViewParams,
    refusals: noSuchView,
    run: async ({ params }, { db }, { principal }) =>
      await removeView(db, userOf(principal), params.id),
  }),
}

const userOf = ({ user }: Principal): string | null => user?.id ?? null
