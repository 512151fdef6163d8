import { darker, lighter } from '../colours.ts'
import { circle, ellipse, path, place, rect, repeat } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { fruit, leaf } from '../things.ts'

/** A cake on a stand before a garland. */
export function cake(sketch: Sketch): string {
  const { between, height, colours, random } = sketch
  const floor = height * between(0.78, 0.86)
  const cream = random.pick(['#fbeee0', lighter(colours.main, 0.55), lighter(colours.second, 0.6)])
  const tiers = random.pick([1, 2, 3])
  return (
    sketch.fill(
      sketch.fall(lighter(colours.ground, 0.4), colours.ground, darker(colours.ground, 0.1)),
    ) +
    garland(sketch, height * 0.12) +
    rect(
      [-20, floor],
      [WIDTH + 40, height],
      sketch.fall(lighter(colours.second, 0.35), colours.second),
    ) +
    place(
      { at: [WIDTH / 2 + between(-34, 34), floor + 22], scale: between(0.92, 1.12) },
      stand(sketch),
      repeat(tiers, (index) =>
        place({ at: [0, -66 - index * 74] }, tier(sketch, 118 - index * 30, cream)),
      ),
      place({ at: [0, -66 - tiers * 74] }, top(sketch, 118 - (tiers - 1) * 30)),
    )
  )
}

const garland = (sketch: Sketch, y: number): string =>
  repeat(9, (index) => {
    const { main, second, spark } = sketch.colours
    const sag = Math.sin((index / 8) * Math.PI) * 46
    return place(
      { at: [index * 50, y + sag], turn: (4 - index) * -7 },
      path('M-20 0H20L0 38Z', sketch.lit([main, spark, second][index % 3] ?? main)),
    )
  })

const stand = (sketch: Sketch): string =>
  sketch.shadow([10, 0], [140, 20]) +
  path('M-50 0Q-14 -14 -12 -52H12Q14 -14 50 0Z', sketch.tube('#e8e4da')) +
  ellipse([0, -56], [148, 20], darker('#e8e4da', 0.2)) +
  ellipse([0, -62], [148, 20], sketch.tube('#f6f2e9'))

const tier = (sketch: Sketch, half: number, cream: string): string =>
  rect([-half, -74], [2 * half, 76], sketch.tube(cream), 6) +
  ellipse([0, 0], [half, 14], sketch.tube(darker(cream, 0.05))) +
  ellipse([0, -74], [half, 14], lighter(cream, 0.5)) +
  repeat(9, (index) => {
    const x = -half + (index + 0.5) * ((2 * half) / 9)
    const drop = 14 + ((index * 37) % 24)
    return rect(
      [x - half / 11, -74],
      [half / 5.5, drop],
      darker(sketch.colours.main, 0.1),
      half / 11,
    )
  }) +
  repeat(12, (index) =>
    circle([-half + (index + 0.5) * (half / 6), -1], half / 13, lighter(cream, 0.6)),
  )

const top = (sketch: Sketch, half: number): string =>
  repeat(5, (index) => {
    const x = (index - 2) * half * 0.3
    return (
      rect([x - 3, -46], [6, 42], sketch.tube(sketch.colours.spark), 2) +
      sketch.spot([x, -54], [20, 24], '#ffcf66') +
      path(`M${x} -66q8 12 0 18q-8 -6 0 -18z`, '#ffb32c')
    )
  }) +
  repeat(9, (index) =>
    place(
      { at: [(index - 4) * half * 0.19, -4 - (index % 2) * 9] },
      fruit(sketch, 12, index % 2 === 0 ? '#c42b48' : '#3b3f7d'),
    ),
  ) +
  place({ at: [half * 0.6, -4], turn: 50 }, leaf(sketch, 40, 12, '#5f9450'))
