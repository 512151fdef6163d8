import { html } from 'hono/html'
import type { PageContext } from '../../page.ts'
import { copyButton } from './copy-button.ts'

/** A secret that is shown only once, with a button that copies it, and what to do with it. */
export const secretOnce = (
  { language }: PageContext,
  title: string,
  secrets: readonly string[],
  advice: string,
) =>
  html`<section class="once" role="status">
    <h2>${title}</h2>
    ${secrets.map((secret) => html`<p><code>${secret}</code></p>`)}
    ${copyButton(language, secrets.join('\n'))}
    <p class="hint">${advice}</p>
  </section>`
