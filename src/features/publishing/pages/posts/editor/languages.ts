import { html } from 'hono/html'
import type { IconName } from '../../../../../console/icons.ts'
import { messageOf } from '../../../../../console/messages.ts'
import { boolAttr } from '../../../../../console/parts/attributes.ts'
import { badge } from '../../../../../console/parts/badge.ts'
import { area } from '../../../../../console/parts/forms/field.ts'
import { messages } from '../../../texts/posts/index.ts'
import { counters } from './counters.ts'
import { isConfirmed, type Slot } from './caption-slot.ts'
import { changeBetween } from './older.ts'
import type { Caption, Context, Limits, Post } from '../kit.ts'

/** The states of a caption in a language, as its row and its accounts show them. */
type CaptionState =
  | 'as_is'
  | 'missing'
  | 'translating'
  | 'older'
  | 'doubtful'
  | 'to_confirm'
  | 'corrected'
  | 'translated'

const SIGNS: Record<CaptionState, IconName> = {
  as_is: 'flag',
  missing: 'unknown',
  translating: 'running',
  older: 'warning',
  doubtful: 'warning',
  to_confirm: 'person',
  corrected: 'done',
  translated: 'done',
}

/** Flags of a translation that does not read like its language. */
const DOUBTS = ['unchanged', 'wrong_language']

/** Returns the state of the caption of a language or account. */
function captionState(post: Post, { key, caption }: Pick<Slot, 'key' | 'caption'>) {
  if (post.as_is.includes(key)) return 'as_is'
  if (caption === undefined) return post.status === 'translating' ? 'translating' : 'missing'
  if (!caption.is_current) return 'older'
  if (caption.service === 'person') return isUnread(post, caption) ? 'to_confirm' : 'corrected'
  if (isConfirmed(caption)) return 'translated'
  if (caption.flags.some((flag) => DOUBTS.includes(flag))) return 'doubtful'
  return post.requires_review ? 'to_confirm' : 'translated'
}

const isUnread = (post: Post, caption: Caption): boolean =>
  post.requires_review && !isConfirmed(caption)

/** The state of a caption in words, with who is behind it. */
function stateBadge(page: Context, post: Post, slot: Pick<Slot, 'key' | 'caption'>) {
  const state: CaptionState = captionState(post, slot)
  return badge(SIGNS[state], stateWords(page, post, slot, state))
}

function stateWords(
  page: Context,
  post: Post,
  { key, caption }: Pick<Slot, 'key' | 'caption'>,
  state: CaptionState,
): string {
  const { t } = page
  switch (state) {
    case 'as_is': {
      const name = chooserOf(post, key)
      return name === undefined ? t('editor.asIs') : t('editor.asIsBy', { name })
    }
    case 'corrected': {
      const name = caption?.written_by?.name
      return name ? t('editor.correctedBy', { name }) : t('editor.corrected')
    }
    case 'translated':
      return translatedBy(page, caption?.service ?? '')
    default:
      return t(`editor.is_${state}`)
  }
}

function translatedBy({ t, language }: Context, service: string): string {
  if (service === 'none') return t('service_none')
  return t('translatedBy', {
    service: messageOf(language, messages, `service_${service}`) ?? service,
  })
}

/** The name of the person who chose that a text goes out as it is. */
export const chooserOf = ({ as_is_by: all }: Post, key: string): string | undefined =>
  all.find((chosen) => chosen.key === key)?.by?.name || undefined

/** A row for each language or account with another caption than the post's own. */
export function languageRows(
  page: Context,
  post: Post,
  { slots, limits, skips }: { slots: readonly Slot[]; limits: Limits; skips: boolean },
) {
  const { t } = page
  if (slots.length === 0) return ''
  const missing = slots.filter((slot) => captionState(post, slot) === 'missing')
  const mayWrite = page.may('publishing:write')
  return html`<ul class="languages" id="languages">
      ${slots.map((slot) => row(page, post, { slot, limits, skips, isOnly: missing.length < 2 }))}
    </ul>
    <p class="inline below-languages">
      ${
        missing.length > 1 && mayWrite && !skips
          ? html`<button name="act" value="translate">
              ${t('editor.translateAll', { n: missing.length })}
            </button>`
          : ''
      }
      <a class="link" href="/console/posts/${post.id}/captions">${t('editor.sideBySide')}</a>
    </p>`
}

type Row = {
  slot: Slot
  limits: Limits
  /** No service can translate: accounts without a caption are skipped. */
  skips: boolean
  /** Whether no other language is missing: then the row has the button. */
  isOnly: boolean
}

function row(page: Context, post: Post, { slot, limits, skips, isOnly }: Row) {
  const { key, label, caption } = slot
  const state = captionState(post, slot)
  const mayWrite = page.may('publishing:write')
  return html`<li id="caption-of-${key}">
    <div>
      <p class="strong" dir="auto">${label}</p>
      ${stateBadge(page, post, slot)}
    </div>
    <div>
      ${
        state === 'as_is' || caption === undefined
          ? html`<p class="quiet">${insteadOf(page, { slot, state, skips })}</p>`
          : html`<p class="two-lines" lang="${caption.language ?? ''}" dir="auto">
                ${caption.text}
              </p>
              ${state === 'older' ? olderThan(page, post, caption) : ''}`
      }
      ${flags(page, caption)}
    </div>
    ${mayWrite ? html`<div class="acts">${rowActs(page, { slot, state, skips, isOnly })}</div>` : ''}
    ${mayWrite && state !== 'as_is' ? editor(page, post, { slot, limits }) : ''}
  </li>`
}

