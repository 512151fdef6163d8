import { html } from 'hono/html'

/** A secret that is shown only once, and what to do with it. */
export const secretOnce = (title: string, secrets: readonly string[], advice: string) =>
  html`<section class="once" role="status">
    <h2>${title}</h2>
    ${secrets.map((secret) => html`<p><code>${secret}</code></p>`)}
    <p class="hint">${advice}</p>
  </section>`
