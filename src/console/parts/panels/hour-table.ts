import { html } from 'hono/html'
import { translator } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { frameMessages } from '../../words/frame.ts'

type Rows = {
  /** Unique on the page. */
  id: string
  heads: readonly string[]
  rows: readonly { name: string; values: readonly string[] }[]
  note?: string
}

/** The exact values behind a figure, folded. */
export function hourTable({ language }: PageContext, { id, heads, rows, note }: Rows) {
  const t = translator(language, frameMessages)
  return html`<details id="${id}">
    <summary>${t('asTable')}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${t('asTable')}">
      <table class="list plain">
        <thead>
          <tr>
            <td></td>
            ${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, values }) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${values.map((value) => html`<td class="number" dir="auto">${value}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${note === undefined ? '' : html`<p class="quiet" dir="auto">${note}</p>`}
  </details>`
}
