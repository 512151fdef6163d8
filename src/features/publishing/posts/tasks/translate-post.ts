import { z } from 'zod'
import type { Tx } from '../../../../db/handles.ts'
import { defineTask } from '../../../../queue/task-type.ts'
import type { Services } from '../../../services.ts'
import { taskWatchdog, type Watchdog } from '../../executions/watchdog.ts'
import { StillRequestedError, TranslationFailedError } from '../../translations/errors.ts'
import { translateTexts, type Translation } from '../../translations/translate-texts.ts'
import { captionLanguage } from '../caption-language.ts'
import {
  addComment,
  listCaptions,
  putCaption,
  removeTranslations,
  type CaptionKey,
} from '../store/captions.ts'
import { abandonTranslation, endTranslation } from '../store/posts/end-translation.ts'
import { planPost } from '../plan.ts'
import { findPost, lockIfThere, type PostRow } from '../store/posts/posts.ts'
import { setFailures, TranslationFailure } from '../store/posts/translation-failures.ts'
import { wantedTranslations, type WantedTranslation } from '../wanted-translations.ts'

const Payload = z.object({ post_id: z.uuid() })
const Result = z.object({
  translated: z.array(z.string()),
  failed: z.array(TranslationFailure),
})
type Result = z.output<typeof Result>

/** A text that is written meanwhile is translated, too, so often. */
const MAX_ROUNDS = 3

/**
 * Translates the caption of a post into the languages of its accounts; what a person wrote stays.
 */
export const translatePost = defineTask<Services, z.output<typeof Payload>, Result>({
  name: 'translate_post',
  summary: 'Translates the caption of a post into the languages of its accounts.',
  access: { read: 'publishing:read', write: 'publishing:write' },
  payload: Payload,
  result: Result,
  priority: 3,
  attempts: 1,
  resource: 'none',
  share: 'publishing',
  dedupeKey: ({ post_id }) => post_id,
  subject: ({ post_id }) => `post:${post_id}`,
  async handle({ payload: { post_id: id } }, context) {
    const { services } = context
    const watch = taskWatchdog(context, { post_id: id })
    const done = await translateAsItIs(services, id, watch).finally(watch.stop)
    const store = async (tx: Tx): Promise<PostRow | undefined> => {
      const post = await lockIfThere(tx, id)
      if (post && done !== null) await storeTexts(tx, post, done)
      return post
    }
    const again = done === null ? null : await nextTry(services, id, done)
    if (again !== null) {
      await context.checkpoint({}, async (tx) => void (await store(tx)))
      return { kind: 'snooze', ...again }
    }
    return {
      kind: 'done',
      result: done === null ? { translated: [], failed: [] } : resultOf(done.texts),
      async commit(tx) {
        const post = await store(tx)
        if (post) await endTranslation(tx, services, post)
      },
    }
  },
  async onRelease(tx, releases) {
    for (const { payload, status } of releases)
      if (status !== 'pending') await abandonTranslation(tx, Payload.parse(payload).post_id, status)
  },
})

/** The bounds of the wait before failing services are asked again while a post waits for them. */
const MIN_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 10 * 60_000

/**
 * Returns when a post that is to be published is translated again: services that fail may work
 * again before it counts as missed.
 */
async function nextTry(
  { db, clock, config }: Pick<Services, 'db' | 'clock' | 'config'>,
  id: string,
  { texts, source }: Done,
): Promise<{ until: Date; code: string; message: string } | null> {
  const errors = texts.flatMap(({ found: { error } }) =>
    error instanceof TranslationFailedError ? error : [],
  )
  const post = await findPost(db, id)
  const requestedAt = post?.publish_requested_at ?? null
  if (!post || requestedAt === null) return null
  const now = clock.now().getTime()
  const endMs = requestedAt.getTime() + config.publishLateMs
  const later = (ms: number) => ({
    until: new Date(Math.min(now + Math.min(Math.max(ms, MIN_WAIT_MS), LONGEST_WAIT_MS), endMs)),
  })
  if (now >= endMs) return null
  if (!isSame(post, source)) return { ...later(0), code: 'source_changed', message: CHANGED }
  const [first] = errors
  if (first === undefined) return null
  const { code, message } = first
  return { ...later(Math.min(...errors.map(({ delayMs }) => delayMs))), code, message }
}

type Text = WantedTranslation & { found: Translation; comment: string | null }
type Source = Pick<PostRow, 'source_hash'> & { language: string }
type Done = { source: Source; texts: readonly Text[] }

/** Null for a post that is gone, or in no language. */
async function translateAsItIs(
  services: Services,
  id: string,
  watch: Watchdog,
): Promise<Done | null> {
  let post = await findPost(services.db, id)
  for (let round = 1; ; round += 1) {
    const source = post && sourceOf(post)
    if (!post || !source) return null
    const texts = await translate(services, post, { from: source.language, watch })
    const now = await findPost(services.db, id)
    if (!now || isSame(now, source) || round === MAX_ROUNDS) return { source, texts }
    post = now
  }
}

