import { html } from 'hono/html'
import type { ProblemError } from '../../../../../console/user-client.ts'
import { icon } from '../../../../../console/icons.ts'
import { boolAttr } from '../../../../../console/parts/attributes.ts'
import { noteOf } from '../../../../../console/parts/forms/field.ts'
import type { Slot } from './caption-slot.ts'
import type { ComposeValues } from './form-values.ts'
import { counters } from './counters.ts'
import { languageRows } from './languages.ts'
import { isQuestion, languageOptions, languageSentence } from './language.ts'
import type { Context, Guess, Limits, Post } from '../kit.ts'

type CaptionPanel = {
  values: ComposeValues
  guess: Guess
  limits: Limits
  slots: readonly Slot[]
  /** No service translates: accounts without a caption in their language are skipped. */
  skips: boolean
  error: ProblemError | undefined
}

/** The caption with its language, and a row for each other language. */
export function captionPanel(page: Context, post: Post, panel: CaptionPanel) {
  const { t } = page
  const { values, guess, limits, slots, skips, error } = panel
  const fault = error?.reasonAt('caption')
  const language = values.language ?? guess.guess?.language ?? ''
  return html`<section class="panel padded" id="caption-panel" aria-labelledby="caption-title">
    <div class="title">
      <h2 id="caption-title">${t('caption')}</h2>
      ${languageChoice(page, post, { values, guess })}
    </div>
    <textarea
      id="caption"
      name="caption"
      rows="4"
      dir="auto"
      lang="${language}"
      aria-label="${t('caption')}"
      ${fault === undefined ? '' : html`aria-invalid="true" autofocus aria-describedby="caption-note"`}
    >
${values.caption}</textarea>
    ${noteOf({ name: 'caption', fault })}
    <div class="under-caption">
      ${counters(page, limits, { field: 'caption', text: values.caption })}
      <small>${t('editor.shownBeforeMore')}</small>
    </div>
    ${languageRows(page, post, { slots, limits, skips })}
  </section>`
}

/** Says which language the caption is in, with the choice of another. */
function languageChoice(
  page: Context,
  post: Post,
  { values, guess }: Pick<CaptionPanel, 'values' | 'guess'>,
) {
  const { t } = page
  const chosen = values.language
  const options = languageOptions(page, chosen === null ? [] : [chosen])
  const isOpen = isQuestion(guess, chosen)
  return html`<details class="language-choice" id="language-choice" ${boolAttr(isOpen, 'open')}>
    <summary>
      ${icon('globe')}<span
        id="language-guess"
        aria-live="polite"
        data-guesses="/console/posts/${post.id}/guess"
        >${languageSentence(page, guess, { chosen, isEmpty: values.caption.trim() === '' })}</span
      >
      · <u>${t('editor.change')}</u>
    </summary>
    <select id="language" name="language" aria-label="${t('language')}">
      ${[{ value: '', label: t('language.asRead') }, ...options].map(
        ({ value, label }) =>
          html`<option value="${value}" ${boolAttr(value === (chosen ?? ''), 'selected')}>
            ${label}
          </option>`,
      )}
    </select>
  </details>`
}
