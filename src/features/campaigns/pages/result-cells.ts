import { html } from 'hono/html'
import { badge } from '../../../console/parts/badge.ts'
import { external } from '../../../console/parts/external.ts'
import { officialNumbers } from '../../../console/parts/official-numbers.ts'
import { picture } from '../../../console/parts/picture.ts'
import { sparkline } from '../../../console/parts/figures/sparkline.ts'
import { pathOf, type Campaign, type Context, type Result } from './kit.ts'
import { dayOf, formatWords } from './promised.ts'

const AGES = [
  [1, 'day_1'],
  [3, 'day_3'],
  [7, 'day_7'],
] as const

/** The post with the words and the sign by which it was recognised. */
export function publishedCell(context: Context, campaign: Campaign, result: Result) {
  const { t, formats } = context
  const taken = new Date(result.taken_at)
  return html`<div class="result">
    ${picture({ hash: result.picture, name: formatWords(context, result), size: 40 })}
    <div>
      <b>${formatWords(context, result)}</b> ${formats.moment(taken)}
      ${result.author === null ? '' : html`<br /><small>${t('by', { name: `@${result.author}` })}</small>`}
      <blockquote>
        ${result.quote === null ? '' : html`<q dir="auto">${result.quote}</q>`}
        <small>${t('recognisedBy', { signs: signsOf(context, result) })}</small>
      </blockquote>
      ${goneWords(context, result)}
      <details>
        <summary>${t('more')}</summary>
        ${result.url === null ? '' : external(result.url, t('openPost'))}
        ${changesOf(context, result)}
        ${context.may('lists:write') ? untieForm(context, campaign, result) : ''}
      </details>
    </div>
  </div>`
}

const signsOf = ({ t }: Context, { sign, signs }: Result): string => {
  const all = [sign, ...signs.map((each) => each.sign).filter((each) => each !== sign)]
  return all.map((each) => t(`sign_${each}`)).join(', ')
}

function goneWords(context: Context, { gone_since: since }: Result) {
  const { t } = context
  if (since === null) return ''
  return html`<p>
    ${badge('failed', t('alert_gone'), 'gone')}
    <small>${t('goneSince', { day: dayOf(context, since) })}</small>
  </p>`
}

function changesOf({ t, formats }: Context, { changes }: Result) {
  const edits = changes.filter(({ kind }) => kind === 'caption_edited')
  if (edits.length === 0) return ''
  return html`<ul>
    ${edits.map(
      ({ at, before, after }) =>
        html`<li>
          <small>${t('editedAt', { time: formats.moment(new Date(at)) })}</small>
          <del dir="auto">${before ?? ''}</del> <ins dir="auto">${after ?? ''}</ins>
        </li>`,
    )}
  </ul>`
}

const untieForm = ({ t }: Context, campaign: Campaign, { id }: Result) =>
  html`<form method="post" action="${pathOf(campaign)}/results/${id}/untie">
    <button class="remove">${t('untie')}</button>
  </form>`

/** Whether the post says that it is advertising, and how. */
export function labelCell({ t }: Context, result: Result) {
  const { label, label_quote: quote, label_confirmed_by: by, is_labelled, format } = result
  if (by !== null) return html`${badge('done', t('labelConfirmed'))}<br /><small>${by}</small>`
  if (label !== null)
    return html`${badge('done', t(`label_${label}`))}
    ${quote === null ? '' : html`<br /><small dir="auto">${quote}</small>`}`
  if (is_labelled || format === 'story') return html`<small>–</small>`
  return html`${badge('failed', t('labelMissing'))}<br /><small>${t('labelMissingHint')}</small>`
}

/** Meta's numbers; the line above the table names accounts that are not connected. */
const officialOf = (context: Context, result: Result) =>
  result.official.reason === 'not_connected' ? '' : officialNumbers(context, result)

/** The numbers at the ages of one, three and seven days, and now. */
export function dayCells(context: Context, result: Result) {
  const { t, formats } = context
  const { basis, now, readings } = result
  if (basis === null) return html`<small>${t('noCounts')}</small> ${officialOf(context, result)}`
  const values = readings.map(({ views, plays, likes, comments }) =>
    basis === 'views' ? (views ?? plays) : likes === null ? null : likes + (comments ?? 0),
  )
  return html`<div class="days">
    ${values.length > 1 ? sparkline(values, t(`measured_${basis}`)) : ''}
    <dl>
      ${AGES.map(
        ([n, key]) =>
          html`<div>
            <dt>${t('day', { n })}</dt>
            <dd>${ageWords(context, result.at_ages[key])}</dd>
          </div>`,
      )}
    </dl>
    <small
      >${
        now.value === null
          ? t(`measured_${basis}`)
          : t(`now_${basis}`, { value: formats.number(now.value) })
      }</small
    >
    ${officialOf(context, result)}
  </div>`
}

function ageWords(context: Context, at: Result['at_ages']['day_1']) {
  const { t, formats } = context
  if (at.value !== null) return html`<b>${formats.compact(at.value)}</b>`
  if (at.reason === null || at.reason === 'not_reached') return dayOf(context, at.on)
  return t(`why_${at.reason}`)
}
