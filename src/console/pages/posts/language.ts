import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { LANGUAGE_CODES } from '../../../creators/languages.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { languageName } from '../../parts/language-name.ts'
import { select } from '../../parts/select.ts'
import { sayIn } from '../../words.ts'
import { Guess, loadPost, Plan, postId, type Post } from './data.ts'
import { addressOfStep } from './frame.ts'
import { languageWords } from './language-words.ts'

/** Languages that gramd does not read by itself, and that services translate. */
const OTHERS = 'bn ca da et fi hr hu is lt lv mk mn ms nb sk sl sq sr sv sw ta te tl tt'.split(' ')

export const languageOptions = ({ language }: Page, others: readonly string[] = []) =>
  [...new Set([...LANGUAGE_CODES, ...OTHERS, ...others])]
    .map((code) => ({ value: code, label: languageName(language, code) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, language))

/** What gramd reads of a caption, as a sentence; nothing where the author has chosen a language and gramd is not sure of another. */
function guessText(
  { language: reader }: Page,
  { needed, guess }: Guess,
  chosen: string | null,
): string {
  const say = sayIn(reader, languageWords)
  const isOther = guess?.is_sure === true && guess.language !== chosen
  if (chosen !== null && needed && !isOther) return ''
  if (!needed) return say('guessNone')
  if (guess === null) return say('guessUnknown')
  const language = languageName(reader, guess.language)
  return say(guess.is_sure ? 'guessSure' : 'guessUnsure', { language })
}

/** Below the choice of the language: what gramd reads. A script asks again while somebody types. */
export const guessHint = (page: Page, post: Pick<Post, 'id' | 'language'>, guess: Guess) =>
  html`<p
    class="hint"
    id="language-guess"
    aria-live="polite"
    data-guesses="/console/posts/${post.id}/guess"
  >
    ${guessText(page, guess, post.language)}
  </p>`

export const readGuess = async (
  page: Page,
  { caption, first_comment }: { caption: string; first_comment: string },
): Promise<Guess> =>
  await page.ask('POST /api/caption-language', Guess, {
    body: { caption, first_comment: first_comment.trim() === '' ? null : first_comment },
  })

/** The sentence for a text that is being typed. */
export async function guessLanguage(page: Page): Promise<Response> {
  const form = await readForm(page)
  const text = (name: string): string => form.get(name) ?? ''
  const guess = await readGuess(page, {
    caption: text('caption'),
    first_comment: text('first_comment'),
  })
  return page.c.text(guessText(page, guess, text('language') || null))
}

/** Asks for the language of a caption, once, before the post can go out. */
export function languageQuestion(page: Page, post: Post, { accounts }: Plan) {
  const say = sayIn(page.language, languageWords)
  const guess = post.language_guess?.language
  const spoken = accounts.flatMap(({ language }) => language ?? [])
  return html`<form class="card" method="post" action="/console/posts/${post.id}/language">
    <h2>${say('question')}</h2>
    <p>${say('questionHint')}</p>
    <p class="post-caption">${post.caption}</p>
    ${select({
      name: 'language',
      label: say('question'),
      options: languageOptions(page, spoken),
      chosen: guess ?? accounts.find(({ language }) => language !== null)?.language ?? undefined,
    })}
    <footer>
      <button name="act" value="as_is">${say('answerAsIs')}</button>
      <button class="main" name="act" value="language">${say('answer')}</button>
    </footer>
  </form>`
}

/** Takes the answer, and goes on with the plan. */
export async function answerLanguage(page: Page): Promise<Response> {
  const form = await readForm(page)
  const post = await loadPost(page)
  const { accounts } = await page.ask(`GET /api/posts/${post.id}/plan`, Plan)
  const spoken = accounts.flatMap(({ language }) => language ?? [])
  const body =
    form.get('act') === 'as_is'
      ? { as_is: [...new Set([...post.as_is, ...spoken])] }
      : { language: form.get('language') }
  await page.ask(`PATCH /api/posts/${post.id}`, z.unknown(), { body })
  const say = sayIn(page.language, languageWords)
  return goTo(page, addressOfStep(post.id, 'plan'), say('answered'))
}

type Planned = Plan['accounts'][number]

/** Says of an account that it gets the caption as it is, or that it is translated after all. */
export function asIsForm(page: Page, post: Post, account: Planned) {
  if (!page.may('publishing:write')) return ''
  const say = sayIn(page.language, languageWords)
  const { id, username: name, origin } = account
  const isChosen = post.as_is.includes(id)
  const mayBe = origin === 'missing' || origin === 'outdated' || origin === 'doubtful'
  if (!isChosen && !mayBe) return ''
  return html`<form class="line" method="post" action="/console/posts/${post.id}/as-is" data-morph>
    <input type="hidden" name="key" value="${id}" />
    <button
      name="is"
      value="${isChosen ? 'no' : 'yes'}"
      aria-label="${say(isChosen ? 'notAsIsNamed' : 'asIsNamed', { name })}"
    >
      ${say(isChosen ? 'notAsIs' : 'asIs')}
    </button>
  </form>`
}

/** Of one account or language. */
export async function saveAsIs(page: Page): Promise<Response> {
  const form = await readForm(page)
  const { as_is: known } = await loadPost(page)
  const key = form.get('key') ?? ''
  const others = known.filter((each) => each !== key)
  const body = { as_is: form.get('is') === 'yes' ? [...others, key] : others }
  await page.ask(`PATCH /api/posts/${postId(page)}`, z.unknown(), { body })
  return goTo(page, addressOfStep(postId(page), 'plan'))
}

/** The language of what an account gets, where that is not its own; or that it goes out as written. */
export function spokenLine({ language: reader }: Page, account: Planned) {
  const say = sayIn(reader, languageWords)
  const { origin, caption_language: spoken, language, left_out: left } = account
  if (origin === 'as_is')
    return html`<small class="line"
      >${spoken === null ? say('publishedAsIsUnknown') : say('publishedAsIs', { language: languageName(reader, spoken) })}</small
    >`
  if (origin === 'missing' && left === null)
    return html`<small class="line">${say('willTranslate')}</small>`
  if (left !== null || spoken === null || spoken === language) return ''
  return html`<small class="line"
    >${say('inLanguage', { language: languageName(reader, spoken) })}</small
  >`
}
