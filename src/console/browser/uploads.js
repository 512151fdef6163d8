// Several files are chosen at once, or dropped anywhere on the page, and sent one after another,
// each with its progress. Without scripts it is one at a time.

import { one, root } from './mark.js'
import { parse } from './parse.js'
import { show } from './visit.js'

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
  return { bar, said, remove: () => line.remove() }
}

/** @param {Document} page */
const faultOf = (page) =>
  page.querySelector('#main .fault, #main .refused')?.textContent?.trim() ?? root.dataset['failed']

/**
 * @param {string} url
 * @param {File} file
 * @param {ReturnType<typeof addLine>} line
 */
async function sendOne(url, file, line) {
  const { bar, said } = line
  const words = one('#uploads')?.dataset['uploading'] ?? ''
  const answer = await send(url, file, (share) => {
    bar.value = share
    said.textContent = words.replace('{percent}', String(Math.round(share * 100)))
  })
  const page = parse(answer.text)
  said.textContent = ''
  if (answer.status < 400) {
    const isFirst = location.pathname.endsWith('/new')
    line.remove()
    show(page, answer, { entry: isFirst ? 'replace' : undefined, isNews: false })
    return
  }
  bar.remove()
  said.className = 'fault'
  said.textContent = faultOf(page) ?? ''
}

/** @param {File[]} files */
async function sendAll(files) {
  const lines = files.map((file) => ({ file, line: addLine(file.name) }))
  root.dataset['busy'] = ''
  for (const { file, line } of lines)
    try {
      // After its first file, a new post has another address.
      await sendOne(formOf()?.action ?? '', file, line)
    } catch {
      line.bar.remove()
      line.said.className = 'fault'
      line.said.textContent = root.dataset['failed'] ?? ''
    }
  delete root.dataset['busy']
}

const formOf = () => {
  const form = one(FORM)
  return form instanceof HTMLFormElement ? form : null
}

/** @param {DragEvent} event */
const hasFiles = ({ dataTransfer }) =>
  formOf() !== null && (dataTransfer?.types.includes('Files') ?? false)

/** @param {boolean} isOver */
const markDrop = (isOver) => formOf()?.toggleAttribute('data-over-it', isOver)

export function listenForFiles() {
  offerMany()
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    markDrop(true)
  })
  addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && markDrop(false))
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    markDrop(false)
    void sendAll([...(event.dataTransfer?.files ?? [])])
  })
  addEventListener('change', ({ target }) => {
    const form = target instanceof HTMLInputElement && target.type === 'file' ? target.form : null
    if (!form?.matches(FORM)) return
    const files = filesOf(form)
    form.reset()
    void sendAll(files)
  })
  addEventListener('gramd:shown', offerMany)
  addEventListener('submit', (event) => {
    if (!(event.target instanceof HTMLFormElement) || !event.target.matches(FORM)) return
    event.preventDefault()
    void sendAll(filesOf(event.target))
  })
}
