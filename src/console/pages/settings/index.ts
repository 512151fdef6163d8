import { html } from 'hono/html'
import { empty } from '../../parts/empty.ts'
import { statList } from '../../parts/stat-list.ts'
import { tabs } from '../../parts/tabs.ts'
import { notice, layout } from '../../layout.ts'
import { definePage, type Context, type Setting } from './kit.ts'

async function show(page: Context): Promise<Response> {
  const { t } = page
  const found = await page.api.call('listSettings')
  const changed = found.data.filter(({ source }) => source !== 'default')
  const isChangedOnly = page.c.req.query('changed') === 'true'
  const listed = isChangedOnly ? changed : found.data
  const body = html`${statList([
    { label: t('version'), value: found.version },
    {
      label: t('roles'),
      value: found.roles.map((role) => page.findText(`role_${role}`) ?? role).join(', '),
    },
    { label: t('uptime'), value: page.formats.duration(found.uptime_seconds * 1_000) },
    {
      label: t('changed'),
      value: page.formats.number(changed.length),
      aside: t('changedOf', { n: found.data.length }),
    },
  ])}
  ${tabs(t('which'), [
    { label: t('all'), href: '/console/settings', isCurrent: !isChangedOnly },
    {
      label: t('onlyChanged'),
      href: '/console/settings?changed=true',
      isCurrent: isChangedOnly,
      count: page.formats.number(changed.length),
    },
  ])}
  ${
    listed.length === 0
      ? empty(t('noneChanged'), t('noneChangedHint'))
      : [...Map.groupBy(listed, ({ group }) => group)].map(([title, rows]) =>
          group(page, title, rows),
        )
  }`
  return page.c.html(await layout(page, { title: t('title'), lead: t('lead'), body }))
}

function group(page: Context, title: string, rows: readonly Setting[]) {
  const { t } = page
  const name = page.findText(`group_${title}`) ?? title
  return html`<section class="settings">
    <h2 dir="auto">${name}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${name}">
      <table class="list plain">
        <thead>
          <tr>
            <th>${t('setting')}</th>
            <th>${t('value')}</th>
            <th>${t('source')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => setting(page, row))}
        </tbody>
      </table>
    </div>
  </section>`
}

function setting(page: Context, row: Setting) {
  const { t } = page
  const { variable, source, default: usual, value, warning } = row
  const isOwn = source !== 'default' && !row.is_secret && usual !== null && usual !== value
  return html`<tr id="${variable}">
    <td>
      <code>${variable}</code>
      ${aboutOf(page, row)} ${warning === null ? '' : notice(t('unusual'))}
    </td>
    <td>
      ${valueOf(page, row)}
      ${isOwn ? html`<small class="line">${t('default', { value: usual })}</small>` : ''}
    </td>
    <td>${t(`source_${source ?? 'unknown'}`)}</td>
  </tr>`
}

/** Descriptions are in the English of the documentation: other languages quote them. */
function aboutOf({ t, language }: Context, { variable, about, warning }: Setting) {
  if (language === 'en') return html`<p>${withCode(about)} ${withCode(warning ?? '')}</p>`
  return html`<details id="about-${variable}">
    <summary>${t('about')}</summary>
    <code>${about} ${warning ?? ''}</code>
  </details>`
}

const CODE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+\W*$|^[a-z][a-z0-9]*:\/\//

/** Renders text between backticks, addresses and names of code as code. */
const withCode = (text: string) =>
  text.split('`').map((part, at) => (at % 2 === 0 ? part.split(/( )/).map(asRead) : asCode(part)))

const asCode = (text: string) => html`<code>${text}</code>`
const asRead = (word: string) => (CODE.test(word) ? asCode(word) : word)

function valueOf({ t }: Context, { is_secret: isSecret, is_set: isSet, value }: Setting) {
  if (isSecret) return html`<span title="${t('hidden')}">${t(isSet ? 'isSet' : 'isNotSet')}</span>`
  if (value === null) return html`<small>${t('isNotSet')}</small>`
  return html`<code>${value}</code>`
}

export const settings = definePage({
  path: '/settings',
  nav: { job: 'system', shape: 'settings', scope: 'system:read' },
  routes: { 'GET /settings': show },
})
