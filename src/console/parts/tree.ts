import { html } from 'hono/html'
import type { Html } from '../page.ts'

/** Further entries of a list or object are counted, not shown. */
const MAX_CHILDREN = 200
/** Deeper values are shown as JSON. */
const DEEPEST = 6

/** Renders JSON as names and values. */
export function tree(value: unknown, depth = 0): Html | string {
  if (typeof value !== 'object' || value === null || depth >= DEEPEST)
    return html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`
  const entries = Object.entries(value)
  if (entries.length === 0) return html`<code>${Array.isArray(value) ? '[]' : '{}'}</code>`
  const left = entries.length - MAX_CHILDREN
  return html`<dl class="tree">
    ${entries.slice(0, MAX_CHILDREN).map(
      ([name, child]) =>
        html`<div>
          <dt><code>${name}</code></dt>
          <dd>${tree(child, depth + 1)}</dd>
        </div>`,
    )}
    ${
      left > 0
        ? html`<div>
            <dt>…</dt>
            <dd>+${left}</dd>
          </div>`
        : ''
    }
  </dl>`
}
