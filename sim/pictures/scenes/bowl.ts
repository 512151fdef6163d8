import { darker, lighter } from '../colours.ts'
import { circle, ellipse, path, place, rect, repeat, stroke } from '../shapes.ts'
import { WIDTH, type Sketch } from '../sketch.ts'
import { dish, fruit, leaf, table, turned } from '../things.ts'

/** A large bowl of noodles or rice in painted ware, from above. */
export function bowl(sketch: Sketch): string {
  const { random, between, height, colours } = sketch
  const radius = between(126, 156)
  const ink = random.pick(['#27518f', '#1d6f6d', '#94342f'])
  return turned(
    sketch,
    table(sketch, random.pick(['#9c6f4a', colours.ground, '#56616b'])),
    place({ at: [between(40, 90), height * 0.1] }, teapot(sketch, ink)),
    place({ at: [between(310, 360), height * 0.9] }, bread(sketch)),
    place({ at: [between(320, 360), height * 0.12], scale: 0.5 }, dish(sketch, 100, '#f5efe4')),
    place(
      { at: [WIDTH / 2, height / 2 + between(-16, 16)], turn: between(0, 180) },
      dish(sketch, radius, '#f7f1e3'),
      repeat(18, (index) => place({ at: [0, 0], turn: index * 20 }, rim(sketch, radius, ink))),
      circle([0, 0], radius * 0.74, sketch.slant('#b5652b', '#e09a45')),
      place(
        { at: [0, 0], scale: radius / 150 },
        random.chance(0.5) ? noodles(sketch) : rice(sketch),
      ),
    ),
    place({ at: [between(66, 92), height * 0.84], turn: between(20, 60) }, chopsticks(sketch)),
  )
}

const rim = (sketch: Sketch, radius: number, ink: string): string =>
  place({ at: [0, -radius * 0.79] }, leaf(sketch, radius * 0.14, radius * 0.06, ink)) +
  circle([radius * 0.14, -radius * 0.87], 2.4, ink)

function noodles(sketch: Sketch): string {
  const { between, random } = sketch
  const strands = repeat(46, () => {
    const [x, y] = [between(-70, 70), between(-70, 70)]
    return stroke(
      `M${x} ${y}q${between(-40, 40)} ${between(-40, 40)} ${between(-34, 34)} ${between(-34, 34)}`,
      random.pick(['#f5d891', '#e9bf6a', '#fbe6b4']),
      6,
    )
  })
  const greens = repeat(9, () =>
    place(
      { at: [between(-60, 60), between(-60, 60)], turn: between(0, 360) },
      leaf(sketch, 30, 10, '#4f9442'),
    ),
  )
  return strands + greens + meat(sketch, 7)
}

function rice(sketch: Sketch): string {
  const { between, random } = sketch
  const grains = repeat(150, () =>
    place(
      { at: [between(-76, 76), between(-76, 76)], turn: between(0, 180) },
      ellipse([0, 0], [7, 3], random.pick(['#f7e3b0', '#eec477', '#e2aa54'])),
    ),
  )
  const carrots = repeat(16, () =>
    place(
      { at: [between(-60, 60), between(-60, 60)], turn: between(0, 180) },
      rect([-14, -3], [28, 6], '#e8852c', 3),
    ),
  )
  return grains + carrots + meat(sketch, 6)
}

const meat = (sketch: Sketch, count: number): string =>
  repeat(count, () =>
    place(
      { at: [sketch.between(-50, 50), sketch.between(-50, 50)], turn: sketch.between(0, 180) },
      rect([-16, -9], [34, 22], '#00000030', 8),
      rect([-17, -12], [34, 22], sketch.lit('#7d4527'), 8),
    ),
  )

const teapot = (sketch: Sketch, ink: string): string =>
  sketch.shadow([6, 10], [74, 74]) +
  path('M52 -12L92 -26L94 -12L56 12Z', sketch.lit(ink)) +
  circle([0, 0], 58, sketch.lit(ink)) +
  circle([0, 0], 30, sketch.lit(lighter(ink, 0.5))) +
  fruit(sketch, 9, '#e7b04a')

const bread = (sketch: Sketch): string =>
  sketch.shadow([6, 10], [88, 88]) +
  circle([0, 0], 74, sketch.lit('#c98a45')) +
  circle([0, 0], 40, sketch.lit(darker('#dca65e', 0.06))) +
  repeat(16, (index) =>
    circle(
      [Math.cos(index) * (8 + index * 1.8), Math.sin(index) * (8 + index * 1.8)],
      2,
      '#6d431d',
    ),
  )

const chopsticks = (sketch: Sketch): string =>
  sketch.shadow([6, 4], [18, 110]) +
  rect([-9, -100], [7, 200], sketch.tube('#6a3a24'), 3) +
  rect([5, -96], [7, 200], sketch.tube('#6a3a24'), 3)
