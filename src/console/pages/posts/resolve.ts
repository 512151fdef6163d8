import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import type { Execution } from './data.ts'
import { postsWords } from './words.ts'

/** Nobody knows whether the post is there: whoever looks at the account says so. */
export function resolveForms({ language }: Page, post: string, { id, username }: Execution) {
  const say = sayIn(language, postsWords)
  const action = `/console/posts/${post}/executions/${id}/resolve`
  return html`<div class="resolve">
    <p>${say('unknownHint', { name: username })}</p>
    <form method="post" action="${action}">
      <div class="field">
        <label for="permalink-${id}">${say('permalink')}</label>
        <input
          id="permalink-${id}"
          name="permalink"
          type="url"
          placeholder="https://www.instagram.com/p/…"
          autocomplete="off"
          required
        />
      </div>
      <button name="is" value="there">${say('isThere')}</button>
    </form>
    <form method="post" action="${action}">
      <button name="is" value="absent">${say('isAbsent')}</button>
    </form>
  </div>`
}
