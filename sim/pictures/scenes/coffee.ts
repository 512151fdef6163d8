import { darker, lighter } from '../colours.ts'
import { circle, place, rect, repeat } from '../shapes.ts'
import { type Sketch } from '../sketch.ts'
import { cup, leaf, table, turned } from '../things.ts'

/** Coffee beside an open book, from above. */
export function coffee(sketch: Sketch): string {
  const { between, height, colours, random } = sketch
  const isLeft = random.chance(0.5)
  const side = (x: number) => (isLeft ? x : 400 - x)
  return turned(
    sketch,
    table(sketch, random.pick([colours.ground, '#c29a72', '#6e7780'])),
    place(
      { at: [side(250), height * 0.36], turn: between(-22, 22) },
      book(sketch, random.pick([colours.main, colours.second])),
    ),
    place({ at: [side(96), height * 0.2], turn: between(0, 360) }, twig(sketch)),
    place({ at: [side(300), height * 0.82], turn: between(0, 90) }, biscuits(sketch)),
    place(
      {
        at: [side(between(112, 150)), height * between(0.6, 0.72)],
        turn: between(-60, 60),
        scale: 1.2,
      },
      cup(sketch, random.pick(['#f4ede1', colours.main, colours.second])),
    ),
  )
}

const book = (sketch: Sketch, cover: string): string => {
  const page = (x: number, ...paint: readonly [string, string]) =>
    rect([x, -96], [126, 192], sketch.slant(...paint), 3)
  const lines = (x: number) =>
    repeat(11, (index) => rect([x, -74 + index * 14], [index % 4 === 3 ? 58 : 94, 4], '#8d8778', 2))
  return (
    sketch.shadow([8, 12], [170, 130]) +
    rect([-134, -102], [268, 204], sketch.lit(cover), 5) +
    page(-126, '#fffaf0', '#e6dcc8') +
    page(0, '#efe5d2', '#fffaf0') +
    `<g opacity="0.5">${lines(-112)}${lines(16)}</g>`
  )
}

const twig = (sketch: Sketch): string =>
  repeat(9, (index) =>
    place(
      { at: [0, 40 - index * 14], turn: index % 2 === 0 ? 58 : -58 },
      leaf(sketch, 48 - index * 2, 14, index % 3 === 0 ? '#7fa06a' : '#5c8354'),
    ),
  )

const biscuits = (sketch: Sketch): string =>
  repeat(3, (index) =>
    place(
      { at: [-40 + index * 40, (index % 2) * 22] },
      sketch.shadow([4, 7], [42, 42]),
      circle([0, 0], 34, sketch.lit('#cf9450')),
      circle([0, 0], 28, sketch.slant(lighter('#dca765', 0.1), darker('#cf9450', 0.1))),
      repeat(7, (crumb) =>
        circle(
          [Math.cos(crumb * 2) * (6 + crumb * 2), Math.sin(crumb * 2) * (6 + crumb * 2)],
          3.6,
          '#593218',
        ),
      ),
    ),
  )
