import { html } from 'hono/html'
import { icon } from '../../../../console/icons.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { plainMark } from '../marks.ts'
import { newPostAt } from '../posts/editor/draft.ts'
import { thumbnail } from '../posts/media.ts'
import { postBadge, postTitle } from '../states.ts'
import type { AgendaPost, Context } from './kit.ts'

/** Accounts that a line names. */
const NAMED = 3
const HOUR_MS = 3_600_000
/** Hours without a post, by day, that are worth a line. */
const FREE_HOURS = 5
const [DAY_BEGINS, DAY_ENDS] = [8, 22]

type Day = { day: string; name: string; posts: readonly AgendaPost[]; isToday: boolean }

/** The posts of a day by time, with a line for now, and free hours of a day to come. */
export function dayList(page: Context, { day, name, posts, isToday }: Day) {
  const { t, formats, now } = page
  const done = posts.filter(({ status }) => isBegun(status)).length
  const coming = posts.length - done
  const next = posts.findIndex(({ at }) => at !== null && new Date(at) > now)
  const nowLine = html`<li class="now" aria-label="${t('now')}">
    <span>${formats.clock(now)}</span>
  </li>`
  return html`<section aria-labelledby="day-${day}">
    <div class="title">
      <h2 id="day-${day}">${name}</h2>
      <small
        >${done > 0 ? `${t('published', { n: done })} · ` : ''}${t('coming', { n: coming })}</small
      >
    </div>
    <ol class="panel going">
      ${posts.map(
        (post, at) =>
          html`${isToday && at === next ? nowLine : ''}
          ${isToday ? '' : freeHours(page, day, [posts[at - 1], post])} ${line(page, post)}`,
      )}
      ${isToday && next < 0 ? nowLine : ''}
      ${posts.length === 0 ? html`<li class="quiet">${t('nothing')}</li>` : ''}
    </ol>
  </section>`
}

const isBegun = (status: AgendaPost['status']): boolean =>
  ['posting', 'completed', 'partly_failed', 'failed'].includes(status)

function line(page: Context, post: AgendaPost) {
  const { formats, t } = page
  const { id, accounts, account_count: count, at, language } = post
  const more = count - Math.min(NAMED, accounts.length)
  return html`<li id="post-${id}" ${boolAttr(isBegun(post.status), 'data-past')}>
    <time>${at === null ? '' : formats.clock(new Date(at))}</time>
    ${thumbnail(post.media ?? undefined)}
    <div>
      <a class="name" href="/console/posts/${id}" dir="auto" lang="${language ?? ''}"
        >${postTitle(page, post)}</a
      >
      <small class="named-marks"
        >${accounts
          .slice(0, NAMED)
          .map(
            (account) => html`<span>${plainMark(account)}<bdi>@${account.username}</bdi></span> `,
          )}${more > 0 ? t('moreAccounts', { n: more }) : ''}</small
      >
    </div>
    ${state(page, post)}
  </li>`
}

/** On how many of its accounts a post is, once it was begun. */
function state(page: Context, post: AgendaPost) {
  const { t, formats } = page
  const { success = 0, failed = 0 } = post.executions
  const all = formats.number(post.account_count)
  if (post.status === 'completed') return badge('done', t('onAll', { n: success }))
  if (failed > 0 && success > 0) return badge('failed', t('onSome', { n: success, all }))
  return postBadge(page, post.status)
}

/** A line for hours without a post between two posts of the day, with a button for their middle. */
function freeHours(
  page: Context,
  day: string,
  [before, post]: [AgendaPost | undefined, AgendaPost],
) {
  const { t, formats, timeZone } = page
  if (before?.at == null || post.at === null) return ''
  const [from, until] = [new Date(before.at), new Date(post.at)]
  const hours = Math.floor((until.getTime() - from.getTime()) / HOUR_MS) - 1
  const hourOf = (at: Date) =>
    Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', timeZone }).format(at))
  if (hours < FREE_HOURS || hourOf(from) < DAY_BEGINS || hourOf(until) > DAY_ENDS) return ''
  return html`<li class="free">
    <span>${formats.clock(from)}–${formats.clock(until)}</span> ${t('freeHours', { n: hours })}
    ${postAt(page, day, Math.floor((hourOf(from) + hourOf(until)) / 2))}
  </li>`
}

/** Begins a post at an hour of a day. */
function postAt({ t, may }: Context, day: string, hour: number) {
  if (!may('publishing:write')) return ''
  const clock = `${String(hour).padStart(2, '0')}:00`
  const address = `/console${newPostAt(`${day}T${clock}`)}`
  return html`<a class="button" href="${address}"
    >${icon('plus')}${t('postAt', { time: clock })}</a
  >`
}
