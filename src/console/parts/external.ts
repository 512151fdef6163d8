import { html } from 'hono/html'

/** A link that leads out of gramd and tells nobody where from; of an address that is none, the text. */
export function external(url: string, text: string = url) {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:')
    return html`<span>${text}</span>`
  return html`<a
    class="out"
    href="${parsed.href}"
    target="_blank"
    rel="noreferrer noopener nofollow"
    >${text}</a
  >`
}
