// Runs once for all tabs: over HTTP/1.1 a browser has six connections to gramd, and a stream of
// news uses one.

/**
 * Tabs that are visible. One that crashes remains in here, until no tab is left and the browser
 * ends this script.
 * @type {Set<MessagePort>}
 */
const looking = new Set()
/** @type {EventSource | undefined} */
let source

/** @param {MessagePort} port */
const state = (port, name = 'open') => port.postMessage({ name, isOver: source?.readyState === 2 })

/**
 * Opens a stream again that gramd ended for good: another user may have signed in, a proxy may have
 * answered.
 */
function follow() {
  if (source && source.readyState !== 2) return
  source = new EventSource('/console/live')
  for (const name of ['open', 'changed', 'error'])
    source.addEventListener(name, () => looking.forEach((port) => state(port, name)))
}

function stopUnwatched() {
  if (looking.size > 0) return
  source?.close()
  source = undefined
}

addEventListener('connect', (event) => {
  const port = event instanceof MessageEvent ? event.ports[0] : undefined
  port?.addEventListener('message', ({ data }) => {
    if (data === 'look') {
      looking.add(port)
      follow()
      if (source?.readyState === 1) state(port)
    } else {
      looking.delete(port)
      stopUnwatched()
    }
  })
  port?.start()
})
