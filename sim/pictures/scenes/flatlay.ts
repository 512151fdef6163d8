import { darker, lighter } from '../colours.ts'
import { circle, ellipse, path, place, rect, repeat, stroke } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { table, turned } from '../things.ts'

/** Folded clothes with what belongs to them, from above. */
export function flatlay(sketch: Sketch): string {
  const { between, colours, height, random } = sketch
  const corners = random.sample([hat, shoes, watch, bag, glasses], 4)
  const spots = [
    [84, 0.16],
    [322, 0.17],
    [78, 0.85],
    [324, 0.84],
  ] as const
  return turned(
    sketch,
    table(sketch, random.pick([colours.ground, lighter(colours.main, 0.6), '#d9d4cc'])),
    ...spots.map(([x, y], index) =>
      place(
        { at: [x + between(-14, 14), height * y], turn: between(-36, 36) },
        corners[index]?.(sketch) ?? '',
      ),
    ),
    place(
      { at: [WIDTH / 2 + between(-14, 14), height * 0.5], turn: between(-18, 18), scale: 1.12 },
      sweater(sketch, random.pick([colours.main, colours.second])),
    ),
  )
}

function sweater(sketch: Sketch, colour: string): string {
  const stripe = sketch.random.pick([
    lighter(colour, 0.6),
    sketch.colours.spark,
    darker(colour, 0.3),
  ])
  const rows = sketch.random.pick([1, 3, 5])
  return (
    sketch.shadow([10, 16], [126, 130]) +
    path(
      'M-96 -86Q-116 -20 -104 84L-64 88V-60ZM96 -86Q116 -20 104 84L64 88V-60Z',
      sketch.lit(darker(colour, 0.1)),
    ) +
    path('M-96 -88Q-40 -108 0 -92Q40 -108 96 -88L80 92Q0 104 -80 92Z', sketch.lit(colour)) +
    repeat(rows, (index) => rect([-84, -40 + index * 26], [168, 11], stripe, 2)) +
    ellipse([0, -92], [36, 15], darker(colour, 0.35)) +
    ellipse([0, -95], [27, 10], darker(colour, 0.5)) +
    repeat(14, (index) => rect([-78 + index * 11.4, 84], [4, 12], darker(colour, 0.2), 2))
  )
}

const hat = (sketch: Sketch): string =>
  sketch.shadow([8, 12], [90, 90]) +
  ellipse([0, 0], [82, 78], sketch.lit('#d9b98a')) +
  ellipse([0, -4], [46, 44], darker('#d9b98a', 0.15)) +
  ellipse([0, -6], [44, 42], sketch.ball('#e3c89e')) +
  `<circle cx="0" cy="-5" r="45" fill="none" stroke="${sketch.colours.main}" stroke-width="9"/>`

const shoe = (sketch: Sketch, x: number): string =>
  place(
    { at: [x, 0] },
    sketch.shadow([6, 8], [34, 74]),
    path('M-22 60Q-30 0 -18 -44Q0 -72 18 -44Q30 0 22 60Q0 74 -22 60Z', sketch.lit('#f4f1ea')),
    ellipse([0, 30], [14, 26], darker('#f4f1ea', 0.35)),
    repeat(4, (index) => rect([-12, -26 + index * 9], [24, 3.4], sketch.colours.main, 2)),
  )

const shoes = (sketch: Sketch): string => shoe(sketch, -30) + shoe(sketch, 30)

const watch = (sketch: Sketch): string =>
  sketch.shadow([5, 8], [34, 84]) +
  rect([-13, -78], [26, 156], sketch.tube(darker(sketch.colours.second, 0.3)), 10) +
  circle([0, 0], 29, sketch.lit('#d8b25c')) +
  circle([0, 0], 23, '#fbf7ec') +
  path('M-1.5 2V-15H1.5V2ZM0 -1.5H12V1.5H0Z', '#33302c')

const bag = (sketch: Sketch): string =>
  sketch.shadow([8, 12], [84, 76]) +
  stroke('M-34 -30Q-30 -88 0 -88Q30 -88 34 -30', darker(sketch.colours.second, 0.35), 7) +
  path('M-66 -36H66L74 50Q0 66 -74 50Z', sketch.lit(sketch.colours.second)) +
  path('M-66 -36H66L58 8Q0 28 -58 8Z', sketch.lit(darker(sketch.colours.second, 0.12))) +
  circle([0, 12], 7, sketch.ball('#e0bb5c'))

const glasses = (sketch: Sketch): string =>
  sketch.shadow([4, 10], [84, 36]) +
  repeat(2, (index) => {
    const x = index === 0 ? -38 : 38
    return circle([x, 0], 33, '#3a2a22') + circle([x, 0], 28, sketch.slant('#5f7a88', '#20303b'))
  }) +
  rect([-9, -6], [18, 6], '#3a2a22', 3)
