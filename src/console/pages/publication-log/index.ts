import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { ConsolePage, Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { field } from '../../parts/field.ts'
import { pager } from '../../parts/pager.ts'
import { select } from '../../parts/select.ts'
import { time } from '../../parts/time.ts'
import { tree } from '../../parts/tree.ts'
import { shell } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { publishingWords } from '../../words/publishing.ts'
import { Accounts } from '../groups/data.ts'
import { logWords } from './words.ts'

const PATH = '/console/publication-log'
const ACTIONS = [
  'upload',
  'commit',
  'look_up',
  'read_back',
  'comment',
  'remove',
  'quota',
  'login',
  'check_account',
] as const
/** For those who see proxies. */
const PROXY_ACTIONS = ['check_proxy'] as const

const Sent = z.object({
  method: z.string(),
  url: z.string(),
  status: z.int().nullable(),
  duration_ms: z.int(),
  sent_bytes: z.int().nullable(),
  received_bytes: z.int().nullable(),
  answer: z.string().nullable(),
})
type Sent = z.output<typeof Sent>

const Lines = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      username: z.string().nullable(),
      proxy: z.string().nullable(),
      route: z.enum(['official', 'private']),
      action: z.string(),
      status: z.string(),
      duration_ms: z.int(),
      details: z.record(z.string(), z.unknown()),
      requests: z.array(Sent),
    }),
  ),
  next_cursor: z.string().nullable(),
})
type Line = z.output<typeof Lines>['data'][number]

const Filter = z.object({
  account: z.uuid().optional().catch(undefined),
  execution: z.uuid().optional().catch(undefined),
  action: z
    .enum([...ACTIONS, ...PROXY_ACTIONS])
    .optional()
    .catch(undefined),
  status: z.string().trim().min(1).max(40).optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

async function showLog(page: Page): Promise<Response> {
  const say = sayIn(page.language, logWords)
  const filter = Filter.parse(page.c.req.query())
  const { cursor, ...kept } = filter
  const [{ data, next_cursor: next }, { data: accounts }] = await Promise.all([
    page.ask('GET /api/logs', Lines, { query: filter }),
    page.ask('GET /api/accounts', Accounts, { query: { limit: 200, purpose: 'publish' } }),
  ])
  const isFiltered = Object.values(kept).some((value) => value !== undefined)
  const body = html`${filterForm(page, filter, accounts)}
  ${data.length > 0 ? table(page, data) : empty(say('none'), say(isFiltered ? 'noneSuch' : 'noneHint'))}
  ${pager(page, PATH, { filter: kept, cursor, next })}`
  const content = { title: say('title'), lead: say('lead'), body, isLive: true }
  return page.c.html(await shell(page, content))
}

function filterForm(page: Page, filter: Filter, accounts: z.output<typeof Accounts>['data']) {
  const say = sayIn(page.language, logWords)
  const published = accounts.flatMap(({ username, publishing }) =>
    publishing === null ? [] : [{ value: publishing.id, label: `@${username}` }],
  )
  return html`<form class="filter" action="${PATH}" data-morph>
    ${select({
      name: 'account',
      label: say('account'),
      options: [{ value: '', label: say('anyAccount') }, ...published],
      chosen: filter.account ?? '',
    })}
    ${select({
      name: 'action',
      label: say('action'),
      options: [
        { value: '', label: say('anyAction') },
        ...[...ACTIONS, ...(page.may('accounts:read') ? PROXY_ACTIONS : [])].map((value) => ({
          value,
          label: say(`action_${value}`),
        })),
      ],
      chosen: filter.action ?? '',
    })}
    ${field({ name: 'status', label: say('status'), value: filter.status ?? '', isRequired: false })}
    <button>${sayIn(page.language, frameWords)('filter')}</button>
  </form>`
}

function table(page: Page, rows: readonly Line[]) {
  const say = sayIn(page.language, logWords)
  return html`<table class="list cards log">
    <thead>
      <tr>
        <th>${say('account')}</th>
        <th>${say('action')}</th>
        <th>${say('status')}</th>
        <th class="number">${say('took')}</th>
        <th class="number">${say('when')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((line) => row(page, line))}
    </tbody>
  </table>`
}

function row(page: Page, line: Line) {
  const say = sayIn(page.language, logWords)
  const routes = sayIn(page.language, publishingWords)
  const { id, route, action, status, duration_ms: ms, at, details, requests } = line
  return html`<tr id="line-${id}">
    <td>
      <strong>${nameOf(line)}</strong>
      <p>${routes(`route_${route}`)}</p>
    </td>
    <td>${wordOf(page.language, logWords, `action_${action}`) ?? action}</td>
    <td>
      ${wordOf(page.language, logWords, `status_${status}`) ?? html`<code>${status}</code>`}
      ${
        Object.keys(details).length === 0 && requests.length === 0
          ? ''
          : html`<details id="details-${id}">
              <summary>${say('details')}</summary>
              ${Object.keys(details).length === 0 ? '' : tree(details)} ${sentList(page, requests)}
            </details>`
      }
    </td>
    <td class="number">${page.formats.precise(ms / 1_000)} s</td>
    <td class="number">${time(page, at)}</td>
  </tr>`
}

const nameOf = ({ username, proxy }: Line): string =>
  username === null ? (proxy ?? '') : `@${username}`

/** What was sent, in order, with what was refused. */
function sentList(page: Page, requests: readonly Sent[]) {
  if (requests.length === 0) return ''
  return html`<dl class="tree requests">
    ${requests.map(
      (sent) =>
        html`<div>
          <dt>${sent.method}</dt>
          <dd>
            <code>${sent.url}</code>
            <p>${factsOf(page, sent)}</p>
            ${sent.answer === null ? '' : html`<code>${sent.answer}</code>`}
          </dd>
        </div>`,
    )}
  </dl>`
}

function factsOf({ language, formats }: Page, sent: Sent): string {
  const say = sayIn(language, logWords)
  const size = (word: 'sent' | 'received', bytes: number | null): string[] =>
    bytes === null ? [] : [say(word, { n: formats.precise(Math.ceil(bytes / 100) / 10) })]
  return [
    sent.status === null ? say('noAnswer') : String(sent.status),
    `${formats.precise(sent.duration_ms / 1_000)} s`,
    ...size('sent', sent.sent_bytes),
    ...size('received', sent.received_bytes),
  ].join(' · ')
}

export const publicationLog: ConsolePage = {
  path: '/publication-log',
  words: logWords,
  nav: { group: 'work', shape: 'audit', scope: 'publishing:read' },
  routes: [{ method: 'GET', path: '/publication-log', handle: showLog }],
}
