import { html } from 'hono/html'
import { icon, type IconName } from '../icons.ts'

/** A state: icon, word and colour. `shape` is another icon than that of the state. */
export const badge = (state: IconName, word: string, shape: IconName = state) =>
  html`<span class="badge" data-state="${state}">${icon(shape)}${word}</span>`
