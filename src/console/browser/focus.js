// After a refused form, people go on where the fault is.

const FIELDS = 'input:not([type=hidden]), select, textarea'

/**
 * The first faulty field; that of a group is its first one.
 * @param {Element} box
 */
function faultyField(box) {
  const invalid = box.querySelector('[aria-invalid="true"]')
  if (invalid) return invalid
  const note = box.querySelector('.fault[id]')
  const described = note && box.querySelector(`[aria-describedby~="${note.id}"]`)
  return described?.matches(FIELDS) ? described : described?.querySelector(FIELDS)
}

/**
 * Moves the focus to the first faulty field, else to the sentence that says why a form was refused.
 * @param {Element | null} box
 * @returns {boolean} whether there is any
 */
export function focusFault(box) {
  const field = box && faultyField(box)
  const found = field ?? box?.querySelector('.refused, [role=alert]')
  if (!(found instanceof HTMLElement)) return false
  if (!field) found.tabIndex = -1
  // A folded group of fields would hide it.
  const group = found.closest('details')
  if (group) group.open = true
  found.focus()
  return true
}
