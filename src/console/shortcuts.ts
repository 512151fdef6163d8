import { html } from 'hono/html'
import type { Page } from './page.ts'
import { translator } from './messages.ts'
import { frameMessages } from './words/frame.ts'

/** The keys that `browser/keys.js` handles, and what each does. */
const SHORTCUTS = [
  ['/ · Ctrl K', 'key_search'],
  ['j · k', 'key_next'],
  ['x', 'key_choose'],
  ['Enter', 'key_open'],
  ['a · r · e', 'key_decide'],
  ['g o · t · a · c · b · r', 'key_go'],
  ['?', 'key_help'],
] as const

/** The list of keys, and its button, which works without scripts too. */
export function shortcuts({ language }: Page) {
  const say = translator(language, frameMessages)
  return {
    button: html`<button class="link only-script" popovertarget="keys">
      ${say('shortcuts')}
    </button>`,
    list: html`<div class="keys" id="keys" popover role="dialog" aria-labelledby="keys-title">
      <h2 id="keys-title">${say('shortcuts')}</h2>
      <dl>
        ${SHORTCUTS.map(
          ([keys, word]) =>
            html`<div>
              <dt><kbd>${keys}</kbd></dt>
              <dd>${say(word)}</dd>
            </div>`,
        )}
      </dl>
    </div>`,
  }
}
