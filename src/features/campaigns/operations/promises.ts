import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { creatorName } from '../../lists/index.ts'
import type { Services } from '../../services.ts'
import { CampaignParams, promiseFields } from '../campaign-view.ts'
import { changePromises } from '../promise.ts'
import { PromiseView } from '../results-view.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

const Change = z.strictObject(promiseFields).partial()

const MAX_BLOGS = 1_000

const description =
  'Fields that are left out stay. The price and its currency are those of the member: ' +
  'PATCH /api/lists/{id}/members/{blog}.'

/** Operations on the promises of creators of campaigns. */
export const promiseOperations = {
  setPromise: operation.act({
    method: 'put',
    path: '/api/campaigns/{id}/promises/{blog}',
    access: 'lists:write',
    summary: 'Say what a creator of a campaign promised',
    description,
    params: CampaignParams.extend({ blog: creatorName }),
    body: Change.openapi('CampaignPromiseChange'),
    answer: PromiseView,
    success: 'What is promised now',
    refusals: { 404: 'No such campaign' },
    async run({ params: { id, blog }, body }, { db }) {
      const [promise] = await changePromises(db, id, {
        ...body,
        blogs: [blog],
        field: () => 'blog',
      })
      if (!promise) throw new Error('a stored promise is there')
      const { blog_id: _blog, ...view } = isoTimes(promise)
      return view
    },
  }),

  setPromises: operation.act({
    path: '/api/campaigns/{id}/promises',
    access: 'lists:write',
    summary: 'Say that several creators of a campaign promised the same',
    description: `${description} All are changed, or none.`,
    params: CampaignParams,
    body: Change.extend({
      blogs: z
        .array(creatorName)
        .min(1)
        .max(MAX_BLOGS)
        .openapi({ description: 'Ids, usernames or addresses of profiles' }),
    }).openapi('CampaignPromisesChange'),
    answer: z.object({ changed: z.int() }).openapi('CampaignPromisesChanged'),
    success: 'How many creators it is about',
    refusals: { 404: 'No such campaign' },
    async run({ params: { id }, body }, { db }) {
      const promises = await changePromises(db, id, {
        ...body,
        field: (place) => `blogs.${place}`,
      })
      return { changed: promises.length }
    },
  }),
}
