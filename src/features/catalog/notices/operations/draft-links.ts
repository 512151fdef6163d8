import { ConflictError } from '../../../../base/errors.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { DraftView, viewDraft } from '../../drafts/draft-view.ts'
import { approveDrafts } from '../../drafts/store/approve-drafts.ts'
import { getDraft } from '../../drafts/store/product-drafts/drafts.ts'
import { tags } from '../../stores/store-view.ts'
import { LinkBody, linkUserOf, noSuchLink } from '../link-user.ts'
import { draftIn, subjectOfLink, useLink } from '../store/links.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** Each link in a message approves one draft. */
export const draftLinkOperations = {
  showDraftOfLink: operation.act({
    path: '/api/products/draft-links/show',
    access: 'own:write',
    tags,
    summary: 'The draft of a link from a message; the link stays unused',
    body: LinkBody,
    answer: DraftView,
    success: 'The draft',
    refusals: { 404: noSuchLink },
    async run({ body }, { db }, { principal }) {
      const id = draftIn(await subjectOfLink(db, body.code, linkUserOf(principal)))
      return viewDraft(await getDraft(db, null, id))
    },
  }),

  approveDraftOfLink: operation.act({
    path: '/api/products/draft-links/approve',
    access: 'own:write',
    tags,
    summary:
      'Make a product of the draft of a link; the link counts once, for the owner of the ' +
      'store alone',
    body: LinkBody,
    answer: z.object({ product_id: z.uuid() }).openapi('ApprovedByLink'),
    success: 'The product',
    refusals: { 404: noSuchLink, 409: 'The draft is decided already; `detail` says how' },
    async run({ body }, { db }, { principal }) {
      const approval = await db.transaction().execute(async (tx) => {
        const id = draftIn(await useLink(tx, body.code, linkUserOf(principal)))
        const [made] = await approveDrafts(tx, [id], { by: 'person' })
        // Thrown within the transaction: a link without an effect remains usable.
        if (!made || !('productId' in made)) throw new ConflictError(made?.message ?? 'it is gone')
        return made
      })
      return { product_id: approval.productId }
    },
  }),
}
