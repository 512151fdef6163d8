import { html } from 'hono/html'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { proxyDownload } from '../../../../console/parts/download.ts'
import { layout } from '../../../../console/layout.ts'
import { addressWith, queryFor, filterOf, queryOf } from './filter.ts'
import type { Context } from './kit.ts'

const FORMATS = {
  excel: { format: 'csv', delimiter: 'semicolon', bom: 'true' },
  csv: { format: 'csv' },
  jsonl: { format: 'jsonl' },
} as const satisfies Record<string, Record<string, string>>

/** `GET /creators/export`: says how many rows there will be, and asks in which form. */
export async function chooseExport(page: Context): Promise<Response> {
  const { t } = page
  const filter = filterOf(page)
  const { count, capped } = await page.api.call('countBlogs', {
    query: { ...queryFor(filter), sort: undefined },
  })
  const choice = (name: string, value: string, label: string, isChosen: boolean) =>
    html`<label class="tick-field" dir="auto"
      ><input type="radio" name="${name}" value="${value}" ${isChosen ? 'checked' : ''} />
      ${label}</label
    >`
  const body = html`<form class="card" action="/console/creators/export/file">
    ${hiddenFields({ ...queryOf(filter), cursor: undefined, columns: undefined, view: undefined })}
    <p>${t(capped ? 'exportMany' : 'exportRows', { n: count })}</p>
    <fieldset class="file-kinds">
      <legend>${t('exportAs')}</legend>
      ${choice('as', 'excel', t('asExcel'), true)} ${choice('as', 'csv', t('asCsv'), false)}
      ${choice('as', 'jsonl', t('asJson'), false)}
    </fieldset>
    <label class="tick-field" dir="auto"
      ><input type="checkbox" name="every" value="true" /> ${t('everyColumn')}</label
    >
    <p class="hint">${t('exportHint')}</p>
    <footer>
      <a class="button" href="${addressWith(filter)}" data-close>${t('common.back')}</a>
      <button class="main">${t('exportDo')}</button>
    </footer>
  </form>`
  return page.c.html(await layout(page, { title: t('exportTitle'), body }))
}

/** `GET /creators/export/file`: read as fast as the browser takes it. */
export async function sendExport(page: Context): Promise<Response> {
  const { searchParams } = new URL(page.c.req.url)
  const as = Object.entries(FORMATS).find(([name]) => name === searchParams.get('as'))?.[1]
  const file = as ?? FORMATS.excel
  const columns =
    searchParams.has('every') && file.format === 'csv' ? { columns: 'all' as const } : {}
  const query = { ...queryFor(filterOf(page)), ...file, ...columns }
  return proxyDownload(await page.api.file('exportBlogs', { query }))
}
