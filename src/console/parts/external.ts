import { html } from 'hono/html'

/**
 * A link out of gramd that does not reveal where it comes from; for an invalid URL, only the text.
 */
export function external(url: string, text: string = url) {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:')
    return html`<span dir="auto">${text}</span>`
  return html`<a
    class="out"
    href="${parsed.href}"
    target="_blank"
    rel="noreferrer noopener nofollow"
    dir="auto"
    >${text}</a
  >`
}
