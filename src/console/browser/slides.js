// Pages through the files of a post by its dots, and shows the moment of a video that a slider
// chooses.

import { one } from './mark.js'

const dots = () => [...document.querySelectorAll('.dots a')]

/** Marks the dot of the file that is visible. */
function follow() {
  const slides = one('.slides')
  if (!slides) return
  const visible = Math.round(slides.scrollLeft / slides.clientWidth)
  for (const [at, dot] of dots().entries())
    if (at === visible) dot.setAttribute('aria-current', 'true')
    else dot.removeAttribute('aria-current')
}

/** @param {MouseEvent} event */
function page(event) {
  const at = event.target instanceof Element ? dots().indexOf(event.target) : -1
  const slides = one('.slides')
  if (at < 0 || !slides) return
  event.preventDefault()
  slides.scrollTo({ left: at * slides.clientWidth, behavior: 'smooth' })
}

/** @param {HTMLInputElement} input */
function seek({ id, value }) {
  const [field, video] = [one('#cover_at'), document.querySelector('.reel-cover video')]
  if (id !== 'cover_moment' || !(field instanceof HTMLInputElement)) return
  field.value = value
  if (video instanceof HTMLVideoElement) video.currentTime = Number(value)
}

export function listenForSlides() {
  addEventListener('click', page)
  addEventListener('scroll', follow, { capture: true, passive: true })
  addEventListener('gramd:shown', follow)
  addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement) seek(target)
  })
}
