import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { translator } from '../../messages.ts'
import { frameMessages } from '../../words/frame.ts'

/**
 * A number in short, exact in its title; a dash, with the reason as its title, for one that is not
 * known. `write` is for numbers that are no counts.
 */
export function number(
  { formats, language }: Page,
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
