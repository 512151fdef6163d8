// A form that is saved when one of its fields is left; before its first letter, nothing is. Without
// scripts, its buttons save it.

import { isSameUser, settle, textsOf } from './typed.js'
import { parse } from './parse.js'
import { show } from './visit.js'

const FORM = 'form[data-saves]'

/** One after another: the answer to an older text must not come last. */
let saving = Promise.resolve()

/** @param {HTMLFormElement} form */
async function save(form) {
  // A choice between two texts is saved by its button.
  if (!form.isConnected || form.querySelector('.conflict')) return
  const body = textsOf(form)
  try {
    const answer = await fetch(form.action, { method: 'POST', body })
    const page = parse(await answer.text())
    settle(form, body, answer, page)
    // The post has its address from the first letter on.
    show(page, answer, {
      entry: new URL(form.action).pathname.endsWith('/new') ? 'replace' : undefined,
      // After a session that has ended, the next page asks to sign in.
      isNews: isSameUser(page),
    })
  } catch {
    // It is saved when the next field is left, or by a button, which says what is wrong.
  }
}

/** @param {HTMLInputElement} box */
function tickGroup(box) {
  const group = box.closest('.account-group')
  const boxes = [...(group?.querySelectorAll('[name=account]') ?? [])]
  const whole = group?.querySelector('[data-group-box]')
  if (box === whole) for (const each of boxes) tick(each, box.checked)
  // An account that is in several groups is in all of them.
  for (const each of document.querySelectorAll('[name=account]'))
    if (each !== box && each instanceof HTMLInputElement && each.value === box.value)
      each.checked = box.checked
  for (const each of document.querySelectorAll('.account-group:has([data-group-box])')) {
    const its = [...each.querySelectorAll('[name=account]')]
    if (its.length > 0)
      tick(
        each.querySelector('[data-group-box]'),
        its.every((account) => account instanceof HTMLInputElement && account.checked),
      )
  }
}

/** @param {Element | null} box @param {boolean} isOn */
function tick(box, isOn) {
  if (box instanceof HTMLInputElement) box.checked = isOn
}

export function listenForSaves() {
  addEventListener('change', ({ target }) => {
    if (!(target instanceof Element) || !('form' in target)) return
    const { form } = target
    if (!(form instanceof HTMLFormElement) || !form.matches(FORM)) return
    if (target instanceof HTMLInputElement && target.closest('.account-group')) tickGroup(target)
    saving = saving.then(() => save(form))
  })
}