type RowState = { slot: Slot; state: CaptionState; skips: boolean }

/** Says which text an account gets while there is no caption in its language. */
function insteadOf({ t }: Context, { slot: { username, failure }, state, skips }: RowState) {
  const name = `@${username}`
  if (state === 'as_is') return t('editor.getsOriginal', { name })
  if (failure !== undefined) return t('translationFailed', { reason: failure })
  if (state === 'translating') return t('isTranslating')
  return t(skips ? 'editor.nobodyTranslates' : 'editor.translatesBefore', { name })
}

/** The sentences that an older translation lacks, and those that the caption has no more. */
function olderThan(page: Context, post: Post, { source_caption: source, service }: Caption) {
  const { t, formats } = page
  const { added, removed } = changeBetween(source ?? post.caption, post.caption)
  const at = post.text_changed_at
  const lacks =
    at === null ? t('editor.lacks') : t('editor.lacksSince', { time: formats.moment(new Date(at)) })
  const lang = post.language ?? post.language_guess?.language ?? ''
  const marked = (sentences: readonly string[], tag: 'ins' | 'del') =>
    sentences.map((each) =>
      tag === 'ins'
        ? html`<ins lang="${lang}" dir="auto">${each}</ins> `
        : html`<del lang="${lang}" dir="auto">${each}</del> `,
    )
  if (added.length + removed.length === 0)
    return html`<p class="quiet">
      ${t(service === 'person' ? 'language.olderPerson' : 'language.olderMachine')}
    </p>`
  return html`${added.length === 0 ? '' : html`<p class="quiet">${lacks} ${marked(added, 'ins')}</p>`}
  ${removed.length === 0 ? '' : html`<p class="quiet">${t('editor.stillHas')} ${marked(removed, 'del')}</p>`}`
}

/** Why a person should look at a caption. */
const flags = ({ language }: Context, caption: Caption | undefined) =>
  [...(caption?.flags ?? []), ...(caption?.fault ? [caption.fault.rule] : [])]
    .filter((flag, at, all) => flag !== 'source_changed' && all.indexOf(flag) === at)
    .map(
      (flag) =>
        html`<p class="flag">
          ${badge('failed', messageOf(language, messages, `flag_${flag}`) ?? flag)}
        </p>`,
    )

type Act = 'not-as-is' | 'still' | 'renew' | 'translate' | 'as-is'

/** The acts in each state, besides writing. */
const ACTS: Record<CaptionState, readonly Act[]> = {
  as_is: ['not-as-is'],
  missing: ['translate', 'as-is'],
  translating: [],
  older: ['still', 'renew', 'as-is'],
  doubtful: ['still', 'renew', 'as-is'],
  to_confirm: ['still'],
  corrected: [],
  translated: [],
}

function rowActs(page: Context, { slot, state, skips, isOnly }: RowState & { isOnly: boolean }) {
  const { t } = page
  const { key, label, isLanguage, caption } = slot
  const isOffered: Record<Act, boolean> = {
    'not-as-is': true,
    // What a machine wrote for an older text, it writes again.
    still: state !== 'older' || caption?.service === 'person',
    renew: !skips,
    translate: isOnly && !skips,
    'as-is': isLanguage === true,
  }
  const words: Record<Act, string> = {
    'not-as-is': t('editor.translateInstead'),
    still: state === 'older' ? t('language.confirmAsIs') : t('editor.confirm'),
    renew: t('language.renew'),
    translate: t('editor.translateNow'),
    'as-is': t('editor.asIs'),
  }
  return ACTS[state]
    .filter((act) => isOffered[act])
    .map(
      (act) =>
        html`<button
          name="${act === 'translate' ? 'act' : act}"
          value="${act === 'translate' ? act : key}"
          aria-label="${words[act]}: ${label}"
        >
          ${words[act]}
        </button>`,
    )
}

/** Whether a refused form has another text than the stored one. */
const isOther = ({ typed, caption }: Slot): boolean =>
  typed !== undefined &&
  (typed.text !== (caption?.text ?? '') || (typed.comment ?? '') !== (caption?.comment ?? ''))

/** The field of a caption; it is a person's as soon as they leave it. */
function editor(page: Context, post: Post, { slot, limits }: Pick<Row, 'slot' | 'limits'>) {
  const { t } = page
  const { key, label, caption, start = '', typed } = slot
  const text = typed?.text ?? caption?.text ?? start
  return html`<details class="edit" id="edit-${key}" ${boolAttr(isOther(slot), 'open')}>
    <summary>
      <span class="button" aria-label="${t('editor.editNamed', { name: label })}"
        >${t(caption === undefined ? 'editor.write' : 'editor.edit')}</span
      >
    </summary>
    ${area({
      name: `text-${key}`,
      label: t('captionIn', { language: label }),
      value: text,
      isRequired: false,
      rows: 5,
    })}
    ${counters(page, limits, { field: `text-${key}`, text })}
    ${
      post.first_comment === null
        ? ''
        : area({
            name: `comment-${key}`,
            label: t('language.comment', { language: label }),
            value: typed?.comment ?? caption?.comment ?? '',
            isRequired: false,
            rows: 2,
          })
    }
    <button class="only-no-script" name="act" value="save">${t('save')}</button>
  </details>`
}
