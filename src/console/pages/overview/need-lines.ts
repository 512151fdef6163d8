import { html } from 'hono/html'
import type { IconName } from '../../icons.ts'
import { messageOf } from '../../messages.ts'
import { taskType } from '../../parts/task-type.ts'
import { causeWords } from '../../words/causes.ts'
import { actsOf } from './need-acts.ts'
import { factsOf } from './need-facts.ts'
import { KINDS, type Kind } from './need-kinds.ts'
import type { Line } from './other-lines.ts'
import type { Full, Need } from './report.ts'
import type { Context } from './kit.ts'

const SIGNS: Readonly<Record<Kind, IconName>> = {
  publications_unknown: 'unknown',
  publications_failed: 'failed',
  posts_missed: 'failed',
  proxies_dead: 'failed',
  proxies_blocked: 'failed',
  accounts_need_person: 'person',
  accounts_rest: 'resting',
  budget_spent: 'resting',
  budget_low: 'resting',
}

/** A cause in words; undefined for an alert. */
export function needLine(page: Context, need: Need, report: Full): Line | undefined {
  const kind = KINDS.find((each) => each === need.kind)
  if (kind === undefined) return undefined
  const [subject] = need.subjects
  return {
    id: `need-${kind}-${need.state ?? ''}-${need.code ?? ''}`,
    harm: need.harm,
    sign: SIGNS[kind],
    title: titleOf(page, kind, need),
    why: WHY[kind](page, need, report),
    ...factsOf(page, need),
    act: actsOf(page, kind, need, { subject, report }),
  }
}

function titleOf({ t, formats }: Context, kind: Kind, need: Need): string {
  const { count: n, subjects, spent, state } = need
  const name = subjects[0]?.name ?? ''
  const values = {
    n,
    name,
    requests: formats.number(spent?.requests ?? 0),
    of: formats.number(spent?.of ?? 0),
  }
  if (kind === 'accounts_need_person') {
    if (state === 'suspended') return t('need_accounts_suspended', values)
    if (state === 'needs_login') return t('need_accounts_logged_out', values)
  }
  return t(`need_${kind}`, values)
}

type Why = (page: Context, need: Need, report: Full) => unknown

const ofPosts =
  (key: 'why_publications_unknown' | 'why_publications_failed' | 'why_posts_missed'): Why =>
  (page, need) =>
    html`${posts(page, need)} ${page.t(key)}`

const WHY: Readonly<Record<Kind, Why>> = {
  publications_unknown: ofPosts('why_publications_unknown'),
  publications_failed: ofPosts('why_publications_failed'),
  posts_missed: ofPosts('why_posts_missed'),
  proxies_dead: (page, need) => html`${names(page, need)}${page.t('why_proxies_dead')}`,
  proxies_blocked: (page, need) => html`${names(page, need)}${page.t('why_proxies_blocked')}`,
  accounts_need_person: (page, need, report) =>
    html`${names(page, need)}${causeOf(page, need)} ${others(page, report)}`,
  accounts_rest: (page, need, report) =>
    html`${names(page, need)}${causeOf(page, need)} ${others(page, report)}`,
  budget_spent: spender,
  budget_low: spender,
}

/** Several things of one cause by name; one is named in the title. */
function names({ t, formats }: Context, { subjects, count }: Need): string {
  if (count === 1) return ''
  const sign = subjects[0]?.type === 'account' ? '@' : ''
  const listed = subjects.slice(0, 4).map(({ name }) => `${sign}${name}`)
  const more = count - listed.length
  const text = listed.join(', ')
  return `${more > 0 ? t('andMore', { names: text, more: formats.number(more) }) : text}. `
}

/** The post of the first publication as a link, with its account. */
function posts({ t, formats }: Context, { subjects, count }: Need) {
  const [first] = subjects
  if (first === undefined) return ''
  const link = html`<a class="out" href="/console/posts/${first.id}" dir="auto"
    >${first.name === '' ? t('noWords') : first.name}</a
  >`
  const account = first.account === null ? '' : html` · @${first.account}`
  const more = count > 1 ? ` ${t('andOthers', { more: formats.number(count - 1) })}` : ''
  return html`${link}${account}${more}.`
}

function causeOf({ language }: Context, { state, code }: Need): string {
  const cause = (key: string) => messageOf(language, causeWords, key)
  return cause(`${state}_${code ?? ''}`) ?? cause(code ?? '') ?? cause(state ?? '') ?? ''
}

/** How many accounts go on meanwhile. */
function others({ t }: Context, { accounts }: Full): string {
  return accounts.in_service === 0 ? t('noneGoesOn') : t('othersGoOn', { n: accounts.in_service })
}

/** The task that used most of a budget. */
function spender(page: Context, { spent }: Need) {
  const { t, formats, language } = page
  if (!spent?.most) return t('why_budget')
  const { task_id: id, task_type: type, username, requests } = spent.most
  const name = taskType(language, type)
  const text = username === null ? name : t('taskOf', { task: name, name: username })
  const task = page.may('tasks:read')
    ? html`<a class="out" href="/console/tasks/${id}" dir="auto">${text}</a>`
    : text
  return html`${task}:
  ${t('usedOfThem', { n: formats.number(requests), of: formats.number(spent.of) })}`
}
