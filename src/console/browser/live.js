// News say that something has changed, and the page is asked for again.

import { one, root, setStatus } from './mark.js'
import { policy } from './parse.js'
import { isAsking, visit } from './visit.js'

/** Without a stream, pages are asked for again this often. */
const POLL_MS = 15_000

let late = 0
/** @type {ReturnType<typeof setInterval> | undefined} */
let polling
/** @type {EventSource | undefined} */
let source
/** @type {MessagePort | undefined} */
let shared

/** Returns whether the user is not busy with what would change. */
const isIdle = () =>
  !document.querySelector('.list tbody :checked') &&
  !document.querySelector('dialog[open]') &&
  root.dataset['busy'] === undefined &&
  root.dataset['dragging'] === undefined

/** At most once a second, however much happens: a busy queue never falls silent. */
function news() {
  if (late !== 0) return
  late = setTimeout(() => {
    late = 0
    // An answer that the user waits for is newer than the change.
    if (!one('#live') || document.hidden || isAsking()) return
    if (!isIdle()) return setStatus('held')
    setStatus('live')
    void visit(location.href, { isNews: true })
  }, 1_000)
}

/** @param {{ name: string, isOver: boolean }} state of the stream */
function hear({ name, isOver }) {
  if (isOver) polling ??= setInterval(news, POLL_MS)
  else {
    clearInterval(polling)
    polling = undefined
  }
  if (name === 'changed') news()
  else if (name === 'error') setStatus(isOver ? '' : 'waits')
  else {
    // No event announced what changed between the answer and the stream.
    news()
    setStatus('live')
  }
}

/**
 * All tabs share one stream: each of their own would take one of the six connections that HTTP/1.1
 * has for them.
 */
function openShared() {
  const address = new URL('stream.js', import.meta.url).href
  const { port } = new SharedWorker(policy?.createScriptURL(address) ?? address, 'gramd')
  port.addEventListener('message', ({ data }) => hear(data))
  port.start()
  return port
}

/** A browser that shares nothing between tabs, as those of phones. */
function listenAlone() {
  if (source && source.readyState !== 2) return
  source = new EventSource('/console/live')
  for (const name of ['open', 'changed', 'error'])
    source.addEventListener(name, () => hear({ name, isOver: source?.readyState === 2 }))
}

/** Hidden tabs hear nothing, and ask when they are looked at again. */
export function listen() {
  const isVisible = !document.hidden && root.dataset['frame'] !== 'out'
  if (!isVisible) leave()
  else if ('SharedWorker' in globalThis) (shared ??= openShared()).postMessage('look')
  else listenAlone()
}

function leave() {
  shared?.postMessage('leave')
  source?.close()
  source = undefined
}

document.addEventListener('visibilitychange', () => {
  listen()
  if (!document.hidden) news()
})
addEventListener('pagehide', leave)
addEventListener('pageshow', ({ persisted }) => persisted && listen())
// Relative times grow old on a quiet page, and a stream may have ended for good.
setInterval(() => {
  listen()
  news()
}, 60_000)
