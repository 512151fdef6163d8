// @ts-check
// Several files are chosen at once and sent one after another, each with its progress. Without
// scripts it is one at a time.

import { one, root } from './mark.js'
import { parse, show } from './visit.js'

const FORM = 'form[data-many]'

function offerMany() {
  for (const input of document.querySelectorAll(`${FORM} input[type=file]`))
    if (input instanceof HTMLInputElement) input.multiple = true
}

/** @param {HTMLFormElement} form */
function filesOf(form) {
  const input = form.querySelector('input[type=file]')
  return input instanceof HTMLInputElement ? [...(input.files ?? [])] : []
}

/**
 * A request that reports how much of it has been sent, which those of fetch do not.
 * @param {string} url
 * @param {File} file
 * @param {(share: number) => void} onProgress
 * @returns {Promise<{ url: string, status: number, text: string }>}
 */
const send = (url, file, onProgress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const fields = new FormData()
    fields.set('file', file)
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / total))
    request.addEventListener('load', () => {
      const { responseURL, status, responseText } = request
      resolve({ url: responseURL, status, text: responseText })
    })
    request.addEventListener('error', () => reject(new Error('no answer')))
    request.open('POST', url)
    request.send(fields)
  })

/** @param {string} name */
function addLine(name) {
  const line = document.createElement('li')
  const label = document.createElement('span')
  label.textContent = name
  const bar = document.createElement('progress')
  bar.max = 1
  bar.value = 0
  bar.setAttribute('aria-label', name)
  const said = document.createElement('small')
  line.append(label, ' ', bar, ' ', said)
  one('#uploads')?.append(line)
  return { bar, said }
}

/** @param {Document} page */
const faultOf = (page) =>
  page.querySelector('#main .fault, #main .refused')?.textContent?.trim() ?? root.dataset['failed']

/**
 * @param {string} url
 * @param {File} file
 * @param {ReturnType<typeof addLine>} line
 */
async function sendOne(url, file, { bar, said }) {
  const words = one('#uploads')?.dataset['uploading'] ?? ''
  const answer = await send(url, file, (share) => {
    bar.value = share
    said.textContent = words.replace('{percent}', String(Math.round(share * 100)))
  })
  const page = parse(answer.text)
  said.textContent = ''
  if (answer.status < 400) {
    bar.value = 1
    show(page, answer, { entry: undefined, isNews: false })
    return
  }
  bar.remove()
  said.className = 'fault'
  said.textContent = faultOf(page) ?? ''
}

/** @param {HTMLFormElement} form */
async function sendAll(form) {
  const { action } = form
  const lines = filesOf(form).map((file) => ({ file, line: addLine(file.name) }))
  form.reset()
  root.dataset['busy'] = ''
  for (const { file, line } of lines)
    try {
      await sendOne(action, file, line)
    } catch {
      line.bar.remove()
      line.said.className = 'fault'
      line.said.textContent = root.dataset['failed'] ?? ''
    }
  delete root.dataset['busy']
}

export function listenForFiles() {
  offerMany()
  addEventListener('gramd:shown', offerMany)
  addEventListener('submit', (event) => {
    if (!(event.target instanceof HTMLFormElement) || !event.target.matches(FORM)) return
    event.preventDefault()
    void sendAll(event.target)
  })
}
