import { z } from 'zod'
import type { Tx } from '../../../db/database.ts'
import type { Formality } from '../../../platforms/translator.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { Services } from '../../manifest.ts'
import { watchTask, type Watch } from '../executions/watch.ts'
import { StillAskedError, TranslationFailedError } from '../translations/errors.ts'
import { translateTexts, type Translation } from '../translations/translate-texts.ts'
import { listCaptions, putCaption, removeTranslations, type CaptionRow } from './captions-store.ts'
import { usualFormalities } from './formalities.ts'
import { planPost, type PlannedAccount } from './plan.ts'
import { settleUnbegun } from './post-state.ts'
import { findPost, lockIfThere, type PostRow } from './posts-store.ts'
import { setFailures, TranslationFailure } from './translation-failures.ts'

const Payload = z.object({ post_id: z.uuid() })
const Result = z.object({
  translated: z.array(z.string()),
  failed: z.array(TranslationFailure),
})
type Result = z.output<typeof Result>

/** A text that is written meanwhile is translated, too, so often. */
const MOST_ROUNDS = 3

/** Translates the caption of a post into the languages of its accounts; what a person wrote stays. */
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
    const watch = watchTask(context, { post_id: id })
    const done = await translateAsItIs(context.services, id, watch).finally(watch.stop)
    return {
      kind: 'done',
      result: done === null ? { translated: [], failed: [] } : resultOf(done.texts),
      async commit(tx) {
        const post = await lockIfThere(tx, id)
        if (post && done !== null) await storeTexts(tx, post, done)
        await settleUnbegun(tx, id, 'ended')
      },
    }
  },
  async onRelease(tx, releases) {
    for (const { payload, status } of releases)
      if (status !== 'pending') await settleUnbegun(tx, Payload.parse(payload).post_id, 'ended')
  },
})

/** A caption for a language, or for accounts of it that address their readers otherwise. */
type Want = { language: string; formality: Formality; accounts: string[] | null }
type Text = Want & { found: Translation }
type Source = Pick<PostRow, 'caption' | 'language'>
type Done = { source: Source; texts: readonly Text[] }

/** Null for a post that is gone, or in no language. */
async function translateAsItIs(services: Services, id: string, watch: Watch): Promise<Done | null> {
  let post = await findPost(services.db, id)
  for (let round = 1; ; round += 1) {
    if (!post || post.language === null) return null
    const texts = await translate(services, post, watch)
    const now = await findPost(services.db, id)
    if (!now || isSame(now, post) || round === MOST_ROUNDS) return { source: post, texts }
    post = now
  }
}

const isSame = (one: Source, other: Source): boolean =>
  one.caption === other.caption && one.language === other.language

async function translate(services: Services, post: PostRow, watch: Watch): Promise<Text[]> {
  const { caption, language: from } = post
  if (from === null) return []
  const [accounts, captions] = await Promise.all([
    planPost(services, post),
    listCaptions(services.db, post.id),
  ])
  const texts: Text[] = []
  const wants = wantsOf(post, accounts, captions)
  for (const formality of new Set(wants.map((want) => want.formality))) {
    const alike = wants.filter((want) => want.formality === formality)
    const to = alike.map(({ language }) => language)
    const request = { texts: [caption], from, to, formality, onText: () => watch.goesOn(0) }
    const [found = []] = await translateTexts(services, request, watch.signal)
    // What was translated is kept: the next attempt needs what is missing alone.
    const asked = found.find(({ error }) => error instanceof StillAskedError)
    if (asked?.error) throw asked.error
    for (const each of found)
      texts.push(
        ...alike.flatMap((w) =>
          w.language === each.language ? { ...w, found: withText(each, caption) } : [],
        ),
      )
  }
  return texts
}

/** No text at all is no translation of one: its accounts would be published on without a word. */
function withText(found: Translation, source: string): Translation {
  if (found.text === null || found.text.trim() !== '' || source.trim() === '') return found
  const who = found.service ?? 'nobody'
  const message = `${who} gave no text: translate it again, or write the caption by hand`
  return { ...found, text: null, error: new TranslationFailedError(message, 0) }
}

/** Nothing in a language that somebody has written a caption in. */
function wantsOf(
  { language: own }: Source,
  accounts: readonly PlannedAccount[],
  captions: readonly CaptionRow[],
): Want[] {
  const written = captions.filter(({ service }) => service === 'person')
  const isWritten = (language: string): boolean =>
    language === own || written.some((caption) => caption.language === language)
  const wants: Want[] = []
  for (const [language, usual] of usualFormalities(accounts)) {
    if (isWritten(language)) continue
    wants.push({ language, formality: usual, accounts: null })
    const others = accounts.filter(
      ({ id, language: its, formality }) =>
        its === language &&
        formality !== usual &&
        !written.some(({ publishing_account_id: account }) => account === id),
    )
    for (const formality of new Set(others.map((account) => account.formality))) {
      const ids = others.flatMap((account) => (account.formality === formality ? account.id : []))
      wants.push({ language, formality, accounts: ids })
    }
  }
  return wants.toSorted((a, b) => a.language.localeCompare(b.language))
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

/** What was translated is no caption of another text. */
async function storeTexts(tx: Tx, post: PostRow, { source, texts }: Done): Promise<void> {
  const { id } = post
  if (!isSame(post, source)) {
    const message = 'the caption has changed while it was translated: translate it again'
    const languages = [...new Set(texts.map(({ language }) => language))]
    const failures = languages.map((language) => ({ language, code: 'source_changed', message }))
    await setFailures(tx, id, failures)
    return
  }
  const own: string[] = []
  for (const { language, accounts, found } of texts) {
    if (found.text === null) continue
    const caption = {
      text: found.text,
      service: found.service ?? 'person',
      flags: found.flags.map(({ code }) => code),
      isConfirmed: found.corrected,
    }
    if (accounts === null) await putCaption(tx, id, { language, accountId: null }, caption)
    // Languages without a form of address give the same text again.
    else if (found.text !== usualTextOf(texts, language))
      for (const accountId of accounts) {
        await putCaption(tx, id, { language: null, accountId }, caption)
        own.push(accountId)
      }
  }
  await removeTranslations(tx, id, { except: own })
  await setFailures(tx, id, failuresOf(texts))
}

const usualTextOf = (texts: readonly Text[], language: string): string | null | undefined =>
  texts.find((each) => each.language === language && each.accounts === null)?.found.text
