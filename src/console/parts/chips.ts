import { html } from 'hono/html'
import type { PageContext } from '../page.ts'
import { translator } from '../messages.ts'
import { frameMessages } from '../words/frame.ts'

/** A part of the filter, and the URL without it. */
type Chip = { label: string; without: string }

/** Renders the active filter part by part; a click removes one. */
export function chips({ language }: PageContext, items: readonly Chip[]) {
  const t = translator(language, frameMessages)
  return items.map(
    ({ label, without }) =>
      html`<a class="chip" href="${without}" data-morph aria-label="${t('remove', { name: label })}"
        >${label} ×</a
      >`,
  )
}
