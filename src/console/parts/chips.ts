import { html } from 'hono/html'
import type { Page } from '../page.ts'
import { sayIn } from '../words.ts'
import { frameWords } from '../words/frame.ts'

/** A part of the filter, and the address without it. */
type Chip = { label: string; without: string }

/** The filter in force, part by part; each is taken away by a click. */
export function chips({ language }: Page, given: readonly Chip[]) {
  const say = sayIn(language, frameWords)
  return given.map(
    ({ label, without }) =>
      html`<a
        class="chip"
        href="${without}"
        data-morph
        aria-label="${say('remove', { name: label })}"
        >${label} ×</a
      >`,
  )
}
