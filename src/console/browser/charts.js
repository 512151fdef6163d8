// Says the figures under the pointer. The server has drawn the charts.

/** @param {Element} row */
const textOf = (row) => row.textContent?.replaceAll(/\s+/g, ' ').trim() ?? ''

/**
 * The row of the table in words, with the names of its columns.
 * @param {Element} figure
 * @param {Element} row
 */
function inWords(figure, row) {
  const names = [...figure.querySelectorAll('thead th')].slice(1).map(textOf)
  const values = [...row.querySelectorAll('td')].map(
    (cell, place) => `${names[place] ?? ''} ${textOf(cell)}`,
  )
  return [row.querySelector('th'), ...values]
    .map((each) => (each instanceof Element ? textOf(each) : each))
    .join(' · ')
}

/** @param {string | null} place such as 12.5% */
const shareOf = (place) => Number.parseFloat(place ?? '0') / 100

/**
 * The row whose place is nearest to a share of the width.
 * @param {Element} drawing
 * @param {number} share
 */
function nearest(drawing, share) {
  const places = (drawing.getAttribute('data-places') ?? '').split(' ').map(shareOf)
  let found = 0
  for (const [at, place] of places.entries())
    if (Math.abs(place - share) < Math.abs((places[found] ?? 0) - share)) found = at
  return { at: found, place: places[found] ?? 0 }
}

/** @param {PointerEvent} event */
function follow(event) {
  const drawing = event.target instanceof Element ? event.target.closest('.drawing') : null
  const figure = drawing?.closest('.plot')
  if (!drawing || !figure) return
  const { left, width } = drawing.getBoundingClientRect()
  const { at, place } = nearest(drawing, (event.clientX - left) / width)
  const row = figure.querySelectorAll('tbody tr')[at]
  const output = figure.querySelector('output')
  if (row && output) output.textContent = inWords(figure, row)
  const pointer = drawing.querySelector('.pointer')
  for (const end of ['x1', 'x2']) pointer?.setAttribute(end, `${place * 100}%`)
}

export function listenForPointers() {
  addEventListener('pointermove', follow)
  addEventListener('pointerdown', follow)
}
