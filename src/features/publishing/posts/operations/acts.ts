import { invalidField } from '../../../../base/errors.ts'
import { ownerOfNew } from '../../../../http/access/owner.ts'
import { isoTimes } from '../../../../http/iso-times.ts'
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
import { cancelExecutions } from '../../executions/person-acts.ts'
import { tags } from '../../groups/group-view.ts'
import { timeZone } from '../../../../settings/types.ts'
import { awaitsCaption } from '../../executions/release-waiting.ts'
import { captionLanguage } from '../caption-language.ts'
import { getUploads } from '../../uploads/uploads-store.ts'
import { expectedEnd } from '../expected-end.ts'
import { planPost } from '../plan.ts'
import { warningsOf } from '../plan-warnings.ts'
import { byId, noSuchPost, unfitPost } from './posts.ts'
import { isEditable, requireEditable, settleUnbegun } from '../store/post-state.ts'
import { hasRepeats } from '../store/repeats.ts'
import { schedulePost } from '../schedule-post.ts'
import { CaptionLanguageNeededError, lacksLanguage, publishNow } from '../start-post.ts'
import { PlanView } from '../plan-view.ts'
import { PostView, viewPost } from '../post-view.ts'
import { getPost, lockPost } from '../store/posts.ts'
import { setFailures } from '../store/translation-failures.ts'
import { translatePost } from '../tasks/translate-post.ts'

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

const languageNeeded = problem(
  'caption_language_needed: the post does not say the language of its caption, gramd is not sure of it (`suggestion` has its guess), and accounts have languages; set `language`, or name in `as_is` who gets the caption as it is written',
)

const publish = createRoute({
  method: 'post',
  path: '/api/posts/{id}/publish',
  access: 'publishing:write',
  operationId: 'publishPost',
  tags,
  summary: 'Publish a post on its accounts, one after another',
  description:
    'Captions that are missing in languages of its accounts are translated first: the post is `translating` meanwhile. Accounts ' +
    'without a caption in their language when that ends are left out (`not_translated`); accounts whose caption a person has to ' +
    'confirm wait for that, the others publish. A time that the post had is over.',
  request: byId,
  responses: {
    202: json('The post', PostView),
    404: noSuchPost,
    409: unfitPost,
    422: languageNeeded,
  },
})

const schedule = createRoute({
  method: 'post',
  path: '/api/posts/{id}/schedule',
  access: 'publishing:write',
  operationId: 'schedulePost',
  tags,
  summary: 'Publish a post at a time; null takes the time away',
  description:
    'As publishing now, at a time. Captions that are missing are translated at once, and what is missing at its time once more.',
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
  responses: {
    200: json('The post', PostView),
    202: json('The post, which is being translated', PostView),
    404: noSuchPost,
    409: unfitPost,
    422: languageNeeded,
  },
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
    'Publishing does that by itself. Of a post that has begun, accounts that were left out untranslated publish when it ends. What a person wrote stays. GET /api/posts/{id}/captions has the translations, and says in `failed` which languages no service could do.',
  request: byId,
  responses: {
    202: json('The task', z.object({ task_id: z.int() }).openapi('PostTranslation')),
    404: noSuchPost,
    409: unfitPost,
    422: languageNeeded,
  },
})

/** What is done with posts. */
export function actRoutes(
  services: Pick<
    Services,
    'db' | 'config' | 'publishers' | 'queue' | 'clock' | 'translators' | 'openai'
  >,
): Router {
  const { db, config, queue, clock } = services
  const shown = async (id: string) => viewPost(await getPost(db, id), config)
  const router = createRouter()
    .openapi(plan, async (c) => {
      const post = await getPost(db, c.req.valid('param').id)
      const planned = await planPost(services, post)
      const { accounts, spoken } = planned
      const uploads = await getUploads(
        db,
        post.media.map(({ upload_id }) => upload_id),
      )
      const taken = accounts.filter(({ left_out }) => left_out === null)
      const now = clock.now()
      const at = post.missed_at === null ? (post.scheduled_at ?? now) : now
      const end = expectedEnd(accounts, { from: at > now ? at : now, config })
      return c.json(
        {
          accounts: accounts.map((account) => isoTimes(account)),
          taken: taken.length,
          left_out: accounts.length - taken.length,
          language: spoken.language,
          language_needed: lacksLanguage(planned),
          expected_end: end?.toISOString() ?? null,
          warnings: warningsOf(services, post, uploads, {
            taken,
            hasRepeats: await hasRepeats(db, post, { accounts: taken.map(({ id }) => id), at }),
          }),
        },
        200,
      )
    })
    .openapi(publish, async (c) => {
      const { id } = c.req.valid('param')
      await publishNow(services, id)
      queue.wake()
      return c.json(await shown(id), 202)
    })
    .openapi(translate, async (c) => {
      const { id } = c.req.valid('param')
      const taskId = await beginTranslation(services, id)
      queue.wake()
      return c.json({ task_id: taskId }, 202)
    })
  addTimes(router, services)
  return router
}

/** Gives the task. Throws ConflictError, and CaptionLanguageNeededError when nobody knows the language of the caption. */
const beginTranslation = async (
  { db, queue }: Pick<Services, 'db' | 'queue'>,
  id: string,
): Promise<number> =>
  await db.transaction().execute(async (tx) => {
    // The task before the post, as when a translation ends.
    const { id: made } = await queue.enqueue(tx, translatePost, { post_id: id })
    const post = await lockPost(tx, id)
    if (!isEditable(post.status) && !(await awaitsCaption(tx, id))) requireEditable(post)
    const spoken = captionLanguage(post)
    if (spoken.language === null && spoken.isNeeded) throw new CaptionLanguageNeededError(spoken)
    await setFailures(tx, id, [])
    await settleUnbegun(tx, id, 'begins')
    return made
  })

/** When a post is published, and whether at all. */
function addTimes(
  router: Router,
  services: Pick<
    Services,
    'db' | 'config' | 'publishers' | 'queue' | 'clock' | 'translators' | 'openai'
  >,
): void {
  const { db, queue, clock, config } = services
  const shown = async (id: string) => viewPost(await getPost(db, id), config)
  router
    .openapi(schedule, async (c) => {
      const { id } = c.req.valid('param')
      const { at, time_zone: zone } = c.req.valid('json')
      if (at !== null && new Date(at) < clock.now())
        throw invalidField('at', 'expected a time to come: publish it now instead')
      const isTranslating = await schedulePost(services, id, at === null ? null : { at, zone })
      queue.wake()
      return c.json(await shown(id), isTranslating ? 202 : 200)
    })
    .openapi(cancel, async (c) => {
      const { id } = c.req.valid('param')
      const stoppedBy = ownerOfNew(c.get('principal'))
      const cancelled = await db
        .transaction()
        .execute(async (tx) => await cancelExecutions(tx, queue, id, stoppedBy))
      queue.look()
      return c.json({ post: await shown(id), cancelled }, 200)
    })
}
