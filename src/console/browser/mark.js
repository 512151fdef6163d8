// The mark in the head of a page that says whether it follows what happens.

export const { documentElement: root } = document

/** @param {string} selector */
export function one(selector) {
  const found = document.querySelector(selector)
  return found instanceof HTMLElement ? found : null
}

let state = ''

/** @param {string} name */
export function setStatus(name) {
  const mark = one('#live')
  state = name
  if (!mark) return
  mark.hidden = name === ''
  mark.textContent = mark.dataset[name] ?? ''
  mark.dataset['is'] = name
}

export const status = () => state
