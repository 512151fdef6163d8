import { darker, lighter } from '../colours.ts'
import { path, place, rect, repeat } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { fruit, leaf } from '../things.ts'

const FRUITS = ['#d63f34', '#ef8a2c', '#f0c437', '#6f9e3a', '#7d2f63', '#a9c64d'] as const

/** Crates of fruit below an awning. */
export function market(sketch: Sketch): string {
  const { height, between } = sketch
  const awning = height * between(0.16, 0.22)
  const rows = Math.max(3, Math.round(height / 150))
  const start = awning + 54
  const step = (height + 30 - start) / rows
  return (
    sketch.fill(sketch.fall(darker('#6b4a35', 0.4), '#8a6244')) +
    repeat(4, (index) => sketch.spot([60 + index * 96, awning + 40], [70, 70], '#ffd98a')) +
    repeat(rows, (row) => crates(sketch, start + row * step, step)) +
    awningOf(sketch, awning)
  )
}

function crates(sketch: Sketch, y: number, step: number): string {
  const { random, between } = sketch
  const offset = between(-60, 0)
  return repeat(4, (index) => {
    const colour = random.pick(FRUITS)
    const x = offset + index * 134
    const pile = repeat(15, (each) =>
      place(
        { at: [x + 14 + (each % 5) * 24, y + 36 - Math.floor(each / 5) * 15 - (each % 2) * 5] },
        fruit(sketch, between(14, 17), each % 4 === 0 ? lighter(colour, 0.18) : colour),
        each % 3 === 0 ? place({ at: [4, -12], turn: 40 }, leaf(sketch, 12, 4, '#4f8a3c')) : '',
      ),
    )
    return (
      pile +
      rect([x, y + 40], [126, step - 52], sketch.fall('#b98552', '#8c5f37'), 3) +
      rect([x, y + 40], [126, 9], lighter('#b98552', 0.3), 3) +
      rect([x + 40, y + 56], [46, 24], '#f8f3e4', 2)
    )
  })
}

const awningOf = (sketch: Sketch, bottom: number): string =>
  repeat(9, (index) => {
    const colour = index % 2 === 0 ? sketch.colours.main : '#f6efdf'
    const x = -10 + index * (WIDTH / 8)
    return path(
      `M${x} -10H${x + 50}V${bottom}Q${x + 50} ${bottom + 26} ${x + 25} ${bottom + 26}Q${x} ` +
        `${bottom + 26} ${x} ${bottom}Z`,
      sketch.fall(darker(colour, 0.2), colour),
    )
  })
