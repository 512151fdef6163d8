import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { area, tickField } from '../../parts/field.ts'
import { sayIn, wordOf } from '../../words.ts'
import { counters } from './counters.ts'
import { isEditable, type Caption, type Limits, type Post } from './data.ts'
import { languageWords } from './language-words.ts'
import { feedCard } from './previews.ts'
import { postsWords } from './words.ts'

/** A caption beside the post's own: of a language, or of one account. */
export type Slot = {
  /** Of the API: a language or the id of an account. */
  key: string
  label: string
  /** An account that gets it. */
  username: string
  caption: Caption | undefined
  /** Why no service translated it, if it was asked to. */
  failure?: string | undefined
  /** With which its field begins where there is no caption yet. */
  start?: string
  /** It may be published as it is instead. */
  isLanguage?: boolean
}

/** The fields of one caption, with what a person should know of it. */
export function slotFields(
  page: Page,
  { post, limits }: { post: Post; limits: Limits },
  slot: Slot,
) {
  const { key, label, username, caption, failure, start = '' } = slot
  const say = sayIn(page.language, postsWords)
  const text = caption?.text ?? start
  return html`<section id="caption-of-${key}">
    <h2>${label}</h2>
    <p>${stateOf(page, caption)}</p>
    ${olderText(page, slot)}
    ${failure === undefined ? '' : html`<p class="flag">${say('translationFailed', { reason: failure })}</p>`}
    ${flagsOf(page, caption)}
    ${area({
      name: `text-${key}`,
      label: say('captionIn', { language: label }),
      value: text,
      hint: caption === undefined ? say('emptyIsOwn') : undefined,
      fault: faultOf(page, caption),
      isRequired: false,
      rows: 8,
    })}
    ${counters(page, limits, { field: `text-${key}`, text })}
    ${commentField(page, { post, limits }, slot)}
    ${tickField({
      name: `confirmed-${key}`,
      label: say('confirmed'),
      isChosen: isConfirmed(caption),
    })}
    ${
      slot.isLanguage === true && isEditable(post)
        ? tickField({
            name: `as-is-${key}`,
            label: sayIn(page.language, languageWords)('asIsIn'),
            isChosen: post.as_is.includes(key),
          })
        : ''
    }
    <details>
      <summary>${say('preview')}</summary>
      ${feedCard(post, {
        id: key,
        username,
        caption: text === '' ? post.caption : text,
        mirrors: `text-${key}`,
        otherwise: post.caption,
      })}
    </details>
  </section>`
}

/** Of the text that the post has now. */
export const isConfirmed = (caption: Caption | undefined): boolean =>
  caption !== undefined && caption.is_current && caption.confirmed_at !== null

/** That it was made of an older text, and what can be done about it. */
function olderText(page: Page, { key, label, caption }: Slot) {
  if (caption === undefined || caption.is_current) return ''
  const say = sayIn(page.language, languageWords)
  const isPerson = caption.service === 'person'
  const buttons =
    isPerson && page.may('publishing:write')
      ? html`<p>
          <button name="still" value="${key}">${say('confirmAsIs')}</button>
          <button
            name="renew"
            value="${key}"
            aria-label="${say('renewNamed', { language: label })}"
          >
            ${say('renew')}
          </button>
        </p>`
      : ''
  return html`<p class="flag">${badge('person', say('olderText'))}</p>
    <p class="hint">${say(isPerson ? 'olderPerson' : 'olderMachine')}</p>
    ${buttons}`
}

/** Where the post has a first comment. */
function commentField(
  page: Page,
  { post, limits }: { post: Post; limits: Limits },
  { key, label, caption }: Slot,
) {
  if (post.first_comment === null) return ''
  const field = `comment-${key}`
  const text = caption?.comment ?? ''
  return html`${area({
    name: field,
    label: sayIn(page.language, languageWords)('comment', { language: label }),
    value: text,
    hint: text === '' ? sayIn(page.language, postsWords)('emptyIsOwn') : undefined,
    isRequired: false,
    rows: 3,
  })}
  ${counters(page, limits, { field, text })}`
}

function stateOf({ language }: Page, caption: Caption | undefined) {
  const say = sayIn(language, postsWords)
  if (caption === undefined) return badge('pending', say('notWritten'))
  const by = wordOf(language, postsWords, `service_${caption.service}`) ?? caption.service
  const is = isConfirmed(caption)
  return html`${badge(is ? 'done' : 'person', say(is ? 'isConfirmed' : 'notConfirmed'))}
    <small>${by}</small>`
}

/** In the reader's words; the counters beside it have the numbers. */
function faultOf({ language }: Page, caption: Caption | undefined): string | undefined {
  const { rule, message } = caption?.fault ?? {}
  return rule === undefined ? undefined : (wordOf(language, postsWords, `flag_${rule}`) ?? message)
}

/** A flag of the limit that the field names as its fault is not repeated. */
const flagsOf = ({ language }: Page, caption: Caption | undefined) =>
  (caption?.flags ?? [])
    .filter((flag) => flag !== caption?.fault?.rule && flag !== 'source_changed')
    .map(
      (flag) =>
        html`<p class="flag">
          ${badge('failed', wordOf(language, postsWords, `flag_${flag}`) ?? flag)}
        </p>`,
    )
