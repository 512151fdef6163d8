import { html } from 'hono/html'
import { shape, type ShapeName } from '../shapes.ts'

/** A state: icon, word and colour. */
export const badge = (state: ShapeName, word: string) =>
  html`<span class="badge" data-state="${state}">${shape(state)}${word}</span>`
