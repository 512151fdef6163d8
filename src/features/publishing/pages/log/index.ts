import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { messageOf } from '../../../../console/messages.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { checkboxField, field } from '../../../../console/parts/forms/field.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { time } from '../../../../console/parts/time.ts'
import { tree } from '../../../../console/parts/tree.ts'
import { layout } from '../../../../console/layout.ts'
import { messages } from '../../texts/log/index.ts'
import { definePage, type Account, type Context, type Line, type Sent } from './kit.ts'

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
/** The actions for readers who may see proxies. */
const PROXY_ACTIONS = ['check_proxy'] as const

const Filter = z.object({
  account: z.uuid().optional().catch(undefined),
  execution: z.uuid().optional().catch(undefined),
  post: z.uuid().optional().catch(undefined),
  action: z
    .enum([...ACTIONS, ...PROXY_ACTIONS])
    .optional()
    .catch(undefined),
  status: z.string().trim().min(1).max(40).optional().catch(undefined),
  /** Looks at proxies are most lines: they are listed on request. */
  proxy_checks: z.literal('true').optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

/** A filter that only they can pass wants them, too. */
const hasChecks = ({ action, proxy_checks: isOn }: Filter): 'true' | 'false' =>
  isOn === 'true' || action === 'check_proxy' ? 'true' : 'false'

async function showLog(page: Context): Promise<Response> {
  const { t } = page
  const filter = Filter.parse(page.c.req.query())
  const { cursor, ...query } = filter
  const [{ data, next_cursor: next }, { data: accounts }] = await Promise.all([
    page.api.call('listPublicationLog', { query: { ...filter, proxy_checks: hasChecks(filter) } }),
    page.api.call('listAccounts', { query: { limit: 200, purpose: 'publish' } }),
  ])
  const isFiltered = Object.values(query).some((value) => value !== undefined)
  const body = html`${filterForm(page, filter, accounts)}
  ${data.length > 0 ? table(page, data) : empty(t('none'), t(isFiltered ? 'noneSuch' : 'noneHint'))}
  ${pager(page, PATH, { filter: query, cursor, next, rows: data.length })}`
  const content = { title: t('title'), lead: t('lead'), body, isLive: true }
  return page.c.html(await layout(page, content))
}

function filterForm(page: Context, filter: Filter, accounts: readonly Account[]) {
  const { t } = page
  const published = accounts.flatMap(({ username, publishing }) =>
    publishing === null ? [] : [{ value: publishing.id, label: `@${username}` }],
  )
  return html`<form class="filter" action="${PATH}" data-morph>
    ${select({
      name: 'account',
      label: t('account'),
      options: [{ value: '', label: t('anyAccount') }, ...published],
      chosen: filter.account ?? '',
    })}
    ${select({
      name: 'action',
      label: t('action'),
      options: [
        { value: '', label: t('anyAction') },
        ...[...ACTIONS, ...(page.may('accounts:read') ? PROXY_ACTIONS : [])].map((value) => ({
          value,
          label: t(`action_${value}`),
        })),
      ],
      chosen: filter.action ?? '',
    })}
    ${field({ name: 'status', label: t('status'), value: filter.status ?? '', isRequired: false })}
    ${
      page.may('accounts:read')
        ? checkboxField({
            name: 'proxy_checks',
            label: t('withProxyChecks'),
            isChosen: filter.proxy_checks !== undefined,
          })
        : ''
    }
    <button>${page.t('common.filter')}</button>
  </form>`
}

function table(page: Context, rows: readonly Line[]) {
  const { t } = page
  return html`<table class="list cards log">
    <thead>
      <tr>
        <th>${t('account')}</th>
        <th>${t('action')}</th>
        <th>${t('status')}</th>
        <th class="number">${t('took')}</th>
        <th class="number">${t('when')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((line) => row(page, line))}
    </tbody>
  </table>`
}

function row(page: Context, line: Line) {
  const { t } = page
  const { id, route, action, status, duration_ms: ms, at, details, requests } = line
  return html`<tr id="line-${id}">
    <td>
      <strong>${nameOf(line)}</strong>
      <p>${t(`publishing.route_${route}`)}</p>
    </td>
    <td>${messageOf(page.language, messages, `action_${action}`) ?? action}</td>
    <td>
      ${messageOf(page.language, messages, `status_${status}`) ?? html`<code>${status}</code>`}
      ${
        Object.keys(details).length === 0 && requests.length === 0
          ? ''
          : html`<details id="details-${id}">
              <summary>${t('details')}</summary>
              ${Object.keys(details).length === 0 ? '' : tree(details)} ${sentList(page, requests)}
            </details>`
      }
    </td>
    <td class="number">${secondsOf(page, ms)}</td>
    <td class="number">${time(page, at)}</td>
  </tr>`
}

const nameOf = ({ username, proxy }: Line): string =>
  username === null ? (proxy ?? '') : `@${username}`

/** Shows the requests that were sent, in order, with the answers that refused them. */
function sentList(page: Context, requests: readonly Sent[]) {
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

const secondsOf = ({ t, formats }: Context, ms: number): string =>
  t('seconds', { n: formats.precise(ms / 1_000) })

function factsOf(page: Context, sent: Sent): string {
  const { t, formats } = page
  const size = (word: 'sent' | 'received', bytes: number | null): string[] =>
    bytes === null ? [] : [t(word, { n: formats.precise(Math.ceil(bytes / 100) / 10) })]
  return [
    sent.status === null ? t('noAnswer') : String(sent.status),
    secondsOf(page, sent.duration_ms),
    ...size('sent', sent.sent_bytes),
    ...size('received', sent.received_bytes),
  ].join(' · ')
}

export const logPage = definePage({
  path: '/publication-log',
  nav: { job: 'publish', shape: 'audit', scope: 'publishing:read' },
  routes: { 'GET /publication-log': showLog },
})
