import { html } from 'hono/html'
import { translator, type Language } from '../../messages.ts'
import { frameMessages } from '../../words/frame.ts'

/** A button that copies a text; without scripts there is nothing to press. */
export function copyButton(language: Language, text: string) {
  const t = translator(language, frameMessages)
  return html`<button
    class="only-script"
    type="button"
    data-needs-scripts
    data-copy="${text}"
    data-copied="${t('copied')}"
  >
    ${t('copy')}
  </button>`
}
