import { darker, lighter } from '../colours.ts'
import { circle, ellipse, path, place, rect, repeat } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { cup, leaf, table, turned } from '../things.ts'

/** A desk with a laptop, a phone and headphones, from above. */
export function desk(sketch: Sketch): string {
  const { between, colours, height, random } = sketch
  const isLeft = random.chance(0.5)
  const side = (x: number) => (isLeft ? x : WIDTH - x)
  return turned(
    sketch,
    table(sketch, random.pick(['#caa47a', colours.ground, '#4a4f58'])),
    place(
      { at: [side(176), height * between(0.32, 0.4)], turn: between(-14, 14), scale: 1.05 },
      laptop(sketch),
    ),
    place({ at: [side(92), height * between(0.76, 0.84)], turn: between(-30, 30) }, phone(sketch)),
    place(
      { at: [side(282), height * between(0.74, 0.82)], turn: between(-40, 40) },
      headphones(sketch),
    ),
    place(
      { at: [side(356), height * 0.14], scale: 0.8, turn: between(0, 90) },
      cup(sketch, colours.main),
    ),
    repeat(6, (index) =>
      place(
        { at: [side(366), height * 0.52], turn: -80 + index * 26 },
        leaf(sketch, 70, 15, '#5d8f5c'),
      ),
    ),
  )
}

const laptop = (sketch: Sketch): string =>
  sketch.shadow([10, 16], [180, 140]) +
  rect([-140, -116], [280, 232], sketch.lit('#c9ccd3'), 12) +
  rect([-130, -108], [260, 100], '#20232c', 6) +
  rect([-122, -102], [244, 88], sketch.slant(sketch.colours.main, sketch.colours.second)) +
  repeat(5, (index) =>
    rect(
      [-104 + index * 42, -34 - ((index * 29) % 44)],
      [24, 16 + ((index * 29) % 44)],
      '#ffffffb0',
      2,
    ),
  ) +
  repeat(44, (key) =>
    rect([-123 + (key % 11) * 22.6, 6 + Math.floor(key / 11) * 16], [19, 12], '#3b3f49', 2),
  ) +
  rect([-44, 76], [88, 34], '#b4b8c0', 5)

const phone = (sketch: Sketch): string =>
  sketch.shadow([6, 10], [56, 100]) +
  rect([-42, -86], [84, 172], '#1d1f26', 14) +
  rect(
    [-36, -80],
    [72, 160],
    sketch.fall(lighter(sketch.colours.spark, 0.2), sketch.colours.main),
    10,
  ) +
  repeat(12, (index) =>
    rect([-27 + (index % 3) * 20, -56 + Math.floor(index / 3) * 24], [14, 14], '#ffffffaa', 4),
  )

const headphones = (sketch: Sketch): string => {
  const colour = darker(sketch.colours.second, 0.15)
  const ear = (x: number) =>
    ellipse([x, 40], [27, 36], sketch.ball(colour)) +
    ellipse([x, 40], [16, 24], darker(colour, 0.4))
  return (
    sketch.shadow([6, 16], [96, 96]) +
    path('M-74 40A74 82 0 0 1 74 40H58A58 64 0 0 0 -58 40Z', sketch.lit(colour)) +
    ear(-66) +
    ear(66) +
    circle([0, -34], 5, lighter(colour, 0.5))
  )
}
