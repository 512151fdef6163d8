import { ConflictError, invalidField } from '../../../../base/errors.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { ConflictView, ProductView } from '../../products/product-view.ts'
import { getConflict, resolveConflicts } from '../../products/store/conflicts.ts'
import { getProduct } from '../../products/store/products/read.ts'
import { decideSource, type SourceChoice } from '../../products/store/products/sources.ts'
import { tags } from '../../stores/store-view.ts'
import { LinkBody, linkCode, linkUserOf, noSuchLink } from '../link-user.ts'
import { subjectOfLink, useLink, type LinkSubject } from '../store/links.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const CHOICES = ['mine', 'theirs', 'keep', 'archive'] as const
type Choice = (typeof CHOICES)[number]

/** Links in messages decide about products. */
export const productLinkOperations = {
  showProductOfLink: operation.act({
    path: '/api/products/links/show',
    access: 'own:write',
    tags,
    summary: 'What a link from a message about a product decides; the link stays unused',
    body: LinkBody,
    answer: z
      .object({ product: ProductView, conflict: ConflictView.nullable() })
      .openapi('ProductOfLink'),
    success: 'The product, and its conflict if the link is about one',
    refusals: { 404: noSuchLink },
    async run({ body }, { db }, { principal }) {
      const subject = await subjectOfLink(db, body.code, linkUserOf(principal))
      const conflict = 'conflict_id' in subject ? await getConflict(db, subject.conflict_id) : null
      return { product: await getProduct(db, null, await productOf(db, subject)), conflict }
    },
  }),

  decideProductOfLink: operation.act({
    path: '/api/products/links/decide',
    access: 'own:write',
    tags,
    summary: 'Decide what a link is about; the link counts once, for the owner of the store alone',
    description:
      '`mine` or `theirs` for a conflict; `keep` or `archive` for a product whose post is ' +
      'gone or sells it no more.',
    body: z
      .strictObject({ code: linkCode, choice: z.enum(CHOICES) })
      .openapi('ProductLinkDecision'),
    answer: ProductView,
    success: 'The product',
    refusals: {
      404: noSuchLink,
      409: 'It is decided already, or its post sells the product again',
    },
    async run({ body: { code, choice } }, { db }, { principal }) {
      // What throws within the transaction leaves the link unused.
      const id = await db.transaction().execute(async (tx) => {
        const subject = await useLink(tx, code, linkUserOf(principal))
        await decideOn(tx, subject, choice)
        return await productOf(tx, subject)
      })
      return await getProduct(db, null, id)
    },
  }),
}

async function decideOn(tx: Tx, subject: LinkSubject, choice: Choice): Promise<void> {
  if (!('conflict_id' in subject))
    return await decideSource(tx, await productOf(tx, subject), sourceChoice(choice))
  if (choice !== 'mine' && choice !== 'theirs')
    throw invalidField('choice', "expected 'mine' or 'theirs' for a conflict", {
      code: 'unknown_value',
    })
  const { product_id: id, field, resolved_at: at } = await getConflict(tx, subject.conflict_id)
  if (at !== null) throw new ConflictError('the conflict is settled already')
  await resolveConflicts(tx, id, { [field]: { choice } })
}

function sourceChoice(choice: Choice): SourceChoice {
  if (choice === 'keep' || choice === 'archive') return choice
  throw invalidField('choice', "expected 'keep' or 'archive' for a product without its post", {
    code: 'unknown_value',
  })
}

/** The product of a link about one; that of a draft is none, and not found. */
async function productOf(db: Db, subject: LinkSubject): Promise<string> {
  if ('product_id' in subject) return subject.product_id
  if ('draft_id' in subject)
    throw invalidField('code', 'the link is about a draft', { code: 'does_not_fit' })
  return (await getConflict(db, subject.conflict_id)).product_id
}
