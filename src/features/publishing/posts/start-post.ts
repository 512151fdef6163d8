import { askToPublish, clearTime } from './store/posts/times.ts'
import { ConflictError, InvalidInputError } from '../../../base/errors.ts'
import type { Tx } from '../../../db/handles.ts'
import { beginPost, type Begun, type BeginServices } from './begin-post.ts'
import type { CaptionLanguage } from './caption-language.ts'
import { planPost, type Plan } from './plan.ts'
import { markMissed } from './store/posts/end-translation.ts'
import { isEditable, requireEditable, settleUnbegun } from './store/posts/post-state.ts'
import { getPost, lockPost, type PostRow } from './store/posts/posts.ts'
import { translatePost } from './tasks/translate-post.ts'

/**
 * The error for a caption with words in a language that is not known, on accounts with languages.
 */
export class CaptionLanguageNeededError extends InvalidInputError {
  override readonly code = 'caption_language_needed'

  constructor({ guess }: CaptionLanguage) {
    const says =
      guess === null
        ? 'gramd cannot tell the language of the caption'
        : `the caption may be in ${guess.language}, and gramd is not sure`
    const reason = `${says}: name it, as in ${guess?.language ?? 'ru'}, or name in as_is who gets it as it is written`
    super(reason, [
      {
        field: 'language',
        reason,
        code: 'caption_language_needed',
        ...(guess && { suggestion: guess.language }),
      },
    ])
  }
}

/**
 * Throws CaptionLanguageNeededError when an account waits for a translation and the language of the
 * caption is not known.
 */
export function requireLanguage({ accounts, spoken }: Plan): void {
  if (lacksLanguage({ accounts, spoken })) throw new CaptionLanguageNeededError(spoken)
}

/** Whether the author has to name the language of the caption. */
export const lacksLanguage = ({ accounts, spoken }: Plan): boolean =>
  spoken.language === null &&
  accounts.some(({ origin, left_out: reason }) => origin === 'missing' && isOpen(reason))

/** Whether captions are to be translated before the post goes out. */
export const isToTranslate = ({ accounts, spoken }: Plan): boolean =>
  spoken.language !== null &&
  accounts.some(({ origin, left_out: reason }) => origin === 'missing' && reason === null)

const isOpen = (reason: Plan['accounts'][number]['left_out']): boolean =>
  reason === null || reason.reason === 'not_translated'

export type Started = { kind: 'translating' } | ({ kind: 'begun' } & Begun)

type Start = {
  /** When it is to go out: its time, or now. */
  requestedAt: Date
  /** Whether a user publishes it now, so that its scheduled time no longer applies. */
  isNow: boolean
  /**
   * Returns whether the post still is to be started, now that it is locked. Throws when the caller
   * has to know why not.
   */
  isStill(post: PostRow): boolean
}

/**
 * Starts a post: has its captions translated first if some are missing, or are a machine's of an
 * older text; else begins it. Undefined when it is not to be started any more. Throws what
 * `beginPost` and `isStill` throw.
 */
export async function startPost(
  services: BeginServices,
  id: string,
  start: Start,
): Promise<Started | undefined> {
  const run = async (translates: boolean): Promise<Started | 'to_translate' | undefined> =>
    await services.db.transaction().execute(async (tx) => {
      // The task before the post, as when a translation ends.
      if (translates) await services.queue.enqueue(tx, translatePost, { post_id: id })
      return await startLocked(tx, services, await lockPost(tx, id), { ...start, translates })
    })
  const started = await run(false)
  if (started !== 'to_translate') return started
  const translated = await run(true)
  return translated === 'to_translate' ? undefined : translated
}

async function startLocked(
  tx: Tx,
  services: BeginServices,
  post: PostRow,
  { requestedAt, isNow, isStill, translates }: Start & { translates: boolean },
): Promise<Started | 'to_translate' | undefined> {
  if (!isStill(post)) return undefined
  if (translates || post.status === 'translating') {
    if (isNow) await clearTime(tx, post.id)
    return await awaitTranslation(tx, post.id, requestedAt)
  }
  const plan = await planPost({ ...services, db: tx }, post)
  if (isToTranslate(plan)) return 'to_translate'
  if (isNow) await clearTime(tx, post.id)
  // No account waits for a translation: the plan is the same once the post begins.
  return { kind: 'begun', ...(await beginPost(tx, services, post, { ...plan, requestedAt })) }
}

/** Waits for the translation of a post, which begins the post when it ends. */
async function awaitTranslation(tx: Tx, id: string, requestedAt: Date): Promise<Started> {
  await askToPublish(tx, id, requestedAt)
  await settleUnbegun(tx, id, 'begins')
  return { kind: 'translating' }
}

/**
 * Publishes a post now, whatever its time was. Throws NoSuchRecordError,
 * CaptionLanguageNeededError, and ConflictError when it has begun, has no files, or no account can
 * publish it.
 */
export async function publishNow(
  services: BeginServices & { clock: { now(): Date } },
  id: string,
): Promise<void> {
  const post = await getPost(services.db, id)
  requireEditable(post)
  requireFiles(post)
  requireLanguage(await planPost(services, post))
  await startPost(services, id, {
    requestedAt: services.clock.now(),
    isNow: true,
    isStill(locked) {
      requireEditable(locked)
      requireFiles(locked)
      return true
    },
  })
}

/**
 * Publishes as much as is possible now of a post that waited for a caption to be confirmed, or
 * written. A post that cannot be published is held for a person.
 */
export async function goOn(services: BeginServices, id: string): Promise<void> {
  const { publish_requested_at: requestedAt, status } = await getPost(services.db, id)
  if (requestedAt === null || status === 'translating' || !isEditable(status)) return
  const isStill = (post: PostRow): boolean =>
    isEditable(post.status) && post.publish_requested_at !== null
  try {
    await startPost(services, id, { requestedAt, isNow: false, isStill })
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    const held = { cause: 'not_begun', reason: error.message }
    await services.db.transaction().execute(async (tx) => await markMissed(tx, id, held))
  }
}

export function requireFiles({ media }: PostRow): void {
  if (media.length === 0) throw new ConflictError('the post has no files: upload them first')
}
