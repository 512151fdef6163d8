import { fault } from '../../../../http/fault.ts'
import { CountChangedError } from '../../../../base/count-changed.ts'
import type { Db } from '../../../../db/handles.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { tags } from '../../stores/store-view.ts'
import { requireStore } from '../../stores/store/stores/stores.ts'
import { CLEAR, EXPIRING, filterFields } from '../draft-filter.ts'
import { DRAFT_STATES } from '../draft-states.ts'
import { APPROVAL_REFUSALS, approveDrafts } from '../store/approve-drafts.ts'
import { rejectDrafts } from '../store/product-drafts/change.ts'
import { countDrafts, findDrafts, ownAmong } from '../store/product-drafts/drafts.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** Drafts that one request decides. */
const MAX_AT_ONCE = 500

const count = z.int().min(0)

const Ids = z.array(z.uuid()).min(1).max(MAX_AT_ONCE)

const Chosen = z
  .strictObject({
    ids: Ids.optional(),
    draftIds: Ids.optional().openapi({ description: 'Another name of `ids`' }),
    filter: z
      .strictObject({
        ...filterFields,
        status: z.enum(DRAFT_STATES).optional(),
        clear: z.boolean().optional().openapi({ description: CLEAR }),
        expiring: z.boolean().optional().openapi({ description: EXPIRING }),
      })
      .optional(),
    reason: z.string().trim().min(1).max(500).nullable().optional(),
    dry_run: z.boolean().default(false).openapi({ description: 'Only say how many fit' }),
    expected: count.optional().openapi({
      description:
        'The `matched` that a person has seen: when another number fits, nothing is decided',
    }),
  })
  .refine(
    ({ ids, draftIds, filter }) =>
      [ids, draftIds, filter].filter((each) => each !== undefined).length === 1,
    fault('one_of_two', 'expected either ids or filter'),
  )
  .transform(({ draftIds, ...body }) => ({ ...body, ids: body.ids ?? draftIds }))

const REFUSALS = [...APPROVAL_REFUSALS, 'decided', 'not_found'] as const

const Decisions = z
  .object({
    matched: count.openapi({ description: 'Drafts that fit; at most 100,000 are counted' }),
    data: z.array(
      z.object({
        id: z.uuid(),
        product_id: z.uuid().nullable(),
        refused: z.enum(REFUSALS).nullable().openapi({ description: 'Why not' }),
        message: z.string().nullable(),
      }),
    ),
    more: z.boolean().openapi({ description: 'The filter fits more: send it again' }),
  })
  .openapi('ProductDraftDecisions')

const deciding = {
  access: 'own:write',
  tags,
  answer: Decisions,
  success: 'What became of each draft',
  refusals: { 404: 'No such store of yours', 409: 'Another number of drafts fits now' },
} as const

/** Decisions about many drafts at once. */
export const decisionOperations = {
  approveProductDrafts: operation.act({
    ...deciding,
    path: '/api/products/drafts/batch-approve',
    summary: 'Make products of chosen drafts, or of up to 500 pending ones that fit a filter',
    body: Chosen.openapi('DraftsToApprove'),
    async run({ body }, { db }, { principal }) {
      const { ids, unknown, ...counted } = await chosen(db, ownerScopeOf(principal), body)
      // A person who chose drafts by id has seen what each of them says.
      const duplicates = body.ids ? 'flagged' : 'none'
      const approvals = await db
        .transaction()
        .execute(async (tx) => await approveDrafts(tx, ids, { by: 'person', duplicates }))
      const data = approvals.map((each) =>
        'productId' in each
          ? { id: each.draftId, product_id: each.productId, refused: null, message: null }
          : { id: each.draftId, product_id: null, refused: each.refused, message: each.message },
      )
      return { data: [...data, ...unknown.map(notFound)], ...counted }
    },
  }),

  rejectProductDrafts: operation.act({
    ...deciding,
    path: '/api/products/drafts/batch-reject',
    summary: 'Reject chosen drafts, or up to 500 pending ones that fit a filter',
    body: Chosen.openapi('DraftsToReject'),
    async run({ body }, { db }, { principal }) {
      const { ids, unknown, ...counted } = await chosen(db, ownerScopeOf(principal), body)
      const rejected = await db
        .transaction()
        .execute(async (tx) => await rejectDrafts(tx, ids, body.reason ?? null))
      const data = ids.map((id) => ({
        id,
        product_id: null,
        refused: rejected.has(id) ? null : ('decided' as const),
        message: rejected.has(id) ? null : 'it is approved or expired',
      }))
      return { data: [...data, ...unknown.map(notFound)], ...counted }
    },
  }),
}

/** `unknown` are requested ids of drafts that the caller does not see. */
type Choice = { ids: string[]; unknown: string[]; matched: number; more: boolean }

/**
 * The drafts to decide; none for a dry run. Throws CountChangedError when another number was seen.
 */
async function chosen(
  db: Db,
  scope: string | null,
  { ids, filter, dry_run: isDry, expected }: z.output<typeof Chosen>,
): Promise<Choice> {
  const choice = ids ? await amongIds(db, scope, ids) : await fitting(db, scope, filter ?? {})
  if (!isDry && expected !== undefined && expected !== choice.matched)
    throw new CountChangedError('drafts fit', { matched: choice.matched, expected })
  return isDry ? { ...choice, ids: [], unknown: [] } : choice
}

async function amongIds(db: Db, scope: string | null, listed: readonly string[]): Promise<Choice> {
  const all = [...new Set(listed)]
  const known = new Set(await ownAmong(db, scope, all))
  const unknown = all.filter((id) => !known.has(id))
  return { ids: [...known], unknown, matched: known.size, more: false }
}

async function fitting(
  db: Db,
  scope: string | null,
  { store, scan, status = 'pending', ...rest }: NonNullable<z.output<typeof Chosen>['filter']>,
): Promise<Choice> {
  await requireStore(db, scope, store)
  const filter = { ...rest, statuses: [status], storeId: store, scanId: scan }
  const [found, matched] = await Promise.all([
    findDrafts(db, scope, filter, MAX_AT_ONCE + 1),
    countDrafts(db, scope, filter),
  ])
  const more = found.length > MAX_AT_ONCE
  return { ids: found.slice(0, MAX_AT_ONCE), unknown: [], matched, more }
}

/** The answer does not reveal whether another owner has such a draft. */
const notFound = (id: string) => ({
  id,
  product_id: null,
  refused: 'not_found' as const,
  message: 'there is no such draft of yours',
})
