import { html } from 'hono/html'
import { translator } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { frameMessages } from '../../words/frame.ts'

type Cell = string | { text: string; isNumber: true }

/** The exact values behind a figure, folded: for readers without a mouse, and for copying. */
export function asTable(
  page: PageContext,
  id: string,
  {
    label,
    head,
    rows,
  }: { label: string; head: readonly Cell[]; rows: readonly (readonly Cell[])[] },
) {
  const numeric = (cell: Cell) => (typeof cell === 'string' ? '' : 'number')
  const text = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text)
  return html`<details id="${id}-table">
    <summary>${translator(page.language, frameMessages)('asTable')}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${label}">
      <table class="list plain">
        <thead>
          <tr>
            ${head.map((cell) => html`<th class="${numeric(cell)}">${text(cell)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell) => html`<td class="${numeric(cell)}" dir="auto">${text(cell)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`
}

export const numberCell = (text: string): Cell => ({ text, isNumber: true })
