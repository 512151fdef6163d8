import { html } from 'hono/html'
import type { Context, Execution } from '../kit.ts'

/**
 * Asks a person to check the account and say whether the post is there, which gramd does not know.
 */
export function resolveForms({ t }: Context, post: string, { id, username }: Execution) {
  const action = `/console/posts/${post}/executions/${id}/resolve`
  return html`<div class="resolve">
    <p>${t('unknownHint', { name: username })}</p>
    <form method="post" action="${action}">
      <div class="field">
        <label for="permalink-${id}">${t('permalink')}</label>
        <input
          id="permalink-${id}"
          name="permalink"
          type="url"
          placeholder="https://www.instagram.com/p/…"
          autocomplete="off"
          required
        />
      </div>
      <button name="is" value="there">${t('isThere')}</button>
    </form>
    <form method="post" action="${action}">
      <button name="is" value="absent">${t('isAbsent')}</button>
    </form>
  </div>`
}
