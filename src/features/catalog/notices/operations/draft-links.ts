import { ConflictError } from '../../../../base/errors.ts'
import {
  createRoute,
  createRouter,
  json,
  problem,
  z,
  type Router,
} from '../../../../http/router.ts'
import type { Services } from '../../../manifest.ts'
import { approveDrafts } from '../../drafts/store/approve-drafts.ts'
import { DraftView, viewDraft } from '../../drafts/draft-view.ts'
import { getDraft } from '../../drafts/store/drafts.ts'
import { tags } from '../../stores/store-view.ts'
import { draftIn, subjectOfLink, useLink } from '../store/links.ts'
import { linkBody as body, linkUserOf as userOf } from '../link-user.ts'

const noSuchLink = problem('No such link of yours, or it was used, or is older than seven days')

const show = createRoute({
  method: 'post',
  path: '/api/products/draft-links/show',
  access: 'own:write',
  operationId: 'showDraftOfLink',
  tags,
  summary: 'The draft of a link from a message; the link stays unused',
  request: { body },
  responses: { 200: json('The draft', DraftView), 404: noSuchLink },
})

const approve = createRoute({
  method: 'post',
  path: '/api/products/draft-links/approve',
  access: 'own:write',
  operationId: 'approveDraftOfLink',
  tags,
  summary:
    'Make a product of the draft of a link; the link counts once, for the owner of the store alone',
  request: { body },
  responses: {
    200: json('The product', z.object({ product_id: z.uuid() }).openapi('ApprovedByLink')),
    404: noSuchLink,
    409: problem('The draft is decided already; `detail` says how'),
  },
})

/** Links in messages, each of which approves one draft. */
export function linkRoutes({ db }: Pick<Services, 'db'>): Router {
  const router = createRouter()
  router.openapi(show, async (c) => {
    const id = draftIn(
      await subjectOfLink(db, c.req.valid('json').code, userOf(c.get('principal'))),
    )
    return c.json(viewDraft(await getDraft(db, null, id)), 200)
  })
  router.openapi(approve, async (c) => {
    const user = userOf(c.get('principal'))
    const approval = await db.transaction().execute(async (tx) => {
      const id = draftIn(await useLink(tx, c.req.valid('json').code, user))
      const [made] = await approveDrafts(tx, [id], { by: 'person' })
      // Thrown within: a link that did nothing stays.
      if (!made || !('productId' in made)) throw new ConflictError(made?.message ?? 'it is gone')
      return made
    })
    return c.json({ product_id: approval.productId }, 200)
  })
  return router
}
