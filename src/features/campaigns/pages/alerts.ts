import { html } from 'hono/html'
import type { IconName } from '../../../console/icons.ts'
import { creatorPath } from '../../../console/parts/creator-link.ts'
import { addressOf } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { external } from '../../../console/parts/external.ts'
import {
  nameOf,
  pathOf,
  type Alert,
  type Campaign,
  type Context,
  type CreatorOf,
  type Result,
  type Results,
} from './kit.ts'
import { ANSWERABLE } from './answerable.ts'
import { dayOf, formatWords, promisedWords } from './promised.ts'

/** The colour of an alert, and its sign. */
const SIGNS = {
  overdue: ['failed', 'warning'],
  not_labelled: ['failed', 'flag'],
  gone: ['failed', 'gone'],
  code_missing: ['warning', 'warning'],
  misspelt_mention: ['warning', 'warning'],
  label_removed: ['failed', 'flag'],
  caption_edited: ['pending', 'pending'],
  comments_off: ['pending', 'pending'],
} as const satisfies Record<Alert['kind'], readonly [IconName, IconName]>

/** Alerts that are not folded: more would push results below the first screen of a phone. */
const OPEN = 2

/** The alerts that need a person, worst first, all but two folded; noted ones last and grey. */
export function alertList(context: Context, campaign: Campaign, results: Results) {
  const { t } = context
  if (results.alerts.length === 0) return ''
  const rows = results.alerts.map((alert) => alertRow(context, campaign, results, alert))
  const folded = rows.slice(OPEN)
  return html`<section class="campaign-alerts" aria-label="${t('alerts')}">
    <ul>
      ${rows.slice(0, OPEN)}
    </ul>
    ${
      folded.length === 0
        ? ''
        : html`<details id="more-alerts">
            <summary>${t('moreAlerts', { n: folded.length })}</summary>
            <ul>
              ${folded}
            </ul>
          </details>`
    }
  </section>`
}

function alertRow(context: Context, campaign: Campaign, results: Results, alert: Alert) {
  const { t } = context
  const isNoted = alert.noted_at !== null
  const words = isNoted
    ? t('notedBy', { name: alert.noted_by?.name ?? t('common.unknown') })
    : t(`alert_${alert.kind}`)
  const [state, sign] = isNoted ? (['cancelled', 'done'] as const) : SIGNS[alert.kind]
  return html`<li id="alert-${alert.key}" class="${isNoted ? 'noted' : ''}">
    ${badge(state, words, sign)}
    <p>
      <a href="${addressOf(creatorPath(alert.blog.username, alert.blog.id))}" dir="auto"
        ><b>${nameOf(alert.blog)}</b></a
      >: ${sentenceOf(context, results, alert)}
      ${alert.note === null ? '' : html`<q dir="auto">${alert.note}</q>`}
      ${alert.url === null ? '' : external(alert.url, t('openPost'))}
    </p>
    ${context.may('lists:write') ? acts(context, campaign, alert) : ''}
  </li>`
}

/** Texts and formats of one language: that of the page, or of a message. */
export type Words = Pick<Context, 't' | 'formats'>

/** The facts that sentences about alerts have. */
export type Facts = {
  post: string
  what: string
  due: string
  gone: string
  since: string
  read: string
  expected: string
  found: string | null
}

const sentenceOf = (context: Context, results: Results, alert: Alert): string =>
  SENTENCES[alert.kind](context, factsOf(context, results, alert))

/** The facts of an alert in the words of the context. */
export function factsOf(context: Words, results: Results, alert: Alert): Facts {
  const creator = results.creators.find(({ blog }) => blog.id === alert.blog.id)
  const result = creator?.results.find(({ id }) => id === alert.result_id)
  return {
    ...promiseFacts(context, alert, creator),
    post: postWords(context, result),
    gone: dayOf(context, result?.gone_since ?? alert.since),
    since: dayOf(context, alert.since),
    expected: alert.expected ?? '',
    found: alert.found,
  }
}

function promiseFacts(context: Words, { since }: Alert, creator: CreatorOf | undefined) {
  const promised = creator?.promised ?? null
  return {
    what: promisedWords(context, promised) ?? context.t('aPost'),
    due: dayOf(context, promised?.due_at ?? since),
    read: lastRead(context, creator?.last_read_at ?? null),
  }
}

const postWords = (context: Words, result: Result | undefined): string =>
  result === undefined
    ? context.t('aPost')
    : context.t('postOf', {
        format: formatWords(context, result),
        day: dayOf(context, result.taken_at),
      })

const SENTENCES: Record<Alert['kind'], (context: Context, facts: Facts) => string> = {
  overdue: ({ t }, { what, due, read }) => t('says_overdue', { what, day: due, read }),
  not_labelled: ({ t }, { post }) => t('says_not_labelled', { post }),
  gone: ({ t }, { post, gone }) => t('says_gone', { post, day: gone }),
  code_missing: ({ t }, { post, expected, found }) =>
    found === null
      ? t('says_no_code', { post, code: expected })
      : t('says_other_code', { found, code: expected }),
  misspelt_mention: ({ t }, { expected, found }) =>
    t('says_misspelt_mention', { found: found ?? '', name: expected }),
  label_removed: ({ t }, { post, since }) => t('seen_label_removed', { post, day: since }),
  caption_edited: ({ t }, { post, since }) => t('seen_caption_edited', { post, day: since }),
  comments_off: ({ t }, { post, since }) => t('seen_comments_off', { post, day: since }),
}

/** When the creator was read last, in words. */
export const lastRead = ({ t, formats }: Words, at: string | null): string =>
  at === null ? t('neverRead') : t('lastRead', { time: formats.moment(new Date(at)) })

function acts({ t }: Context, campaign: Campaign, alert: Alert) {
  const path = pathOf(campaign)
  const isNoted = alert.noted_at !== null
  const isUnlabelled = alert.kind === 'not_labelled' && alert.result_id !== null && !isNoted
  return html`<div class="acts">
    ${
      isNoted || !ANSWERABLE.has(alert.kind)
        ? ''
        : html`<a
            class="button"
            href="${withQuery(`${path}/ask`, { key: alert.key })}"
            aria-label="${t('askOf', { name: nameOf(alert.blog) })}"
            data-dialog
            >${t('ask')}</a
          >`
    }
    ${
      alert.kind === 'overdue' && !isNoted
        ? html`<a class="button" href="${path}/promises/${alert.blog.id}" data-dialog
            >${t('moveDate')}</a
          >`
        : ''
    }
    ${
      isUnlabelled
        ? html`<form method="post" action="${path}/results/${alert.result_id}/label">
            <button>${t('itIsLabelled')}</button>
          </form>`
        : ''
    }
    <form method="post" action="${path}/note">
      <input type="hidden" name="key" value="${alert.key}" />
      <input type="hidden" name="noted" value="${isNoted ? 'false' : 'true'}" />
      <button>${isNoted ? t('notNoted') : t('noted')}</button>
    </form>
  </div>`
}
