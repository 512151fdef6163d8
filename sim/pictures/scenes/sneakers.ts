import { darker, lighter } from '../colours.ts'
import { circle, path, place, rect, repeat, stroke } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'

/** A pair of sneakers on blocks before a coloured wall. */
export function sneakers(sketch: Sketch): string {
  const { between, colours, height, random } = sketch
  const colour = random.pick([colours.main, colours.second, '#f1eee6'])
  const floor = height * between(0.76, 0.84)
  const sun = [between(90, 310), height * between(0.22, 0.34)] as const
  const isMirrored = random.chance(0.5)
  return (
    sketch.fill(sketch.slant(lighter(colours.second, 0.5), lighter(colours.second, 0.15))) +
    circle(sun, between(80, 120), sketch.ball(lighter(colours.spark, 0.2))) +
    rect(
      [-20, floor],
      [WIDTH + 40, height],
      sketch.fall(lighter(colours.ground, 0.3), colours.ground),
    ) +
    place(
      { at: [WIDTH / 2, floor + 12] },
      sketch.shadow([16, 6], [180, 26]),
      rect([between(-130, -100), -110], [240, 112], sketch.lit(lighter(colours.ground, 0.15)), 4),
      `<g transform="scale(${isMirrored ? -1 : 1} 1)">`,
      place({ at: [20, -110], turn: -4, scale: 1.02 }, shoe(sketch, colour)),
      place({ at: [-44, 34], turn: between(-3, 5), scale: 1.14 }, shoe(sketch, colour)),
      '</g>',
    )
  )
}

/** Seen from its side, on its sole. */
function shoe(sketch: Sketch, colour: string): string {
  const accent = sketch.colours.spark
  return (
    sketch.shadow([6, 2], [128, 14]) +
    path(
      'M-112 -26Q-116 -92 -84 -98Q-60 -84 -44 -98Q-6 -52 60 -46Q108 -42 114 -24Z',
      sketch.lit(colour),
    ) +
    path('M60 -46Q108 -42 114 -24L66 -22Q56 -34 60 -46Z', lighter(colour, 0.4)) +
    path('M-112 -30Q-116 -70 -100 -84Q-84 -60 -78 -28Z', darker(colour, 0.25)) +
    path('M-64 -34Q-20 -36 22 -58L28 -50Q-10 -22 -58 -24Z', accent) +
    repeat(5, (index) =>
      stroke(`M${-40 + index * 17} ${-92 + index * 9}l-17 14`, lighter(colour, 0.8), 4.4),
    ) +
    path('M-116 -28H116Q122 -8 108 -2H-106Q-122 -8 -116 -28Z', sketch.fall('#fffdf6', '#d9d3c4')) +
    stroke('M-108 -10H112', accent, 3)
  )
}
