// @ts-check
// News say that something has changed, and the page is asked for again.

import { one, root, tell, told } from './mark.js'
import { visit } from './visit.js'

let late = 0
/** @type {EventSource | undefined} */
let source

/** Nobody's hands are on what would change. */
const isIdle = () =>
  !document.querySelector('.list tbody :checked') &&
  !document.querySelector('dialog[open]') &&
  root.dataset['busy'] === undefined

/** At most once a second, however much happens: a busy queue never falls silent. */
function news() {
  if (late !== 0) return
  late = setTimeout(() => {
    late = 0
    if (!one('#live') || document.hidden) return
    if (!isIdle()) return tell('held')
    tell('live')
    void visit(location.href, { isNews: true })
  }, 1_000)
}

/** Over HTTP/1.1 a browser has six connections to gramd for all its tabs: hidden ones have none. */
export function listen() {
  source?.close()
  source = undefined
  if (document.hidden || root.dataset['frame'] === 'out') return
  source = new EventSource('/console/live')
  source.addEventListener('changed', news)
  source.addEventListener('open', () => {
    if (told() === 'waits' || told() === 'stale') news()
    tell('live')
  })
  source.addEventListener('error', () => tell(source?.readyState === 2 ? '' : 'waits'))
}
document.addEventListener('visibilitychange', () => {
  listen()
  if (!document.hidden) news()
})
// Relative times grow old on a quiet page.
setInterval(news, 60_000)
