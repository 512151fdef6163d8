import { invalidField } from '../../../../base/errors.ts'
import { ownerOfNew } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { json, problem, z } from '../../../../http/router.ts'
import { timeZone } from '../../../../settings/types.ts'
import type { Services } from '../../../services.ts'
import { cancelExecutions } from '../../executions/person-acts.ts'
import { awaitsCaption } from '../../executions/release-waiting.ts'
import { tags } from '../../groups/group-view.ts'
import { getUploads } from '../../uploads/uploads-store.ts'
import { captionLanguage } from '../caption-language.ts'
import { expectedEnd } from '../expected-end.ts'
import { planPost } from '../plan.ts'
import { PlanView } from '../plan-view.ts'
import { warningsOf } from '../plan-warnings.ts'
import { noSuchPost, PostParams, PostView, unfitPost, viewPost } from '../post-view.ts'
import { schedulePost } from '../schedule-post.ts'
import { CaptionLanguageNeededError, lacksLanguage, publishNow } from '../start-post.ts'
import { isEditable, requireEditable, settleUnbegun } from '../store/posts/post-state.ts'
import { getPost, lockPost } from '../store/posts/posts.ts'
import { hasRepeats } from '../store/repeats.ts'
import { setFailures } from '../store/posts/translation-failures.ts'
import { translatePost } from '../tasks/translate-post.ts'

type ActServices = Pick<
  Services,
  'db' | 'config' | 'publishers' | 'queue' | 'clock' | 'translators' | 'openai'
>

const operation = operationsFor<ActServices>()

const languageNeeded =
  'caption_language_needed: the post does not say the language of its caption, gramd is not ' +
  'sure of it (`suggestion` has its guess), and accounts have languages; set `language`, or ' +
  'name in `as_is` who gets the caption as it is written'

const Schedule = z
  .strictObject({
    at: z.iso.datetime({ offset: true }).nullable(),
    time_zone: timeZone.default('UTC').openapi({ type: 'string', example: 'Asia/Almaty' }),
  })
  .openapi('PostSchedule')

const shared = { access: 'publishing:write', tags, params: PostParams } as const

/** Operations that plan, publish, translate, schedule and cancel posts. */
export const actOperations = {
  planPost: operation.get({
    path: '/api/posts/{id}/plan',
    access: 'publishing:read',
    tags,
    summary:
      'Who would publish a post now with which caption, who is left out and why, and until when',
    params: PostParams,
    answer: PlanView,
    success: 'The plan',
    refusals: { 404: noSuchPost },
    async run({ params }, services) {
      const { db, clock, config } = services
      const post = await getPost(db, params.id)
      const planned = await planPost(services, post)
      const { accounts, spoken } = planned
      const uploads = await getUploads(
        db,
        post.media.map(({ upload_id }) => upload_id),
      )
      const taken = accounts.filter(({ left_out }) => left_out === null)
      const now = clock.now()
      const at = post.missed_at === null ? (post.scheduled_at ?? now) : now
      return {
        accounts,
        taken: taken.length,
        left_out: accounts.length - taken.length,
        language: spoken.language,
        language_needed: lacksLanguage(planned),
        expected_end: expectedEnd(accounts, { from: at > now ? at : now, config }),
        warnings: warningsOf(services, post, uploads, {
          taken,
          hasRepeats: await hasRepeats(db, post, { accounts: taken.map(({ id }) => id), at }),
        }),
      }
    },
  }),

  publishPost: operation.act({
    ...shared,
    path: '/api/posts/{id}/publish',
    summary: 'Publish a post on its accounts, one after another',
    description:
      'Captions that are missing in languages of its accounts are translated first: the post is ' +
      '`translating` meanwhile. Accounts ' +
      'without a caption in their language when that ends are left out (`not_translated`); ' +
      'accounts whose caption a person has to ' +
      'confirm wait for that, the others publish. A time that the post had is over.',
    status: 202,
    answer: PostView,
    success: 'The post',
    refusals: { 404: noSuchPost, 409: unfitPost, 422: languageNeeded },
    async run({ params: { id } }, services) {
      await publishNow(services, id)
      services.queue.wake()
      return viewPost(await getPost(services.db, id), services.config)
    },
  }),

  translatePost: operation.act({
    ...shared,
    path: '/api/posts/{id}/translate',
    summary: 'Translate the caption of a post into the languages of its accounts',
    description:
      'Publishing does that by itself. Of a post that has begun, accounts that were left out ' +
      'untranslated publish when it ends. What a person wrote stays. GET ' +
      '/api/posts/{id}/captions has the translations, and says in `failed` which languages no ' +
      'service could do.',
    status: 202,
    answer: z.object({ task_id: z.int() }).openapi('PostTranslation'),
    success: 'The task',
    refusals: { 404: noSuchPost, 409: unfitPost, 422: languageNeeded },
    async run({ params: { id } }, services) {
      const taskId = await beginTranslation(services, id)
      services.queue.wake()
      return { task_id: taskId }
    },
  }),

  schedulePost: operation.raw({
    ...shared,
    method: 'post',
    path: '/api/posts/{id}/schedule',
    summary: 'Publish a post at a time; null takes the time away',
    description:
      'As publishing now, at a time. Captions that are missing are translated at once, and ' +
      'what is missing at its time once more.',
    json: Schedule,
    responses: {
      200: json('The post', PostView),
      202: json('The post, which is being translated', PostView),
      404: problem(noSuchPost),
      409: problem(unfitPost),
      422: problem(languageNeeded),
    },
    async run({ params: { id }, body: { at, time_zone: zone } }, services, { respond }) {
      const { db, config, clock, queue } = services
      if (at !== null && new Date(at) < clock.now())
        throw invalidField('at', 'expected a time to come: publish it now instead', {
          code: 'in_the_past',
        })
      const isTranslating = await schedulePost(services, id, at === null ? null : { at, zone })
      queue.wake()
      return respond(viewPost(await getPost(db, id), config), isTranslating ? 202 : 200)
    },
  }),

  cancelPost: operation.act({
    ...shared,
    path: '/api/posts/{id}/cancel',
    summary: 'Stop what has not begun of a post; what is under way ends',
    answer: z.object({ post: PostView, cancelled: z.int() }).openapi('CancelledPost'),
    success: 'The post',
    refusals: { 404: noSuchPost, 409: unfitPost },
    async run({ params: { id } }, { db, queue, config }, { principal }) {
      const stoppedBy = ownerOfNew(principal)
      const cancelled = await db
        .transaction()
        .execute(async (tx) => await cancelExecutions(tx, queue, id, stoppedBy))
      queue.pollSoon()
      return { post: viewPost(await getPost(db, id), config), cancelled }
    },
  }),
}

/**
 * Enqueues the translation of a post and returns the id of the task. Throws ConflictError, and
 * CaptionLanguageNeededError when the language of the caption is not known.
 */
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
