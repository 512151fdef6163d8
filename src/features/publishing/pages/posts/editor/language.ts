import { html } from 'hono/html'
import { LANGUAGE_CODES } from '../../../../../creators/languages.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { languageName } from '../../../../../console/parts/language-name.ts'
import { select } from '../../../../../console/parts/forms/select.ts'
import { addressOfStep } from '../frame.ts'
import type { Context, Guess, Plan, PlannedAccount, Post } from '../kit.ts'
import { loadPost, postParams } from '../read.ts'

/** Languages that gramd does not read by itself, and that services translate. */
const OTHERS = 'bn ca da et fi hr hu is lt lv mk mn ms nb sk sl sq sr sv sw ta te tl tt'.split(' ')

export const languageOptions = ({ language }: Context, others: readonly string[] = []) =>
  [...new Set([...LANGUAGE_CODES, ...OTHERS, ...others])]
    .map((code) => ({ value: code, label: languageName(language, code) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language))

/** Whether a person has to say which language the caption is in: gramd does not guess. */
export const isQuestion = ({ needed, guess }: Guess, chosen: string | null): boolean =>
  chosen === null && needed && guess?.is_sure !== true

/** Names the language of the caption and who chose it; below 40 letters, asks for it. */
export function languageSentence(
  { t, language: reader }: Context,
  guess: Guess,
  { chosen, isEmpty }: { chosen: string | null; isEmpty: boolean },
): string {
  const detected = guess.guess?.is_sure === true ? guess.guess.language : null
  if (chosen !== null && detected !== null && detected !== chosen)
    return t('language.readsLike', {
      chosen: languageName(reader, chosen),
      language: languageName(reader, detected),
    })
  if (chosen !== null) return t('language.chosenIs', { language: languageName(reader, chosen) })
  if (isEmpty) return t('language.readWhileWritten')
  if (!guess.needed) return t('language.fitsAll')
  if (detected === null) return t('language.which')
  return t('language.guessed', { language: languageName(reader, detected) })
}

export const readGuess = async (
  page: Context,
  { caption, first_comment }: { caption: string; first_comment: string },
): Promise<Guess> =>
  await page.api.call('guessCaptionLanguage', {
    body: { caption, first_comment: first_comment.trim() === '' ? null : first_comment },
  })

/** The sentence for a text that is being typed. */
export async function guessLanguage(page: Context): Promise<Response> {
  const form = await readForm(page)
  const text = (name: string): string => form.get(name) ?? ''
  const guess = await readGuess(page, {
    caption: text('caption'),
    first_comment: text('first_comment'),
  })
  const chosen = text('language') || null
  const isEmpty = text('caption').trim() === ''
  return page.c.text(languageSentence(page, guess, { chosen, isEmpty }))
}

/** Asks for the language of a caption, once, before the post can go out. */
export function languageQuestion(page: Context, post: Post, { accounts }: Plan) {
  const { t } = page
  const guess = post.language_guess?.language
  const spoken = accounts.flatMap(({ language }) => language ?? [])
  return html`<form class="card" method="post" action="/console/posts/${post.id}/language">
    <h2>${t('language.question')}</h2>
    <p>${t('language.questionHint')}</p>
    <p class="post-caption" dir="auto">${post.caption}</p>
    ${select({
      name: 'language',
      label: t('language.question'),
      options: languageOptions(page, spoken),
      chosen: guess ?? accounts.find(({ language }) => language !== null)?.language ?? undefined,
    })}
    <footer>
      <button name="act" value="as_is">${t('language.answerAsIs')}</button>
      <button class="main" name="act" value="language">${t('language.answer')}</button>
    </footer>
  </form>`
}

/** Saves the answer, and continues with the plan. */
export async function answerLanguage(page: Context): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const post = await loadPost(page)
  const { accounts } = await page.api.call('planPost', { params: { id: post.id } })
  const spoken = accounts.flatMap(({ language }) => language ?? [])
  const body =
    form.get('act') === 'as_is'
      ? { as_is: [...new Set([...post.as_is, ...spoken])] }
      : { language: form.get('language') }
  await page.api.call('updatePost', { params: { id: post.id }, body })
  return goTo(page, addressOfStep(post.id, 'plan'), t('language.answered'))
}

/** Says of an account that it gets the caption as it is, or that it is translated after all. */
export function asIsForm(page: Context, post: Post, account: PlannedAccount) {
  const { t } = page
  if (!page.may('publishing:write')) return ''
  const { id, username: name, origin } = account
  const isChosen = post.as_is.includes(id)
  const mayBe = origin === 'missing' || origin === 'outdated' || origin === 'doubtful'
  if (!isChosen && !mayBe) return ''
  return html`<form class="line" method="post" action="/console/posts/${post.id}/as-is" data-morph>
    <input type="hidden" name="key" value="${id}" />
    <button
      name="is"
      value="${isChosen ? 'no' : 'yes'}"
      aria-label="${t(isChosen ? 'language.notAsIsNamed' : 'language.asIsNamed', { name })}"
    >
      ${t(isChosen ? 'language.notAsIs' : 'language.asIs')}
    </button>
  </form>`
}

/** Saves whether one account or language gets the caption as it is written. */
export async function saveAsIs(page: Context): Promise<Response> {
  const form = await readForm(page)
  const { as_is: known } = await loadPost(page)
  const key = form.get('key') ?? ''
  const others = known.filter((each) => each !== key)
  const body = { as_is: form.get('is') === 'yes' ? [...others, key] : others }
  const params = postParams(page)
  await page.api.call('updatePost', { params, body })
  return goTo(page, addressOfStep(params.id, 'plan'))
}

/**
 * The language of what an account gets, where that is not its own; or that it goes out as written.
 */
export function spokenLine({ t, language: reader }: Context, account: PlannedAccount) {
  const { origin, caption_language: spoken, language, left_out: left } = account
  if (origin === 'as_is')
    return html`<small class="line"
      >${
        spoken === null
          ? t('language.publishedAsIsUnknown')
          : t('language.publishedAsIs', { language: languageName(reader, spoken) })
      }</small
    >`
  if (origin === 'missing' && left === null)
    return html`<small class="line">${t('language.willTranslate')}</small>`
  if (left !== null || spoken === null || spoken === language) return ''
  return html`<small class="line"
    >${t('language.inLanguage', { language: languageName(reader, spoken) })}</small
  >`
}
