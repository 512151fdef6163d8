import { html } from 'hono/html'
import { icon, type IconName } from '../icons.ts'

/** A state: icon, word and colour. */
export const badge = (state: IconName, word: string) =>
  html`<span class="badge" data-state="${state}">${icon(state)}${word}</span>`
