import { sql } from 'kysely'
import { ConflictError, invalidField } from '../../../base/errors.ts'
import { isoTimes } from '../../../http/iso-times.ts'
import { createRoute, createRouter, json, jsonBody, z, type Router } from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { cancelExecutions } from '../executions/person-acts.ts'
import { tags } from '../groups/group-view.ts'
import { timeZone } from '../../../settings/types.ts'
import { beginPost } from './begin-post.ts'
import { getUploads } from '../uploads/uploads-store.ts'
import { expectedEnd } from './expected-end.ts'
import { planPost } from './plan.ts'
import { warningsOf } from './plan-warnings.ts'
import { byId, noSuchPost, unfitPost } from './post-routes.ts'
import { requireEditable, settleUnbegun } from './post-state.ts'
import { PlanView, PostView, viewPost } from './post-view.ts'
import { getPost, lockPost } from './posts-store.ts'
import { setFailures } from './translation-failures.ts'
import { translatePost } from './translate-post.ts'

const plan = createRoute({
  method: 'get',
  path: '/api/posts/{id}/plan',
  access: 'publishing:read',
  operationId: 'planPost',
  tags,
  summary:
    'Who would publish a post now with which caption, who is left out and why, and until when',
  request: byId,
  responses: { 200: json('The plan', PlanView), 404: noSuchPost },
})

const publish = createRoute({
  method: 'post',
  path: '/api/posts/{id}/publish',
  access: 'publishing:write',
  operationId: 'publishPost',
  tags,
  summary: 'Publish a post on its accounts, one after another',
  request: byId,
  responses: { 202: json('The post', PostView), 404: noSuchPost, 409: unfitPost },
})

const schedule = createRoute({
  method: 'post',
  path: '/api/posts/{id}/schedule',
  access: 'publishing:write',
  operationId: 'schedulePost',
  tags,
  summary: 'Publish a post at a time; null takes the time away',
  request: {
    ...byId,
    body: jsonBody(
      z
        .strictObject({
          at: z.iso.datetime({ offset: true }).nullable(),
          time_zone: timeZone.default('UTC').openapi({ type: 'string', example: 'Asia/Almaty' }),
        })
        .openapi('PostSchedule'),
    ),
  },
  responses: { 200: json('The post', PostView), 404: noSuchPost, 409: unfitPost },
})

const cancel = createRoute({
  method: 'post',
  path: '/api/posts/{id}/cancel',
  access: 'publishing:write',
  operationId: 'cancelPost',
  tags,
  summary: 'Stop what has not begun of a post; what is under way ends',
  request: byId,
  responses: {
    200: json(
      'The post',
      z.object({ post: PostView, cancelled: z.int() }).openapi('CancelledPost'),
    ),
    404: noSuchPost,
    409: unfitPost,
  },
})

const translate = createRoute({
  method: 'post',
  path: '/api/posts/{id}/translate',
  access: 'publishing:write',
  operationId: 'translatePost',
  tags,
  summary: 'Translate the caption of a post into the languages of its accounts',
  description:
    'What a person wrote stays. GET /api/posts/{id}/captions has the translations, and says in `failed` which languages no service could do.',
  request: byId,
  responses: {
    202: json('The task', z.object({ task_id: z.int() }).openapi('PostTranslation')),
    404: noSuchPost,
    409: unfitPost,
  },
})

/** What is done with posts. */
export function actRoutes(
  services: Pick<Services, 'db' | 'config' | 'publishers' | 'queue' | 'clock'>,
): Router {
  const { db, config, queue, clock } = services
  const shown = async (id: string) => viewPost(await getPost(db, id), config)
  const router = createRouter()
    .openapi(plan, async (c) => {
      const post = await getPost(db, c.req.valid('param').id)
      const accounts = await planPost(services, post)
      const uploads = await getUploads(
        db,
        post.media.map(({ upload_id }) => upload_id),
      )
      const taken = accounts.filter(({ left_out }) => left_out === null)
      const end = expectedEnd(accounts, { from: clock.now(), config })
      return c.json(
        {
          accounts: accounts.map((account) => isoTimes(account)),
          taken: taken.length,
          left_out: accounts.length - taken.length,
          expected_end: end?.toISOString() ?? null,
          warnings: warningsOf(services, post, uploads, taken),
        },
        200,
      )
    })
    .openapi(publish, async (c) => {
      const { id } = c.req.valid('param')
      await db.transaction().execute(async (tx) => await beginPost(tx, services, id))
      queue.wake()
      return c.json(await shown(id), 202)
    })
    .openapi(translate, async (c) => {
      const { id } = c.req.valid('param')
      const taskId = await db.transaction().execute(async (tx) => {
        // The task before the post, as when a translation ends.
        const { id: made } = await queue.enqueue(tx, translatePost, { post_id: id })
        const post = await lockPost(tx, id)
        requireEditable(post)
        if (post.language === null)
          throw new ConflictError('the post does not say the language of its caption: set language')
        await setFailures(tx, id, [])
        await settleUnbegun(tx, id, 'begins')
        return made
      })
      queue.wake()
      return c.json({ task_id: taskId }, 202)
    })
  addTimes(router, services)
  return router
}

/** When a post is published, and whether at all. */
function addTimes(
  router: Router,
  { db, queue, clock, config }: Pick<Services, 'db' | 'queue' | 'clock' | 'config'>,
): void {
  const shown = async (id: string) => viewPost(await getPost(db, id), config)
  router
    .openapi(schedule, async (c) => {
      const { id } = c.req.valid('param')
      const { at, time_zone: zone } = c.req.valid('json')
      if (at !== null && new Date(at) < clock.now())
        throw invalidField('at', 'expected a time to come: publish it now instead')
      await db.transaction().execute(async (tx) => {
        const post = await lockPost(tx, id)
        requireEditable(post)
        if (at !== null && post.media.length === 0)
          throw new ConflictError('the post has no files: upload them first')
        await sql`
          update posts set scheduled_at = ${at}::timestamptz, time_zone = ${at === null ? null : zone}, missed_at = null
          where id = ${id}::uuid`.execute(tx)
        await settleUnbegun(tx, id)
      })
      return c.json(await shown(id), 200)
    })
    .openapi(cancel, async (c) => {
      const { id } = c.req.valid('param')
      const cancelled = await db
        .transaction()
        .execute(async (tx) => await cancelExecutions(tx, queue, id))
      queue.look()
      return c.json({ post: await shown(id), cancelled }, 200)
    })
}
