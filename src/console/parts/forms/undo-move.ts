import { html } from 'hono/html'
import { hiddenFields } from './bulk.ts'

type UndoMove = {
  /** Differs for each move, so that the offer of the next one starts again. */
  id: string
  action: string
  fields: Readonly<Record<string, string>>
  text: string
  label: string
  isFloating?: boolean
}

/** Says what was moved, and offers for ten seconds to take it back; the style hides it then. */
export const undoMove = ({ id, action, fields, text, label, isFloating = false }: UndoMove) =>
  html`<form
    class="undo${isFloating ? ' floating' : ''}"
    id="undo-${id}"
    method="post"
    action="${action}"
    data-morph
    role="status"
  >
    ${hiddenFields(fields)}
    <span dir="auto">${text}</span>
    <button>${label}</button>
  </form>`
