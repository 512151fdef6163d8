import { html } from 'hono/html'
import type { PageContext } from '../../page.ts'
import { translator } from '../../messages.ts'
import { frameMessages } from '../../words/frame.ts'

/**
 * An abbreviated number with the exact one in its title; a dash, with the reason in its title, for
 * an unknown one. `write` formats numbers that are not counts.
 */
export function number(
  { formats, language }: PageContext,
  value: number | null,
  write?: (value: number) => string,
  reason?: string,
) {
  if (value === null)
    return html`<small title="${reason ?? translator(language, frameMessages)('noValue')}"
      >–</small
    >`
  if (write) return html`<span>${write(value)}</span>`
  return html`<span title="${formats.number(value)}">${formats.compact(value)}</span>`
}
