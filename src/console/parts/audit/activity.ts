import { html } from 'hono/html'
import { messageOf } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { auditWords } from '../../words/audit.ts'
import { icon } from '../../icons.ts'
import { avatar } from '../picture.ts'
import { subjectPicture } from '../subject-picture.ts'
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
  const { formats, now } = page
  const days = Map.groupBy(groupActs(entries), ([{ at }]) => formats.recentDay(new Date(at), now))
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
  const [{ subject }] = acts
  const isPerson = subject?.kind === 'creator'
  const thumb = acts.length > 1 ? undefined : subjectPicture(page, acts[0], { isPerson, size: 26 })
  const moment = new Date(at)
  const [before = '', between = '', after = ''] = (
    messageOf(language, auditWords, 'line') ?? ''
  ).split(/\{\w+\}/)
  return html`<li id="entry-${id}">
    ${faceOf(acts[0], who)}
    <div>
      <p>
        ${before}<strong dir="auto">${who}</strong>${between}<span dir="auto"
          >${sentence(page, acts)}</span
        >${after}
      </p>
      ${details}
    </div>
    ${thumb ?? ''}
    <time datetime="${at}" title="${formats.absolute(moment)}">${formats.clock(moment)}</time>
  </li>`
}

/** The first letters of a person's names; gramd itself has a sign. */
function faceOf({ principal }: Entry, who: string) {
  if (principal === 'service')
    return html`<span class="picture avatar size-26" aria-hidden="true">${icon('settings')}</span>`
  const [first = '', second] = who.split(/\s+/)
  const initials = [first, second].flatMap((word) => Array.from(word ?? '')[0] ?? [])
  return avatar({ hash: null, name: who, letters: initials.join(''), size: 26 })
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
