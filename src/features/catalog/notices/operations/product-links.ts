import { sql } from 'kysely'
import { ConflictError, invalidField } from '../../../../base/errors.ts'
import { isoTimes } from '../../../../http/iso-times.ts'
import type { Db, Tx } from '../../../../db/database.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  z,
  type Router,
} from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { getConflict, resolveConflicts } from '../../products/store/conflicts.ts'
import { ConflictView, ProductView } from '../../products/product-view.ts'
import { getProduct } from '../../products/store/products.ts'
import { decideSource, type SourceChoice } from '../../products/store/source.ts'
import { tags } from '../../stores/store-view.ts'
import { subjectOfLink, useLink, type LinkSubject } from '../store/links.ts'
import { linkBody, linkCode, linkUserOf } from '../link-user.ts'

const CHOICES = ['mine', 'theirs', 'keep', 'archive'] as const
type Choice = (typeof CHOICES)[number]

const noSuchLink = problem('No such link of yours, or it was used, or is older than seven days')

const show = createRoute({
  method: 'post',
  path: '/api/products/links/show',
  access: 'own:write',
  operationId: 'showProductOfLink',
  tags,
  summary: 'What a link from a message about a product decides; the link stays unused',
  request: { body: linkBody },
  responses: {
    200: json(
      'The product, and its conflict if the link is about one',
      z
        .object({ product: ProductView, conflict: ConflictView.nullable() })
        .openapi('ProductOfLink'),
    ),
    404: noSuchLink,
  },
})

const decide = createRoute({
  method: 'post',
  path: '/api/products/links/decide',
  access: 'own:write',
  operationId: 'decideProductOfLink',
  tags,
  summary: 'Decide what a link is about; the link counts once, for the owner of the store alone',
  description:
    '`mine` or `theirs` for a conflict; `keep` or `archive` for a product whose post is gone or sells it no more.',
  request: {
    body: jsonBody(
      z.strictObject({ code: linkCode, choice: z.enum(CHOICES) }).openapi('ProductLinkDecision'),
    ),
  },
  responses: {
    200: json('The product', ProductView),
    404: noSuchLink,
    409: problem('It is decided already, or its post sells the product again'),
  },
})

/** Links in messages that decide about products. */
export function productLinkRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(show, async (c) => {
    const { code } = c.req.valid('json')
    const subject = await subjectOfLink(db, code, linkUserOf(c.get('principal')))
    const conflict = 'conflict_id' in subject ? await getConflict(db, subject.conflict_id) : null
    const product = await getProduct(db, null, await productOf(db, subject))
    return c.json({ product: isoTimes(product), conflict: conflict && isoTimes(conflict) }, 200)
  })
  router.openapi(decide, async (c) => {
    const { code, choice } = c.req.valid('json')
    const user = linkUserOf(c.get('principal'))
    // What throws within leaves the link unused.
    const id = await db.transaction().execute(async (tx) => {
      const subject = await useLink(tx, code, user)
      await decideOn(tx, subject, choice)
      return await productOf(tx, subject)
    })
    return c.json(isoTimes(await getProduct(db, null, id)), 200)
  })
  return router
}

async function decideOn(tx: Tx, subject: LinkSubject, choice: Choice): Promise<void> {
  if (!('conflict_id' in subject))
    return await decideSource(tx, await productOf(tx, subject), sourceChoice(choice))
  if (choice !== 'mine' && choice !== 'theirs')
    throw invalidField('choice', "expected 'mine' or 'theirs' for a conflict")
  const { product_id: id, field, resolved_at: at } = await getConflict(tx, subject.conflict_id)
  if (at !== null) throw new ConflictError('the conflict is settled already')
  await resolveConflicts(tx, id, { [field]: { choice } })
}

function sourceChoice(choice: Choice): SourceChoice {
  if (choice === 'keep' || choice === 'archive') return choice
  throw invalidField('choice', "expected 'keep' or 'archive' for a product without its post")
}

/** The product of a link about one; that of a draft is none, and not found. */
async function productOf(db: Db, subject: LinkSubject): Promise<string> {
  if ('product_id' in subject) return subject.product_id
  if ('draft_id' in subject) throw invalidField('code', 'the link is about a draft')
  const { rows } = await sql<{ product_id: string }>`
    select product_id from product_conflicts where id = ${subject.conflict_id}::uuid`.execute(db)
  return rows[0]?.product_id ?? ''
}
