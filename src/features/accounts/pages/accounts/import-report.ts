import { stringify } from 'csv-stringify/sync'
import { html } from 'hono/html'
import { parseJson } from '../../../../base/text.ts'

import { z } from '../../../../http/router.ts'
import { readPageBytes } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { statList } from '../../../../console/parts/stat-list.ts'
import type { IconName } from '../../../../console/icons.ts'
import type { Context, ImportLine, ImportReport } from './kit.ts'
import { faultText } from '../../../../console/words/faults.ts'

const SIGNS: Readonly<Record<ImportLine['result'], IconName>> = {
  new: 'pending',
  added: 'done',
  known: 'cancelled',
  invalid: 'failed',
}

export function reportOf(page: Context, report: ImportReport) {
  const { t, formats } = page
  return html`<section aria-labelledby="report">
    <h2 id="report">${t(report.dry_run ? 'add.checked' : 'add.done')}</h2>
    ${statList([
      {
        label: t(report.dry_run ? 'add.fact_new' : 'add.fact_added'),
        value: formats.number(report.new),
      },
      { label: t('add.fact_known'), value: formats.number(report.known) },
      { label: t('add.fact_invalid'), value: formats.number(report.invalid) },
    ])}
    ${
      report.ignored_columns.length === 0
        ? ''
        : html`<p class="hint">
            ${t('add.ignored', { names: report.ignored_columns.join(', ') })}
          </p>`
    }
    ${
      report.check_task_id === null
        ? ''
        : html`<p>
            ${t('add.beingChecked')}
            <a href="/console/tasks/${report.check_task_id}">${t('add.seeCheck')}</a>
          </p>`
    }
    <div class="scroll" tabindex="0" role="region" aria-label="${t('add.lines')}">
      <table class="list plain">
        <thead>
          <tr>
            <th class="number">${t('add.line')}</th>
            <th>${t('add.result')}</th>
            <th>${t('add.account')}</th>
            <th>${t('add.brings')}</th>
            <th>${t('add.proxy')}</th>
            <th>${t('add.remedy')}</th>
          </tr>
        </thead>
        <tbody>
          ${report.lines.map((line) => row(page, line))}
        </tbody>
      </table>
    </div>
    ${download(page, report)}
  </section>`
}

function row(page: Context, line: ImportLine) {
  const { t, formats } = page
  const { username, id, source, errors } = line
  const name = username === null ? '–' : `@${username}`
  return html`<tr>
    <td class="number">${formats.number(line.line)}</td>
    <td>${badge(SIGNS[line.result], t(`add.is_${line.result}`))}</td>
    <td>${id === null ? name : html`<a href="/console/accounts/${id}" dir="auto">${name}</a>`}</td>
    <td>${source === null ? '–' : t(`add.source_${source}`)}</td>
    <td>${line.proxy ?? html`<small>${t('add.ownProxy')}</small>`}</td>
    <td>${errors.map((each) => faultLine(page, each))}</td>
  </tr>`
}

/** The column is named as the file names it. */
const faultLine = ({ language }: Context, fault: ImportLine['errors'][number]) =>
  html`<p><code dir="auto">${fault.field}</code>: ${faultText(language, fault)}</p>`

/** The report comes back with the request: it is stored nowhere. */
function download({ t }: Context, { lines }: ImportReport) {
  const rows = lines.map(({ line, username, result, errors }) => ({
    line,
    username,
    result,
    errors,
  }))
  return html`<form method="post" action="/console/accounts/import-report">
    <input type="hidden" name="lines" value="${JSON.stringify(rows)}" />
    <button>${t('add.download')}</button>
  </form>`
}

const LARGEST_REPORT_BYTES = 4 * 1024 * 1024
const Reported = z.array(
  z.object({
    line: z.int(),
    username: z.string().nullable(),
    result: z.string(),
    errors: z.array(z.object({ field: z.string(), reason: z.string() })),
  }),
)

/** The lines of a report as a file. */
export async function downloadReport(page: Context): Promise<Response> {
  const { c } = page
  const bytes = await readPageBytes(page, LARGEST_REPORT_BYTES)
  const form = new URLSearchParams(Buffer.from(bytes).toString('utf8'))
  const lines = Reported.safeParse(parseJson(form.get('lines') ?? ''))
  const rows = (lines.data ?? []).map(({ line, username, result, errors }) => [
    line,
    username,
    result,
    errors.map(({ field, reason }) => `${field}: ${reason}`).join('; '),
  ])
  const text = stringify([['line', 'username', 'result', 'remedy'], ...rows], {
    escape_formulas: true,
    record_delimiter: 'windows',
  })
  return c.body(`\uFEFF${text}`, 200, {
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="accounts-report.csv"',
  })
}
