import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { hiddenFields } from '../../parts/bulk.ts'
import { passOn } from '../../parts/download.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Count } from './creator.ts'
import { addressWith, askedOf, filterOf, queryOf } from './filter.ts'
import { creatorsWords } from './words.ts'

const FORMATS = {
  excel: { format: 'csv', delimiter: 'semicolon', bom: 'true' },
  csv: { format: 'csv' },
  jsonl: { format: 'jsonl' },
} as const satisfies Record<string, Record<string, string>>

/** `GET /creators/export`: says how many rows there will be, and asks in which form. */
export async function chooseExport(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const filter = filterOf(page)
  const { count, capped } = await page.ask('GET /api/blogs/count', Count, {
    query: { ...askedOf(filter), sort: undefined },
  })
  const choice = (name: string, value: string, label: string, isChosen: boolean) =>
    html`<label class="tick-field"
      ><input type="radio" name="${name}" value="${value}" ${isChosen ? 'checked' : ''} />
      ${label}</label
    >`
  const body = html`<form class="card" action="/console/creators/export/file">
    ${hiddenFields({ ...queryOf(filter), cursor: undefined, columns: undefined, view: undefined })}
    <p>${say(capped ? 'exportMany' : 'exportRows', { n: count })}</p>
    <fieldset class="file-kinds">
      <legend>${say('exportAs')}</legend>
      ${choice('as', 'excel', say('asExcel'), true)} ${choice('as', 'csv', say('asCsv'), false)}
      ${choice('as', 'jsonl', say('asJson'), false)}
    </fieldset>
    <label class="tick-field"
      ><input type="checkbox" name="every" value="true" /> ${say('everyColumn')}</label
    >
    <p class="hint">${say('exportHint')}</p>
    <footer>
      <a class="button" href="${addressWith(filter)}" data-close
        >${sayIn(page.language, frameWords)('back')}</a
      >
      <button class="main">${say('exportDo')}</button>
    </footer>
  </form>`
  return page.c.html(await shell(page, { title: say('exportTitle'), body }))
}

/** `GET /creators/export/file`: read as fast as the browser takes it. */
export async function sendExport(page: Page): Promise<Response> {
  const { searchParams } = new URL(page.c.req.url)
  const as = Object.entries(FORMATS).find(([name]) => name === searchParams.get('as'))?.[1]
  const file = as ?? FORMATS.excel
  const columns = searchParams.has('every') && file.format === 'csv' ? { columns: 'all' } : {}
  const query = { ...askedOf(filterOf(page)), ...file, ...columns }
  return passOn(await page.askFile('GET /api/blogs/export', { query }))
}
