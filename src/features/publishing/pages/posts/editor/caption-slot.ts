import { html } from 'hono/html'
import type { Texts } from '../../../../../console/edit-conflict.ts'
import { badge } from '../../../../../console/parts/badge.ts'
import { area, checkboxField } from '../../../../../console/parts/forms/field.ts'
import { messageOf } from '../../../../../console/messages.ts'
import { messages } from '../../../texts/posts/index.ts'
import { counters } from './counters.ts'
import { feedCard } from './feed-card.ts'
import type { Caption, Context, Limits, Post } from '../kit.ts'
import { isEditable } from '../read.ts'

/** A caption beside the post's own: of a language, or of one account. */
export type Slot = {
  /** The API's key of the caption: a language or the id of an account. */
  key: string
  label: string
  /** An account that gets it. */
  username: string
  caption: Caption | undefined
  /** Why no service translated it, if it was asked to. */
  failure?: string | undefined
  /** The text that its field begins with where there is no caption yet. */
  start?: string
  /** The text and comment of a form that was refused. */
  typed?: { text: string | undefined; comment: string | undefined }
  /** Whether the caption may be published as it is instead. */
  isLanguage?: boolean
}

/** Returns a slot with what a refused form has for it. */
export function withTyped(slot: Slot, texts: Texts | undefined): Slot {
  const [text, comment] = [texts?.[`text-${slot.key}`], texts?.[`comment-${slot.key}`]]
  return text === undefined ? slot : { ...slot, typed: { text, comment } }
}

/** The fields of one caption, with what a person should know of it. */
export function slotFields(
  page: Context,
  { post, limits }: { post: Post; limits: Limits },
  slot: Slot,
) {
  const { key, label, username, caption, failure, start = '', typed } = slot
  const { t } = page
  const text = typed?.text ?? caption?.text ?? start
  return html`<section id="caption-of-${key}">
    <h2>${label}</h2>
    <p>${stateOf(page, caption)}</p>
    ${olderText(page, slot)}
    ${failure === undefined ? '' : html`<p class="flag">${t('translationFailed', { reason: failure })}</p>`}
    ${flagsOf(page, caption)}
    ${area({
      name: `text-${key}`,
      label: t('captionIn', { language: label }),
      value: text,
      hint: caption === undefined ? t('emptyIsOwn') : undefined,
      fault: faultOf(page, caption),
      isRequired: false,
      rows: 8,
    })}
    ${counters(page, limits, { field: `text-${key}`, text })}
    ${commentField(page, { post, limits }, slot)}
    ${checkboxField({
      name: `confirmed-${key}`,
      label: t('confirmed'),
      isChosen: isConfirmed(caption),
    })}
    ${
      slot.isLanguage === true && isEditable(post)
        ? checkboxField({
            name: `as-is-${key}`,
            label: page.t('language.asIsIn'),
            isChosen: post.as_is.includes(key),
          })
        : ''
    }
    <details>
      <summary>${t('preview')}</summary>
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

/** Returns whether a person has confirmed the caption, for the text that the post has now. */
export const isConfirmed = (caption: Caption | undefined): boolean =>
  caption !== undefined && caption.is_current && caption.confirmed_at !== null

/** Says that the caption was made of an older text, and what can be done about it. */
function olderText(page: Context, { key, label, caption }: Slot) {
  const { t } = page
  if (caption === undefined || caption.is_current) return ''
  const isPerson = caption.service === 'person'
  const buttons =
    isPerson && page.may('publishing:write')
      ? html`<p>
          <button name="still" value="${key}">${t('language.confirmAsIs')}</button>
          <button
            name="renew"
            value="${key}"
            aria-label="${t('language.renewNamed', { language: label })}"
          >
            ${t('language.renew')}
          </button>
        </p>`
      : ''
  return html`<p class="flag">${badge('person', t('language.olderText'))}</p>
    <p class="hint">${t(isPerson ? 'language.olderPerson' : 'language.olderMachine')}</p>
    ${buttons}`
}

/** Shows the field for the first comment, if the post has one. */
function commentField(
  page: Context,
  { post, limits }: { post: Post; limits: Limits },
  { key, label, caption, typed }: Slot,
) {
  if (post.first_comment === null) return ''
  const field = `comment-${key}`
  const text = typed?.comment ?? caption?.comment ?? ''
  return html`${area({
    name: field,
    label: page.t('language.comment', { language: label }),
    value: text,
    hint: text === '' ? page.t('emptyIsOwn') : undefined,
    isRequired: false,
    rows: 3,
  })}
  ${counters(page, limits, { field, text })}`
}

function stateOf({ t, language }: Context, caption: Caption | undefined) {
  if (caption === undefined) return badge('pending', t('notWritten'))
  const by = messageOf(language, messages, `service_${caption.service}`) ?? caption.service
  const is = isConfirmed(caption)
  return html`${badge(is ? 'done' : 'person', t(is ? 'isConfirmed' : 'notConfirmed'))}
    <small>${by}</small>`
}

/** Returns the fault in the reader's words; the counters beside it have the numbers. */
function faultOf({ language }: Context, caption: Caption | undefined): string | undefined {
  const { rule, message } = caption?.fault ?? {}
  return rule === undefined ? undefined : (messageOf(language, messages, `flag_${rule}`) ?? message)
}

/** A flag of the limit that the field names as its fault is not repeated. */
const flagsOf = ({ language }: Context, caption: Caption | undefined) =>
  (caption?.flags ?? [])
    .filter((flag) => flag !== caption?.fault?.rule && flag !== 'source_changed')
    .map(
      (flag) =>
        html`<p class="flag">
          ${badge('failed', messageOf(language, messages, `flag_${flag}`) ?? flag)}
        </p>`,
    )
