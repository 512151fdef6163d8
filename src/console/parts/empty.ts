import { html } from 'hono/html'

/** Explains an empty list: what belongs here, why there is none, and the one thing to do. */
export const empty = (title: string, remedy: unknown) =>
  html`<div class="empty">
    <h2>${title}</h2>
    <p>${remedy}</p>
  </div>`
