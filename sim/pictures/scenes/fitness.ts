import { darker, lighter } from '../colours.ts'
import { circle, place, rect, repeat, stroke } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { fruit, table, turned } from '../things.ts'

/** A mat with dumb-bells, a rope and a bottle, from above. */
export function fitness(sketch: Sketch): string {
  const { between, colours, height, random } = sketch
  const isLeft = random.chance(0.5)
  const side = (x: number) => (isLeft ? x : WIDTH - x)
  return turned(
    sketch,
    table(sketch, random.pick(['#c7a880', '#9aa2a8', colours.ground])),
    place({ at: [side(236), height / 2], turn: between(-9, 9) }, mat(sketch, height)),
    place({ at: [side(86), height * 0.2], turn: between(-20, 20) }, bottle(sketch)),
    place({ at: [side(96), height * 0.8] }, rope(sketch)),
    place(
      { at: [side(230), height * between(0.34, 0.44)], turn: between(-40, -8) },
      weight(sketch),
    ),
    place({ at: [side(248), height * between(0.58, 0.68)], turn: between(4, 40) }, weight(sketch)),
    place(
      { at: [side(330), height * 0.14] },
      fruit(sketch, 36, random.pick(['#d4463a', '#8fb443'])),
    ),
  )
}

const mat = (sketch: Sketch, height: number): string => {
  const colour = sketch.colours.second
  const long = height * 0.92
  return (
    sketch.shadow([10, 14], [140, long * 0.56]) +
    rect([-104, -long / 2], [208, long], sketch.lit(colour), 10) +
    repeat(9, (index) =>
      rect([-92, -long / 2 + 26 + index * (long / 9.4)], [184, 2.4], lighter(colour, 0.25)),
    ) +
    rect(
      [-108, -long / 2 - 8],
      [216, 40],
      sketch.fall(lighter(colour, 0.3), darker(colour, 0.25)),
      18,
    )
  )
}

const weight = (sketch: Sketch): string => {
  const colour = sketch.colours.main
  const end = (x: number) =>
    rect(
      [x - 15, -38],
      [30, 76],
      sketch.fall(lighter(colour, 0.25), colour, darker(colour, 0.3)),
      9,
    )
  return (
    sketch.shadow([6, 12], [104, 46]) +
    rect([-56, -10], [112, 20], sketch.fall('#dfe1e6', '#8b8e97'), 8) +
    end(-70) +
    end(70) +
    rect([-52, -28], [12, 56], darker(colour, 0.35), 5) +
    rect([40, -28], [12, 56], darker(colour, 0.35), 5)
  )
}

const bottle = (sketch: Sketch): string =>
  sketch.shadow([8, 12], [44, 96]) +
  rect([-32, -70], [64, 156], sketch.tube(lighter(sketch.colours.spark, 0.2)), 18) +
  rect([-22, -98], [44, 34], sketch.tube('#34363c'), 8) +
  rect([-32, -10], [64, 40], lighter(sketch.colours.spark, 0.7)) +
  circle([0, 10], 11, sketch.colours.main)

const rope = (sketch: Sketch): string => {
  const colour = darker(sketch.colours.main, 0.1)
  return (
    repeat(4, (index) =>
      stroke(
        `M${-56 + index * 5} 0a${56 - index * 8} ${44 - index * 6} 0 1 1 ${112 - index * 14} ${index * 3}`,
        colour,
        6,
      ),
    ) + rect([44, -4], [16, 62], sketch.tube('#34363c'), 7)
  )
}