/** Returns the source of a translation; undefined for a post whose language is not known. */
function sourceOf(post: PostRow): Source | undefined {
  const { language } = captionLanguage(post)
  return language === null ? undefined : { source_hash: post.source_hash, language }
}

const isSame = (post: PostRow, source: Source): boolean =>
  post.source_hash === source.source_hash && captionLanguage(post).language === source.language

async function translate(
  services: Services,
  post: PostRow,
  { from, watch }: { from: string; watch: Watchdog },
): Promise<Text[]> {
  const { caption, first_comment: comment } = post
  const [{ accounts }, captions] = await Promise.all([
    planPost(services, post),
    listCaptions(services.db, post.id),
  ])
  const texts: Text[] = []
  const wants = wantedTranslations(from, accounts, captions)
  for (const formality of new Set(wants.map((want) => want.formality))) {
    const alike = wants.filter((want) => want.formality === formality)
    const to = alike.map(({ language }) => language)
    const sources = comment === null ? [caption] : [caption, comment]
    const request = { texts: sources, from, to, formality, onText: () => watch.touchDeadline(0) }
    const [found = [], comments = []] = await translateTexts(services, request, watch.signal)
    // Finished translations are stored: the next attempt needs only the missing ones.
    const unfinished = [...found, ...comments].find(
      ({ error }) => error instanceof StillRequestedError,
    )
    if (unfinished?.error) throw unfinished.error
    for (const [at, want] of alike.entries()) {
      const own = found[at]
      if (own) texts.push({ ...want, ...joined(own, comments[at], { caption, comment }) })
    }
  }
  return texts
}

/** A caption is translated when its first comment is, too. */
function joined(
  caption: Translation,
  comment: Translation | undefined,
  source: { caption: string; comment: string | null },
): { found: Translation; comment: string | null } {
  const found = withText(caption, source.caption)
  if (source.comment === null || !comment) return { found, comment: null }
  const { error, text, flags, service, corrected } = withText(comment, source.comment)
  const both = {
    ...found,
    service: found.service ?? service,
    corrected: found.corrected && (corrected || service === null),
    error: found.error ?? error,
    flags: [...found.flags, ...flags],
  }
  return { found: both, comment: text }
}

/** Treats an empty answer as no translation: the accounts would publish the post without a word. */
function withText(found: Translation, source: string): Translation {
  if (found.text === null || found.text.trim() !== '' || source.trim() === '') return found
  const who = found.service ?? 'the translation'
  const message = `${who} has no text: translate it again, or write the caption by hand`
  return { ...found, text: null, error: new TranslationFailedError(message, 0) }
}

const resultOf = (texts: readonly Text[]): Result => ({
  translated: texts.flatMap(({ accounts, found: { language, text } }) =>
    text === null || accounts !== null ? [] : language,
  ),
  failed: failuresOf(texts),
})

/** One for each language. */
function failuresOf(texts: readonly Text[]): TranslationFailure[] {
  const failures = texts.flatMap(({ language, found: { error } }) =>
    error === null ? [] : { language, code: error.code, message: error.message },
  )
  return failures.filter(
    ({ language }, at) => failures.findIndex((each) => each.language === language) === at,
  )
}

const CHANGED = 'the caption has changed while it was translated: translate it again'

/** Stores texts as captions, unless the post has another text by now. */
async function storeTexts(tx: Tx, post: PostRow, { source, texts }: Done): Promise<void> {
  const { id } = post
  if (!isSame(post, source)) {
    const languages = [...new Set(texts.map(({ language }) => language))]
    const failures = languages.map((language) => ({
      language,
      code: 'source_changed',
      message: CHANGED,
    }))
    await setFailures(tx, id, failures)
    return
  }
  const own: string[] = []
  for (const { language, accounts, found, comment } of texts) {
    if (found.text === null || found.error !== null) continue
    const caption = {
      text: found.text,
      comment,
      service: found.service ?? (found.corrected ? 'person' : 'none'),
      flags: [...new Set(found.flags.map(({ code }) => code))],
      isConfirmed: found.corrected,
      writtenBy: null,
    }
    const put = async (key: CaptionKey): Promise<void> => await putCaption(tx, id, key, caption)
    if (accounts === null) {
      await put({ language, accountId: null })
      if (comment !== null) await addComment(tx, id, language, comment)
    }
    // Languages without a form of address give the same text again.
    else if (found.text !== usualTextOf(texts, language))
      for (const accountId of accounts) {
        await put({ language: null, accountId })
        own.push(accountId)
      }
  }
  await removeTranslations(tx, id, { except: own })
  await setFailures(tx, id, failuresOf(texts))
}

const usualTextOf = (texts: readonly Text[], language: string): string | null | undefined =>
  texts.find((each) => each.language === language && each.accounts === null)?.found.text
