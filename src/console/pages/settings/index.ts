import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { ConsolePage, Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { facts } from '../../parts/facts.ts'
import { tabs } from '../../parts/tabs.ts'
import { notice, shell } from '../../shell.ts'
import { sayIn, wordOf } from '../../words.ts'
import { settingsWords } from './words.ts'

const Setting = z.object({
  group: z.string(),
  variable: z.string(),
  about: z.string(),
  is_secret: z.boolean(),
  is_set: z.boolean(),
  value: z.string().nullable(),
  default: z.string().nullable(),
  source: z.enum(['environment', 'file', 'default']).nullable(),
  warning: z.string().nullable(),
})
type Setting = z.output<typeof Setting>
const Settings = z.object({
  version: z.string(),
  roles: z.array(z.string()),
  uptime_seconds: z.int(),
  data: z.array(Setting),
})

async function show(page: Page): Promise<Response> {
  const say = sayIn(page.language, settingsWords)
  const found = await page.ask('GET /api/settings', Settings)
  const changed = found.data.filter(({ source }) => source !== 'default')
  const isChangedOnly = page.c.req.query('changed') === 'true'
  const shown = isChangedOnly ? changed : found.data
  const body = html`${facts([
    { label: say('version'), value: found.version },
    { label: say('roles'), value: found.roles.join(', ') },
    { label: say('uptime'), value: page.formats.duration(found.uptime_seconds * 1_000) },
    {
      label: say('changed'),
      value: page.formats.number(changed.length),
      aside: say('changedOf', { n: found.data.length }),
    },
  ])}
  ${tabs(say('which'), [
    { label: say('all'), href: '/console/settings', isCurrent: !isChangedOnly },
    {
      label: say('onlyChanged'),
      href: '/console/settings?changed=true',
      isCurrent: isChangedOnly,
      count: page.formats.number(changed.length),
    },
  ])}
  ${
    shown.length === 0
      ? empty(say('noneChanged'), say('noneChangedHint'))
      : [...Map.groupBy(shown, ({ group }) => group)].map(([title, rows]) =>
          group(page, title, rows),
        )
  }`
  return page.c.html(await shell(page, { title: say('title'), lead: say('lead'), body }))
}

function group(page: Page, title: string, rows: readonly Setting[]) {
  const say = sayIn(page.language, settingsWords)
  const name = wordOf(page.language, settingsWords, `group_${title}`) ?? title
  return html`<section class="settings">
    <h2>${name}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${name}">
      <table class="list plain">
        <thead>
          <tr>
            <th>${say('setting')}</th>
            <th>${say('value')}</th>
            <th>${say('source')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => setting(page, row))}
        </tbody>
      </table>
    </div>
  </section>`
}

function setting(page: Page, row: Setting) {
  const say = sayIn(page.language, settingsWords)
  const { variable, about, source, default: usual, value, warning } = row
  const isOwn = source !== 'default' && !row.is_secret && usual !== null && usual !== value
  return html`<tr id="${variable}">
    <td>
      <code>${variable}</code>
      <p lang="en">${withCode(about)}</p>
      ${warning === null ? '' : html`<div lang="en">${notice(warning)}</div>`}
    </td>
    <td>
      ${valueOf(page, row)}
      ${isOwn ? html`<small class="line">${say('default', { value: usual })}</small>` : ''}
    </td>
    <td>${say(`source_${source ?? 'unknown'}`)}</td>
  </tr>`
}

/** What stands between backticks is code. */
const withCode = (text: string) =>
  text.split('`').map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`))

function valueOf({ language }: Page, { is_secret: isSecret, is_set: isSet, value }: Setting) {
  const say = sayIn(language, settingsWords)
  if (isSecret)
    return html`<span title="${say('hidden')}">${say(isSet ? 'isSet' : 'isNotSet')}</span>`
  if (value === null) return html`<small>${say('isNotSet')}</small>`
  return html`<code>${value}</code>`
}

export const settings: ConsolePage = {
  path: '/settings',
  words: settingsWords,
  nav: { group: 'team', shape: 'settings', scope: 'system:read' },
  routes: [{ method: 'GET', path: '/settings', handle: show }],
}
