import { html } from 'hono/html'
import { messageOf } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { auditWords } from '../../words/audit.ts'
import { picture } from '../picture.ts'
import { groupActs, type Acts } from './group-acts.ts'
import { actOf, namesThing, whoOf, type Entry } from './sentence.ts'

/** The pages of things by their kind. */
const PAGES: Readonly<Partial<Record<string, string>>> = {
  account: '/accounts/',
  creator: '/creators/',
  proxy: '/proxies/',
  group: '/groups/',
  list: '/lists/',
  product: '/products/',
  store: '/stores/',
  post: '/posts/',
  project: '/projects/',
  reel: '/reels/',
  user: '/users/',
}

/** Changes as sentences by day, newest first; `details` renders more below a line. */
export function activity(
  page: PageContext,
  entries: readonly Entry[],
  { details = () => '' }: { details?: (acts: Acts) => unknown } = {},
) {
  const { formats } = page
  const days = Map.groupBy(groupActs(entries), ([{ at }]) => formats.date(new Date(at)))
  return html`${[...days].map(
    ([day, groups]) =>
      html`<h3 class="quiet">${day}</h3>
        <ol class="activity">
          ${groups.map((acts) => line(page, acts, details(acts)))}
        </ol>`,
  )}`
}

function line(page: PageContext, acts: Acts, details: unknown) {
  const { formats, language } = page
  const [{ id, at }] = acts
  const who = whoOf(language, acts[0])
  const moment = new Date(at)
  const [before = '', between = '', after = ''] = (
    messageOf(language, auditWords, 'line') ?? ''
  ).split(/\{\w+\}/)
  return html`<li id="entry-${id}">
    ${picture({ hash: null, name: who, size: 26 })}
    <div>
      <p>
        ${before}<strong dir="auto">${who}</strong>${between}<span dir="auto"
          >${sentence(page, acts)}</span
        >${after}
      </p>
      ${details}
    </div>
    <time datetime="${at}" title="${formats.absolute(moment)}">${formats.clock(moment)}</time>
  </li>`
}

/** A sentence about one thing leads to it. */
function sentence({ language }: PageContext, acts: Acts) {
  const act = actOf(language, acts)
  const [{ subject }] = acts
  const path = subject === null ? undefined : PAGES[subject.kind]
  const name = subject?.name
  const isNamed = typeof name === 'string' && namesThing(language, acts[0])
  const at = isNamed ? act.indexOf(name) : -1
  if (acts.length > 1 || !subject || path === undefined || typeof name !== 'string' || at < 0)
    return act
  const link = `/console${path}${encodeURIComponent(subject.kind === 'creator' ? name : subject.ref)}`
  return html`${act.slice(0, at)}<a class="out" href="${link}">${name}</a
    >${act.slice(at + name.length)}`
}
