import { html } from 'hono/html'
import { dayIn } from '../../../../console/days.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { nameOf, type Context, type Work } from './kit.ts'

type Due = Work['due'][number]
type Campaign = Work['campaigns'][number]

/** The status that follows a member's own when its step is done. */
const NEXT = { candidate: 'contacted', contacted: 'agreed', agreed: 'published' } as const

/** The duties of the user on lists, by date; a button does the step. */
export function todo(page: Context, { due }: Work) {
  const { t } = page
  if (!page.may('lists:write')) return ''
  return html`<section class="panel todo">
    <h2 id="todo">
      ${t('todo')} ${due.length === 0 ? '' : html`<small>${t('ofMine', { n: due.length })}</small>`}
    </h2>
    ${
      due.length === 0
        ? html`<p class="hint">${t('nothingDue')}</p>`
        : html`<ul>
            ${due.map((each) => duty(page, each))}
          </ul>`
    }
  </section>`
}

function duty(page: Context, each: Due) {
  const { t } = page
  const { status, list, blog_id: blog, due_on: day } = each
  const isOpen = status === 'candidate' || status === 'contacted' || status === 'agreed'
  if (!isOpen || day === null) return ''
  const path = `/console/lists/${list.id}/members/${blog}`
  const isDue = day <= dayIn(page.now, page.timeZone)
  return html`<li id="due-${list.id}-${blog}" ${boolAttr(isDue, 'data-state="failed"')}>
    <div>
      <a href="${path}" data-dialog dir="auto">${t(`do_${status}`, { name: nameOf(each) })}</a>
      <small><span dir="auto">${list.name}</span> · ${dateText(page, day)}</small>
    </div>
    <form method="post" action="${path}/status" data-morph>
      <input type="hidden" name="back" value="/console" />
      <button
        name="status"
        value="${NEXT[status]}"
        title="${t('doneTitle', { status: t(`member.is_${NEXT[status]}`) })}"
      >
        ${t('done')}
      </button>
    </form>
  </li>`
}

const DAY_MS = 86_400_000

function dateText({ t, now, timeZone, formats }: Context, day: string): string {
  const today = dayIn(now, timeZone)
  if (day === today) return t('today')
  const late = Math.round((Date.parse(today) - Date.parse(day)) / DAY_MS)
  return late > 0 ? t('overdue', { n: late }) : formats.day(day)
}

/** The running campaigns with their progress and next dates. */
export function campaigns(page: Context, work: Work) {
  if (work.campaigns.length === 0) return ''
  return html`<section class="panel">
    <h2 id="campaigns">${page.t('campaigns')}</h2>
    <ul class="campaigns">
      ${work.campaigns.map((each) => campaign(page, each))}
    </ul>
  </section>`
}

function campaign(page: Context, { id, name, ends_at, by_member_status: by, ...rest }: Campaign) {
  const { t, formats, now, timeZone } = page
  const all = by.candidate + by.contacted + by.agreed + by.published
  const text =
    all === 0
      ? t('noMembers')
      : by.published > 0
        ? t('publishedOf', { n: by.published, all: formats.number(all) })
        : t('agreedOf', { n: by.agreed, all: formats.number(all) })
  const money = rest.agreed.map(({ currency, total }) => formats.amount(total, currency))
  const end = ends_at === null ? null : formats.nearDay(dayIn(new Date(ends_at), timeZone), now)
  return html`<li>
    <p class="line">
      <a class="name" href="/console/lists/${id}" dir="auto">${name}</a>
      ${end === null ? '' : html`<small>${t('until', { day: end })}</small>`}
    </p>
    <progress max="${Math.max(1, all)}" value="${by.published}" aria-label="${text}"></progress>
    <p>${[text, ...money].join(' · ')}</p>
    ${
      rest.next_dates.length === 0
        ? ''
        : html`<dl class="dates">
            ${rest.next_dates.map(
              ({ due_on, username }) =>
                html`<dt>${formats.nearDay(due_on, now)}</dt>
                  <dd><bdi>@${username}</bdi></dd>`,
            )}
          </dl>`
    }
  </li>`
}
